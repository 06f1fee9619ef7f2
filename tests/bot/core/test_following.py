"""A follow-up takes along what the conversation is about."""

from __future__ import annotations

import pytest

from bot.core.following import leaning, merged, standalone
from bot.core.leaning import Lean
from bot.core.retrieval import Evidence
from bot.domain.knowledge import Hit
from tests.bot.core.evidence import passage
from tests.bot.core.questions import asked, bot, user

VPN = user("How do I reset the VPN password?")


def test_a_question_alone_stands_alone() -> None:
    for history in ((), (bot("Hello!"),)):
        question = asked("And now?", history=history)
        assert leaning(question) is Lean.NO
        assert standalone(question) == "And now?"


def test_a_follow_up_takes_the_words_that_matter_along() -> None:
    question = asked("and how long is it valid?", history=(VPN, bot("In the portal.")))
    assert standalone(question) == "reset VPN password and how long is it valid?"


def test_a_new_subject_takes_nothing_along() -> None:
    text = "How many days of annual leave do I get in Busan?"
    assert standalone(asked(text, history=(VPN, bot("In the portal.")))) == text


def test_what_was_leant_on_before_is_taken_along_too() -> None:
    history = (VPN, bot("…"), user("And from Halifax?"), bot("…"))
    assert standalone(asked("and how long?", history=history)) == (
        "reset VPN password Halifax and how long?"
    )


def test_what_was_said_before_the_last_whole_question_is_left_behind() -> None:
    history = (user("Where is the printer paper kept?"), bot("…"), VPN, bot("…"))
    assert "printer" not in standalone(asked("how long?", history=history))


def test_a_code_takes_the_place_of_its_like() -> None:
    history = (user("What does VPN error BW-203 mean?"), bot("…"))
    assert standalone(asked("and BW-407?", history=history)) == "VPN error and BW-407?"
    history = (user("VPN 오류 BW-101이 떠요."), bot("…"))
    assert "BW-101" not in standalone(asked("그럼 BW-310은요?", history=history))


def test_where_the_last_answer_was_found_is_taken_along() -> None:
    shown = (
        "> It takes a minute. [1]\n\nSources:\n[1][2] IT > Network (it.md)\n[3] Pay (pay.md)"
    )
    text = standalone(asked("and how long?", history=(VPN, bot(shown))))
    assert text == "reset VPN password IT Network and how long?"


def test_a_long_turn_before_does_not_drown_the_question() -> None:
    words = " ".join(f"word{n}x" for n in range(9999))
    text = standalone(asked("And now?", history=(user(words),)))
    assert text.startswith("word0x")
    assert text.endswith(" And now?")
    assert len(text) <= 320


def _evidence(*names: str, dense: float = 0.8, weights: dict[int, float]) -> Evidence:
    hits = [Hit(passage(n, path=n), 1.0, dense, None) for n in names]
    return Evidence(tuple(hits), weights, (dense,))


def _paths(evidence: Evidence) -> list[str]:
    return [hit.passage.path for hit in evidence.hits]


def test_both_rankings_are_heard() -> None:
    raw = _evidence("a", "b", "c", weights={})
    carried = _evidence("b", "d", weights={})
    assert _paths(merged(raw, carried, share=1.0))[0] == "b"
    assert set(_paths(merged(raw, carried, share=0.2))) == {"a", "b", "c", "d"}
    assert _paths(merged(raw, carried, share=0.2))[:2] == ["b", "d"]
    assert _paths(merged(raw, carried, share=2.0))[:2] == ["b", "a"]


def test_a_passage_with_the_same_words_stands_there_once() -> None:
    raw = _evidence("a", weights={})
    again = Hit(passage("a", path="a", position=7), 1.0, None, None)
    assert len(merged(raw, Evidence((again,), {}), share=1.0).hits) == 1


def test_what_only_the_conversation_knows_counts_half() -> None:
    raw = _evidence("a", dense=0.7, weights={1: 4.0})
    carried = _evidence("a", dense=0.9, weights={1: 4.0, 2: 4.0})
    both = merged(raw, carried, share=0.5)
    assert both.weights == {1: 4.0, 2: pytest.approx(2.0)}
    assert (both.vector, both.hits[0].dense) == ((0.9,), 0.9)


def test_in_doubt_the_question_itself_gives_the_scores() -> None:
    raw = _evidence("a", dense=0.7, weights={1: 4.0})
    carried = _evidence("a", dense=0.9, weights={1: 4.0, 2: 4.0})
    both = merged(raw, carried, share=2.0)
    assert both.weights == {1: 4.0}
    assert both.vector == (0.7,)


def test_a_passage_is_as_near_as_it_is_to_either_of_both_texts() -> None:
    raw = _evidence("a", dense=0.7, weights={1: 4.0})
    carried = _evidence("a", dense=0.9, weights={1: 4.0, 2: 4.0})
    for share in (0.5, 2.0):
        assert merged(raw, carried, share=share).hits[0].dense == 0.9
        assert merged(carried, raw, share=share).hits[0].dense == 0.9
