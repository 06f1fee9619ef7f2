"""What the rooms need from outside, as Protocols.

Each docstring is the contract that the adapters keep; `tests/contracts` holds one suite
per port and runs it on the fake and on every real adapter. Adapters map what their
vendors raise to `ServiceError` or `OperatorError` and let nothing else out.
"""

from bot.ports.desk import ChatDesk
from bot.ports.exchanges import (
    MOST_EDITS,
    Claim,
    Crowd,
    Exchanges,
    Ratings,
    Screening,
    TurnedAway,
    Waiting,
)
from bot.ports.manifest import Manifest, Shelving, Standing
from bot.ports.models import (
    ChatModel,
    Clock,
    Embedder,
    Heard,
    Message,
    Redactor,
    SparseEncoder,
    Voice,
    Worded,
)
from bot.ports.people import Consents, Purge, Purges, Reusable, Vault
from bot.ports.pictures import (
    Address,
    PictureAddresses,
    PictureReader,
    PictureSource,
    Sight,
)
from bot.ports.reranker import Reranker
from bot.ports.shelves import Citations, Cited, DocumentSource, PassageIndex, VectorCache
from bot.ports.work import Door, Jobs, Outlet, Shift, Spend, Spending

__all__ = [
    "MOST_EDITS",
    "Address",
    "ChatDesk",
    "ChatModel",
    "Citations",
    "Cited",
    "Claim",
    "Clock",
    "Consents",
    "Crowd",
    "DocumentSource",
    "Door",
    "Embedder",
    "Exchanges",
    "Heard",
    "Jobs",
    "Manifest",
    "Message",
    "Outlet",
    "PassageIndex",
    "PictureAddresses",
    "PictureReader",
    "PictureSource",
    "Purge",
    "Purges",
    "Ratings",
    "Redactor",
    "Reranker",
    "Reusable",
    "Screening",
    "Shelving",
    "Shift",
    "Sight",
    "SparseEncoder",
    "Spend",
    "Spending",
    "Standing",
    "TurnedAway",
    "Vault",
    "VectorCache",
    "Voice",
    "Waiting",
    "Worded",
]
