"""How an approved answer looks, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from bot.adapters.sql.words import pack_answer, unpack_answer
from bot.core.rendering import lead, note, render
from bot.domain.conversation import APPROVED, Answer, Approval, Citation, Outcome, Sentence
from bot.domain.language import Language

KO, EN = Language.KOREAN, Language.ENGLISH
FULL = Approval("피플팀", date(2026, 2, 1))
TEXT = "최대 **5일**입니다.\n\n- 12월까지 신청합니다."


def answer(language: Language, approval: Approval) -> Answer:
    citation = Citation(1, "answers/carry.ko.md", "연차 이월", "며칠인가요?", None, None, TEXT)
    return Answer(
        Outcome.ANSWERED,
        language,
        0.99,
        sentences=(Sentence(TEXT, (1,)),),
        citations=(citation,),
        model=APPROVED,
        approval=approval,
    )


@pytest.mark.parametrize(
    ("language", "approval", "said"),
    [
        (KO, FULL, "담당자가 확인한 답변입니다 (피플팀, 2026-02-01)."),
        (KO, Approval("피플팀"), "담당자가 확인한 답변입니다 (피플팀)."),
        (KO, Approval(), "담당자가 확인한 답변입니다."),
        (EN, FULL, "This answer was approved by 피플팀 (2026-02-01):"),
        (EN, Approval(updated=date(2026, 2, 1)), "This answer was approved (2026-02-01):"),
        (EN, Approval(), "This answer was approved:"),
    ],
)
def test_it_says_who_approved_it_and_when(
    language: Language, approval: Approval, said: str
) -> None:
    made = answer(language, approval)
    assert (lead(made), note(made)) == (said, said)
    assert render(made).startswith(f"{said}\n\n> 최대 **5일**입니다.\n>\n> - 12월까지")


def test_the_source_shows_the_question_that_was_approved() -> None:
    sources = "출처\n[1] 연차 이월 > 며칠인가요? (answers/carry.ko.md)"
    assert render(answer(KO, FULL)).endswith(f"[1]\n\n{sources}")


@pytest.mark.parametrize("approval", [FULL, Approval(), Approval(owner="HR")])
def test_who_approved_it_is_kept_with_the_answer(approval: Approval) -> None:
    made = answer(KO, approval)
    assert unpack_answer(pack_answer(made, "as shown")) == (made, "as shown")
