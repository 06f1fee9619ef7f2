"""What is sent to Slack, and the mark by which it is found again. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.slack.rich import Piece

ANSWER_EVENT = "supportbot_exchange"
"""Marks our answers in Slack, with the id of the exchange and no words."""
ASKED_EVENT = "supportbot_asked"
"""Marks the message that shows what was asked with `/ask`."""
NOTE_EVENT = "supportbot_note"
"""Marks receipts and remarks, so that they are not taken for answers."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: blocks, and the text for notifications and for when blocks fail."""

    text: str
    blocks: Sequence[Piece] = ()
    event: str = ""
    exchange: uuid.UUID | None = None

    def arguments(self, *, is_plain: bool = False, refused: str = "") -> dict[str, Any]:
        """As arguments of a call; `is_plain` leaves the blocks away.

        `refused` is Slack's word for what it disliked: metadata goes when it was that.
        """
        given: dict[str, Any] = {"text": self.text}
        if self.blocks and not is_plain:
            given["blocks"] = [dict(block) for block in self.blocks]
        if self.event and "metadata" not in refused:
            given["metadata"] = marked(self.event, self.exchange)
        return given


def marked(event: str, exchange: uuid.UUID | None) -> dict[str, Any]:
    """Metadata that says whose message it is."""
    payload = {"exchange": exchange.hex} if exchange else {"exchange": "none"}
    return {"event_type": event, "event_payload": payload}


def is_marked(message: Mapping[str, Any], event: str, exchange: uuid.UUID) -> bool:
    """Whether a message of a conversation carries that mark."""
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return metadata.get("event_type") == event and payload.get("exchange") == exchange.hex
