"""Questions as the doors hand them in."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain.audience import PUBLIC, Clearance, clearance
from bot.domain.conversation import Addressed, Place, Question, Speaker, Turn
from bot.domain.people import Person, Platform


def asked(
    text: str,
    *,
    message: str = "m1",
    reader: Clearance | None = None,
    history: tuple[Turn, ...] = (),
) -> Question:
    """A question in a channel that everybody can read, unless `reader` says otherwise."""
    return Question(
        place=Place(
            platform=Platform.SLACK,
            workspace="T1",
            channel="C1",
            thread="",
            clearance=reader or clearance(PUBLIC),
        ),
        message=message,
        asker=Person(Platform.SLACK, "T1", "U1"),
        text=text,
        asked_at=datetime(2026, 3, 2, 11, tzinfo=UTC),
        addressed=Addressed.MENTION,
        history=history,
    )


def user(text: str) -> Turn:
    """What the asker said before."""
    return Turn(Speaker.USER, text)


def bot(text: str) -> Turn:
    """What the bot said before."""
    return Turn(Speaker.BOT, text)
