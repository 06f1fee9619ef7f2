"""Documents, the passages they are cut into, and what an index run does with them."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date

from bot.domain.audience import Audience
from bot.domain.language import Language

_NAMES = uuid.UUID("0b9a4b44-6d0b-4f0e-a0c7-3c3c5f6f8a51")


@dataclass(frozen=True, slots=True)
class Stat:
    """What the file system says of a file without opening it.

    `size` in bytes, `modified` in nanoseconds since 1970, `inode` its number.
    """

    size: int
    modified: int
    inode: int


@dataclass(frozen=True, slots=True)
class Labels:
    """What an admin says of a document, in its front matter or its folder's settings.

    `owner` is whom to ask about it; `updated` the day of its last true change; it holds
    from `valid_from` to `valid_until`, both days included; `language` is said when it must
    not be seen from the text; `weight` above 1 puts it forward in a search. `approved`
    documents are answers that a person approved.
    """

    owner: str = ""
    updated: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    language: Language | None = None
    weight: float = 1.0
    approved: bool = False


PLAIN = Labels()
"""The labels of a document of which nobody said anything."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file in the knowledge folder, not opened yet.

    `path` is relative, NFC, with `/`; `audience`, `labels` and `link` are what its folder
    says, and the document may say otherwise for itself. `link` is a whole address, in
    which `{page}` may stand.
    """

    path: str
    stat: Stat
    audience: Audience
    labels: Labels = PLAIN
    link: str = ""

    @property
    def folder_said(self) -> str:
        """A digest of labels and link; empty when the folder says neither."""
        if self.labels == PLAIN and not self.link:
            return ""
        said = json.dumps([asdict(self.labels), self.link], default=str)
        return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class FailedDocument:
    """A file that could not be indexed, and what an admin can do about it."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What an admin should know of a file that was indexed, or of a folder's settings."""

    path: str
    said: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """All that lies in the knowledge folder: files to read, and files that cannot be.

    `remarks` are about the settings of its folders.
    """

    found: tuple[FoundFile, ...]
    failed: tuple[FailedDocument, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read. `text` is Markdown; quotations are slices of it.

    `fingerprint` covers the bytes and all labels that came from elsewhere, so two
    documents with one fingerprint and path are cut, labelled and cited alike. `pages`
    says where in `text` each page begins, if the file has pages; `remarks` tell an admin
    what was left out of it. In `url` the word `{page}` may stand for a passage's page.
    `questions` are those that the text answers whole, where a person approved it.
    """

    path: str
    title: str
    text: str
    fingerprint: str
    audience: Audience
    url: str | None = None
    pages: tuple[int, ...] = ()
    remarks: tuple[str, ...] = ()
    labels: Labels = PLAIN
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A verbatim slice of a document, small enough to embed and to quote.

    `headings` is the breadcrumb from the outermost heading inward, without the title.
    `position` counts from 0 in the document. An approved answer has one passage for each
    of its questions, with the question as the only heading and the whole answer as text,
    and others without a heading, by which its words are found like any document's.
    """

    id: uuid.UUID
    path: str
    title: str
    headings: tuple[str, ...]
    position: int
    text: str
    audience: Audience
    page: int | None = None
    url: str | None = None
    labels: Labels = PLAIN

    @property
    def heading(self) -> str:
        """The breadcrumb in one line."""
        return " > ".join(self.headings)

    @property
    def approved_question(self) -> str:
        """The question that the text answers, where a person approved that; else nothing."""
        return self.heading if self.labels.approved else ""

    @property
    def searchable(self) -> str:
        """What is embedded and tokenised: the breadcrumb, then the text.

        Of an approved question it is the question alone, so that it is compared as such.
        """
        if self.approved_question:
            return self.approved_question
        crumbs = [self.title, *(h for h in self.headings if h != self.title)]
        return " > ".join(crumb for crumb in crumbs if crumb) + "\n" + self.text


def link_to(url: str | None, page: int | None) -> str | None:
    """A document's link as one of its passages has it: `{page}` is its page, or the first."""
    return url and url.replace("{page}", str(page or 1))


def passage_id(path: str, said: str, turn: int) -> uuid.UUID:
    """The id of a passage, UUIDv5: where a version of a document says the same, the same.

    `said` is a digest of what it says, to whom and below which headings; `turn` counts from
    0 the passages of the document that say just that.
    """
    return uuid.uuid5(_NAMES, f"{path}\x1f{said}\x1f{turn}")


@dataclass(frozen=True, slots=True)
class SparseVector:
    """Term ids (unsigned 32 bit, ascending, unique) and the weight of each."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A passage as the vector index holds it: no text, only how to find it."""

    id: uuid.UUID
    path: str
    audience: Audience
    dense: tuple[float, ...]
    sparse: SparseVector


@dataclass(frozen=True, slots=True)
class Scored:
    """A point and its raw score in one arm of a search."""

    id: uuid.UUID
    score: float


@dataclass(frozen=True, slots=True)
class Arms:
    """What the two arms of one search found, best first, with their raw scores.

    `dense` scores are cosines, `sparse` scores are BM25 sums.
    """

    dense: tuple[Scored, ...]
    sparse: tuple[Scored, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage worth reading. `score` is the fused one; an arm that missed it is None."""

    passage: Passage
    score: float
    dense: float | None
    sparse: float | None


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """What the manifest holds of a document: enough to tell whether it changed.

    `failure` is the reason why the newest version could not be read; then `stat` is of
    that version and the passages, if any, are of the last good one. `fingerprint` is
    empty when no good version was ever read. `folder_said` is what the file's folder said
    of it; `labels` and `remarks` are of the last good version.
    """

    path: str
    stat: Stat
    folder_audience: Audience
    fingerprint: str
    passages: int
    failure: str = ""
    folder_said: str = ""
    labels: Labels = PLAIN
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a run did.

    `documents` and `passages` count what the index holds afterwards; `embedded` counts
    the texts that went through the embedding model. `remarks` are of all that it holds,
    also when nothing changed. `seconds` is wall time.
    """

    documents: int
    written: int
    removed: int
    kept: int
    passages: int
    embedded: int
    failed: tuple[FailedDocument, ...]
    seconds: float
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class TermCounts:
    """In how many of `passages` passages each asked-for term occurs."""

    passages: int
    counts: Mapping[int, int] = field(default_factory=dict)
