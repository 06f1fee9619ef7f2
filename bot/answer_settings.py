"""Settings of answers: when the bot dares, and whom it names when it does not."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.model_settings import Group


class AnswerSettings(Group):
    """When the bot answers, and whom it names when it cannot."""

    bar: Annotated[float, Field(ge=0, le=1)] = 0.6
    """The probability that the documents answer, from which the bot dares to answer."""
    contact: str = ""
    """Where a person can be asked, such as `#it-help`; shown with "not in the documents"."""
    examples: Path | None = None
    """A TOML file of example answers for the chat model; docs/chat-models.md shows one."""
    link_hosts: tuple[str, ...] = ()
    """Hosts whose addresses a chat model's answer may name, such as `["example.com"]`, with
    all below them. Other addresses are left to the sources, which are always linked."""
