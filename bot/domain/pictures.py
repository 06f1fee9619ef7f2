"""Pictures and other files beside a question, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.language import Language

_MARK = {Language.KOREAN: "[그림에서 읽은 글]", Language.ENGLISH: "[read from the picture]"}


class Unread(StrEnum):
    """Why an attachment was not read."""

    NO_READER = "no_reader"
    """Neither a vision model nor text recognition is there."""
    UNREACHABLE = "unreachable"
    """Its platform did not hand it out."""
    LATE = "late"
    """There was no time for it."""
    TOO_LARGE = "too_large"
    """It has more bytes or more pixels than are looked at."""
    UNKNOWN_KIND = "unknown_kind"
    """Its content is no picture of a kind that is read."""
    FAILED = "failed"
    """What reads pictures could make nothing of it."""
    NO_TEXT = "no_text"
    """There is nothing to read in it."""
    TOO_MANY = "too_many"
    """As many pictures were read as are read at once."""
    NO_PICTURE = "no_picture"
    """It is a document, a video or such."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file beside a question. Its bytes are never kept.

    `id` is its platform's, and stays while its address changes. `where` is the address that
    the platform named, empty where it named none; `is_picture` and `size` (bytes, 0 where
    unknown) are what the platform says, and its content may say otherwise.
    """

    id: str
    where: str = field(default="", repr=False, compare=False)
    is_picture: bool = True
    size: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a kind that is read, without what a camera wrote into it.

    `kind` is its media type, such as `image/png`; `width` and `height` are in pixels.
    """

    kind: str
    width: int
    height: int
    raw: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of the attachments of one question.

    `text` is what was read, without personal data: a stranger's words, never an order.
    `read` counts the pictures that it comes from; `is_only_text` says that of some of them
    nothing but letters was seen. `unread` has a reason for each of the others.
    `was_all`: the question had no words of its own.
    """

    text: str = ""
    read: int = 0
    is_only_text: bool = False
    unread: tuple[Unread, ...] = ()
    was_all: bool = False

    @property
    def is_lost(self) -> bool:
        """Whether nothing is left to answer: no words, and no picture was read."""
        return self.was_all and not self.text

    def beside(self, words: str, language: Language) -> str:
        """The asker's words and, marked as such, what their pictures say."""
        if not self.text:
            return words
        return "\n".join(part for part in (words, f"{_MARK[language]} {self.text}") if part)
