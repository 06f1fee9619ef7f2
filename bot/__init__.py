"""A self-hosted support bot: it answers from your documents, and says where it found the answer."""

__version__ = "0.1.0"
