"""A self-hosted support bot that answers from your documents and shows where it found it."""

__version__ = "0.1.0"
