"""Where pictures come from, and what reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.domain.conversation import Tokens
from bot.domain.language import Language
from bot.domain.pictures import Attachment, Picture


@dataclass(frozen=True, slots=True)
class Address:
    """Where the bytes of an attachment are.

    They may be asked for nowhere but at `origins` (scheme, host and port), with `headers`,
    which may hold a secret.
    """

    url: str = field(repr=False)
    origins: frozenset[str]
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


class PictureAddresses(Protocol):
    """Knows where a platform keeps what people attach; each connector may have one."""

    async def address(self, attachment: Attachment) -> Address:
        """Where it is, and where it may be. Raises PictureUnread."""
        ...


class PictureSource(Protocol):
    """Gives the bytes of what people attach on one platform."""

    async def fetch(self, attachment: Attachment) -> bytes:
        """The bytes, not more than is looked at. Raises PictureUnread."""
        ...


@dataclass(frozen=True, slots=True)
class Sight:
    """What was made of one picture, and what that used.

    `text` is untrusted. `is_only_text`: no more than the letters in it were looked at.
    `cost` is in US dollars, None when nobody knows the price.
    """

    text: str = field(repr=False)
    is_only_text: bool
    tokens: Tokens = field(default_factory=Tokens)
    cost: float | None = 0.0


class PictureReader(Protocol):
    """Turns a picture into words."""

    async def read(self, picture: Picture, *, asked: str, language: Language) -> Sight:
        """What it says, as far as it matters for what was `asked` in this language.

        Raises PictureUnread; where a model is asked, also ModelUnavailable, BudgetSpent and
        DatabaseUnavailable.
        """
        ...
