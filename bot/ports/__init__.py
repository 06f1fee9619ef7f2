"""What the rooms need from outside, as Protocols.

Each docstring is the contract that the adapters keep; `tests/contracts` holds one suite
per port and runs it on the fake and on every real adapter. Adapters map what their
vendors raise to `ServiceError` or `OperatorError` and let nothing else out.
"""

from bot.ports.manifest import Manifest, Shelving
from bot.ports.models import Clock, Embedder, Redactor, SparseEncoder
from bot.ports.people import Consents, Exchanges, Reusable, Vault
from bot.ports.shelves import DocumentSource, PassageIndex, VectorCache

__all__ = [
    "Clock",
    "Consents",
    "DocumentSource",
    "Embedder",
    "Exchanges",
    "Manifest",
    "PassageIndex",
    "Redactor",
    "Reusable",
    "Shelving",
    "SparseEncoder",
    "Vault",
    "VectorCache",
]
