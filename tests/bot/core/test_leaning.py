"""Which questions lean on what was said before, told by their words alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.core.leaning import Lean, lean, own_share
from bot.core.plain_words import content_words
from tests.needs import needs

_DATA = Path(__file__).parents[4] / "shared" / "data"
_SETS = ("handbook-en", "docs-ko", "kobest-boolq-ko", "squad2-en")


@pytest.mark.parametrize(
    "text",
    [
        "How long?",
        "and for contractors?",
        "What about the night shift?",
        "Does it work on Linux?",
        "who has to approve that?",
        "can I change them later",
        "What happens after that?",
        "still fails",
        "that link is dead",
        "ok, and in winter?",
        "얼마나 걸려요?",
        "그럼 계약직은요?",
        "그건 누가 승인해요?",
        "모바일도 똑같나요?",
        "거기서도 되나요?",
        "주말은요?",
        "그때까지 못 하면요?",
        "해봤는데 여전히 안 돼요",
        "근데 왜요?",
        "",
        "???",
    ],
)
def test_a_question_that_points_back_leans(text: str) -> None:
    assert lean(text) is Lean.CLEARLY


@pytest.mark.parametrize(
    "text",
    [
        "How do I connect the printer on the third floor?",
        "Can IT send me a wireless mouse and keyboard?",
        "posted something dumb in the wrong slack channel, can i delete it",
        "Is it possible to reset the router password from home?",
        "Is there a map of the building with all emergency exits?",
        "What does error E-77 of the scanner mean?",
        "I broke the screen of my laptop yesterday and need a new one",
        "프린터 용지가 걸렸을 때 어떻게 빼나요?",
        "연차 신청은 며칠 전까지 해야 하나요?",
        "'권한이 없습니다' 오류가 뜨는데 이거 왜 나오는 거예요?",
        "법인카드 분실하면 어디에 먼저 신고해야 돼요?",
        "ERR_TIMEOUT 뭐예요?",
    ],
)
def test_a_question_that_says_what_it_is_about_stands(text: str) -> None:
    assert lean(text) is Lean.NO


@pytest.mark.parametrize("text", ["How long is the link valid?", "배송비는 누가 내요?"])
def test_two_plain_words_may_be_either(text: str) -> None:
    assert lean(text) in {Lean.PERHAPS, Lean.CLEARLY}


def test_what_names_something_by_its_code_stands_with_few_words() -> None:
    assert lean("리액트 20 언제 나와요?") is Lean.NO
    assert lean("what is error BW-203") is not Lean.PERHAPS


def test_the_fewer_its_own_words_the_less_they_count() -> None:
    texts = ("and after that?", "and in winter?", "and the winter tyres?")
    shares = [own_share(text) for text in texts]
    assert shares == sorted(set(shares))
    assert own_share("Is the link valid?") > own_share("and is the link valid?")


def test_what_holds_a_text_together_is_no_content() -> None:
    assert content_words("how do I do that then?") == []
    assert content_words("그럼 그건 어떻게 하나요?") == []
    assert content_words("What is the limit for the BW-203 node.js plan?") == [
        "limit",
        "BW-203",
        "node.js",
        "plan",
    ]
    assert content_words("법인카드 한도가 얼마인가요?") == ["법인카드", "한도가"]


@pytest.mark.parametrize("name", _SETS)
def test_public_questions_are_told_apart(name: str) -> None:
    file = _DATA / name / "questions.jsonl"
    needs(file.is_file(), "this needs the public question sets")
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    later = [line for line in lines if line.get("kind") == "follow_up"]
    others = [line["question"] for line in lines if line.get("kind") != "follow_up"]
    taken = [text for text in others if lean(text) is Lean.CLEARLY]
    unsure = [text for text in others if lean(text) is Lean.PERHAPS]
    assert all(lean(line["question"]) is Lean.CLEARLY for line in later)
    assert len(taken) <= 0.02 * len(others), taken
    assert len(unsure) <= 0.06 * len(others), unsure
