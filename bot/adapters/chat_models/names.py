"""How a chat model is named in the settings. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.domain.errors import BadSetting

_NAME = re.compile(r"([a-z0-9_]+):(.+?)(?:@(https?://\S*))?")


@dataclass(frozen=True, slots=True)
class ModelName:
    """`provider:name`, and the server that runs it, if it is not the provider's own."""

    provider: str
    name: str
    url: str | None = None

    def __str__(self) -> str:
        return f"{self.provider}:{self.name}"

    @property
    def host(self) -> str:
        """The host of `url`; empty for the provider's own."""
        return host_of(self.url) if self.url else ""


def parse(text: str, *, url: str | None = None) -> ModelName:
    """The model that `PROVIDER:NAME` or `PROVIDER:NAME@URL` names. Raises BadSetting.

    `url` is its server unless the text has one.
    """
    found = _NAME.fullmatch(text)
    if found is None:
        raise BadSetting(
            f"'{text}' names no chat model: write PROVIDER:NAME, such as openai:NAME or "
            "openai:NAME@http://127.0.0.1:8000/v1."
        )
    where = found[3] or url
    if where is not None and not host_of(where):
        raise BadSetting(
            f"The address of {found[1]}:{found[2]} has no host: write it like "
            "http://127.0.0.1:8000/v1."
        )
    return ModelName(found[1], found[2], where)


def host_of(url: str) -> str:
    """The host of an address, in lower case; empty when there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
