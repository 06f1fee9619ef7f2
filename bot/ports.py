"""What the rooms need from outside, as Protocols.

Each docstring is the contract that the adapters keep; `tests/contracts` holds one suite
per port and runs it on the fake and on every real adapter. Adapters map what their
vendors raise to `ServiceError` or `OperatorError` and let nothing else out.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.consent import Choice, ConsentEvent, Standing
from bot.domain.conversation import Answer, Exchange, Question
from bot.domain.knowledge import (
    Arms,
    Document,
    FoundFile,
    HeldDocument,
    Inventory,
    Passage,
    Point,
    SparseVector,
    TermCounts,
)
from bot.domain.language import Language
from bot.domain.people import Person


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds since some fixed point; never goes back."""
        ...


class Embedder(Protocol):
    """Turns text into dense vectors of one length, scaled to length 1.

    `name` changes whenever the vectors would, so that it can stand in a recipe.
    Raises EmbedderUnavailable when the model cannot be reached.
    """

    @property
    def name(self) -> str:
        """Which model this is."""
        ...

    @property
    def dimensions(self) -> int:
        """How long each vector is."""
        ...

    async def embed_passages(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """One vector per text, in order. An empty sequence gives an empty list."""
        ...

    async def embed_question(self, text: str) -> tuple[float, ...]:
        """The vector to search with."""
        ...


class SparseEncoder(Protocol):
    """Turns text into term ids and weights for the sparse arm. Pure: no input or output.

    The index multiplies by the inverse document frequency; the encoder does not.
    `name` changes whenever the vectors would.
    """

    @property
    def name(self) -> str:
        """Which tokens and weights these are."""
        ...

    def passage(self, text: str) -> SparseVector:
        """Saturated term frequencies, as BM25 weighs them."""
        ...

    def question(self, text: str) -> SparseVector:
        """Term frequencies. Text without a term gives an empty vector."""
        ...


class DocumentSource(Protocol):
    """The folder that admins edit."""

    async def inventory(self) -> Inventory:
        """Every file there, opened or not only as far as a stat.

        Paths are relative, NFC, with `/`, unique, in ascending order. Files that must not
        or cannot be read (links out of the folder, unknown formats) are in `failed`.
        Raises KnowledgeMissing when the folder does not exist or cannot be listed.
        """
        ...

    async def read(self, file: FoundFile) -> Document:
        """The document in a file of the inventory.

        Raises DocumentUnreadable when it is broken, or gone by now.
        """
        ...


class PassageIndex(Protocol):
    """Finds passages by vector. Holds ids, vectors and audience labels, no text.

    A collection has one vector length and uses inverse document frequencies on the
    sparse arm. Everything written is durable and visible when the call returns. Raises
    IndexUnavailable when the engine fails or a collection that was named is not there.
    """

    async def collections(self) -> frozenset[str]:
        """The names of the collections that exist."""
        ...

    async def create(self, collection: str, *, dimensions: int) -> None:
        """Make an empty collection; nothing happens when it exists."""
        ...

    async def drop(self, collection: str) -> None:
        """Delete a collection with its points; nothing happens when there is none."""
        ...

    async def upsert(self, collection: str, points: Sequence[Point]) -> None:
        """Add points; one with an id that exists replaces the older one."""
        ...

    async def delete(self, collection: str, ids: Collection[uuid.UUID]) -> None:
        """Delete points; ids that do not exist are passed over."""
        ...

    async def count(self, collection: str) -> int:
        """How many points there are, exactly."""
        ...

    async def ids(self, collection: str) -> frozenset[uuid.UUID]:
        """The ids of all points."""
        ...

    async def search(
        self,
        collection: str,
        *,
        dense: Sequence[float],
        sparse: SparseVector,
        audiences: frozenset[str] | None,
        depth: int,
    ) -> Arms:
        """Up to `depth` points per arm, best first, with raw scores.

        Only points whose audience label is in `audiences` are found; None means all. The
        sparse arm finds only points that share a term with the question.
        """
        ...

    async def close(self) -> None:
        """Let go of files and sockets. May be called twice."""
        ...


@dataclass(frozen=True, slots=True)
class Shelving:
    """One document and its passages, about to be written to the manifest."""

    file: FoundFile
    document: Document
    passages: tuple[Passage, ...]


class Manifest(Protocol):
    """What is on the shelves: the truth about documents and passages, in SQL.

    Everything is kept per collection. Each method is one transaction. `sweepable` ids
    are points that the index may hold although no current document does: ids are
    announced there before their points are written, and when a document is shelved its
    own leave the list and its predecessor's enter it. So whatever is killed and
    whenever, the points in the index are those of the manifest plus some of the list.
    Raises DatabaseUnavailable.
    """

    async def current(self) -> str | None:
        """The collection that questions are answered from; None before the first run."""
        ...

    async def switch(self, collection: str) -> None:
        """Make `collection` current and forget every other one."""
        ...

    async def held(self, collection: str) -> dict[str, HeldDocument]:
        """What is held, by path, including files that failed."""
        ...

    async def announce(self, collection: str, ids: Collection[uuid.UUID]) -> None:
        """Put ids on the sweepable list before their points are written."""
        ...

    async def shelve(self, collection: str, items: Sequence[Shelving]) -> None:
        """Make these the current versions of their documents; clears their failures."""
        ...

    async def restat(self, collection: str, files: Sequence[FoundFile]) -> None:
        """The bytes are the same and the stat is new. Clears no failure."""
        ...

    async def fail(
        self, collection: str, file: FoundFile, *, reason: str, withhold: bool = False
    ) -> None:
        """The newest version cannot be read; the last good passages stay.

        With `withhold` they are relabelled restricted, so that only the operator sees
        them until the document can be read again.
        """
        ...

    async def remove(self, collection: str, paths: Collection[str]) -> None:
        """Forget documents; their passages become sweepable."""
        ...

    async def sweepable(self, collection: str) -> frozenset[uuid.UUID]:
        """Ids that the index need not hold any more."""
        ...

    async def swept(self, collection: str, ids: Collection[uuid.UUID]) -> None:
        """The index no longer holds these; take them off the list."""
        ...

    async def passages(
        self, collection: str, ids: Collection[uuid.UUID]
    ) -> dict[uuid.UUID, Passage]:
        """The current passages among `ids`; any other id is missing from the result."""
        ...

    async def page(
        self, collection: str, *, after: uuid.UUID | None, limit: int
    ) -> list[Passage]:
        """Up to `limit` current passages with ids above `after`, ascending."""
        ...

    async def totals(self, collection: str) -> tuple[int, int]:
        """How many documents with passages, and how many passages, are current."""
        ...

    async def passages_of(self, collection: str, paths: Collection[str]) -> list[Passage]:
        """The current passages of some documents, by path and position."""
        ...

    async def recount(
        self, collection: str, changes: Mapping[int, int], *, from_scratch: bool = False
    ) -> None:
        """Add to the number of passages that each term occurs in, and call it up to date.

        `from_scratch` forgets all earlier counts first. Counts that reach 0 are dropped.
        `shelve` and `remove` call the counts out of date until the next recount.
        """
        ...

    async def counts_current(self, collection: str) -> bool:
        """Whether the term counts cover exactly the current passages."""
        ...

    async def term_counts(self, collection: str, terms: Collection[int]) -> TermCounts:
        """In how many current passages each term occurs; unknown terms are left out."""
        ...


class VectorCache(Protocol):
    """Dense vectors by the text that was embedded, so that no text is embedded twice.

    Keys are digests of embedder name, dimensions and text. Raises DatabaseUnavailable.
    """

    async def find(self, keys: Collection[bytes]) -> dict[bytes, tuple[float, ...]]:
        """The vectors that are cached among `keys`, as 32-bit floats."""
        ...

    async def keep(self, vectors: Mapping[bytes, Sequence[float]]) -> None:
        """Store vectors durably; a key that exists is left as it is."""
        ...


class Vault(Protocol):
    """Seals people's words with a key per person; destroying the key erases them.

    `context` names table, column and row; a text opens only under the context that it
    was sealed under. Raises KeyMismatch when a key file or a sealed text is not genuine.
    """

    def pseudonym(self, person: Person) -> str:
        """A keyed hash of the person, the same every time, meaningless without the key."""
        ...

    async def seal(self, pseudonym: str, context: str, text: str) -> bytes:
        """The text, readable only through `open`."""
        ...

    async def open(self, pseudonym: str, context: str, sealed: bytes) -> str | None:
        """The text again; None when the person's key was destroyed."""
        ...

    async def destroy(self, pseudonym: str) -> None:
        """Destroy the person's key: nothing sealed with it can be read again."""
        ...


@dataclass(frozen=True, slots=True)
class Reusable:
    """Facts about an exchange that decide whether its words may be used again.

    `said_at` is when they were said by the platform's clock or received by ours,
    whichever is earlier.
    """

    exchange: uuid.UUID
    person: str
    platform: str
    said_at: datetime


class Exchanges(Protocol):
    """Inbox, outbox and conversation log in one. People's words rest sealed.

    Raises DatabaseUnavailable.
    """

    async def receive(self, question: Question) -> tuple[Exchange, bool]:
        """Commit a question, unless the same message is there already.

        Returns the exchange as it stands and whether it is new.
        """
        ...

    async def begin(self, question: Question) -> None:
        """The answer is being worked out."""
        ...

    async def record(self, question: Question, *, answer: Answer, text: str) -> None:
        """The answer, and its text as the asker sees it."""
        ...

    async def deliver(self, question: Question) -> None:
        """The asker has seen the answer."""
        ...

    async def fail(self, question: Question, *, reason: str) -> None:
        """There is no answer, and why, in words that the asker may read."""
        ...

    async def find(self, exchange: uuid.UUID) -> Exchange | None:
        """An exchange by its question's id. Erased words read as empty text."""
        ...

    async def reusable(self) -> list[Reusable]:
        """The facts of every exchange whose words still exist, oldest first."""
        ...


class Consents(Protocol):
    """What people chose, and the ledger of how they came to. Raises DatabaseUnavailable."""

    async def choice(self, person: str) -> Choice:
        """What the person behind this pseudonym chose; UNSET until they do."""
        ...

    async def record(self, event: ConsentEvent) -> None:
        """One transaction: append the event and set the choice.

        OUT also leaves a tombstone; a later IN lifts it for what is said from then on.
        Making the same choice again adds an event; the choice keeps its first moment.
        """
        ...

    async def history(self, person: str) -> list[ConsentEvent]:
        """The person's events, oldest first."""
        ...

    async def standings(self, people: Iterable[str]) -> dict[str, Standing]:
        """Where each of `people` stands, all at one moment. Nobody is missing."""
        ...


class Redactor(Protocol):
    """Takes personal data out of what people type. Pure, and quick enough to wait for.

    What was found becomes a word in brackets, such as `[phone number]`, in `language`.
    Text without personal data comes back as it was, and so does text that was redacted.
    Which kinds are found, and which are not, stands in `bot.privacy.redaction`.
    """

    def redact(self, text: str, language: Language) -> str:
        """The text with its personal data replaced."""
        ...
