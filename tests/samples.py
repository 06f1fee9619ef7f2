"""Questions and answers to test with."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain.audience import EMPLOYEES, Clearance, clearance
from bot.domain.conversation import (
    Addressed,
    Answer,
    Citation,
    Outcome,
    Place,
    Pointer,
    Question,
    Sentence,
    Speaker,
    Tokens,
    Turn,
)
from bot.domain.language import Language
from bot.domain.people import Person, Platform

NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)
KIM = Person(Platform.SLACK, workspace="T024BE7LD", user="U0KIMMINJI")
LEE = Person(Platform.SLACK, workspace="T024BE7LD", user="U0LEESUJIN")
HISTORY = (Turn(Speaker.USER, "휴가는 며칠인가요?"), Turn(Speaker.BOT, "스물다섯 날입니다."))


def question(  # noqa: PLR0913 - every test names the one or two that matter to it
    text: str = "이월되는 휴가는 며칠인가요?",
    *,
    asker: Person = KIM,
    message: str = "1772452800.000100",
    asked_at: datetime = NOON,
    cleared: Clearance | None = None,
    history: tuple[Turn, ...] = HISTORY,
) -> Question:
    """A follow-up question, asked in the channel of a workspace."""
    place = Place(
        asker.platform,
        workspace="T024BE7LD",
        channel="C061EG9SL",
        thread="1772452700.000001",
        clearance=cleared or clearance(EMPLOYEES, ["hr"]),
    )
    return Question(
        place=place,
        message=message,
        asker=asker,
        text=text,
        asked_at=asked_at,
        addressed=Addressed.FOLLOW_UP,
        history=history,
    )


def answer() -> Answer:
    """An answer with everything that an answer can have."""
    return Answer(
        outcome=Outcome.ANSWERED,
        language=Language.KOREAN,
        confidence=0.875,
        sentences=(Sentence("다섯 날이 이월됩니다.", (1, 2)),),
        citations=(
            Citation(
                number=1,
                path="hr/휴가.md",
                title="휴가",
                heading="이월",
                page=None,
                url=None,
                quote="다섯 날이 이월됩니다.",
            ),
            Citation(
                number=2,
                path="hr/leave.pdf",
                title="Leave",
                heading="Carry-over > Limits",
                page=3,
                url="https://handbook.example/leave",
                quote="Five days carry over.",
            ),
        ),
        nearest=(Pointer("hr/leave.pdf", "Leave", "Carry-over"),),
        model="quotation",
        tokens=Tokens(input=812, output=45),
        cost=0.00125,
    )
