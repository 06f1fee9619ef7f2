"""The sides of a disagreement outlive the process."""

from __future__ import annotations

from datetime import date

from bot.adapters.sql.words import pack_answer, unpack_answer
from bot.domain.conversation import Answer, Outcome, Side
from bot.domain.language import Language


def test_the_sides_of_a_disagreement_are_packed_with_their_days() -> None:
    answer = Answer(
        outcome=Outcome.ANSWERED,
        language=Language.KOREAN,
        confidence=0.9,
        sides=(Side(1, date(2026, 3, 1)), Side(2)),
    )
    assert unpack_answer(pack_answer(answer, "…"))[0].sides == answer.sides
