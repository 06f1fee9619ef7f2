"""One question, start to finish."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.core import rendering
from bot.core.answerability import Features
from bot.domain.conversation import Answer, Outcome, Pointer, Side, Tokens
from bot.domain.knowledge import Labels
from bot.domain.language import Language
from tests.bot.core.evidence import passage
from tests.bot.core.library import ALWAYS, NEVER, Library
from tests.bot.core.questions import asked, user

VPN = passage(
    "Reset the VPN in the portal. It takes a minute.",
    path="it.md",
    title="IT",
    headings=("Network",),
)
LEAVE = passage("You get 15 days of leave. They do not carry over.")


@pytest.fixture
async def library() -> Library:
    library = Library()
    await library.put(LEAVE, VPN)
    return library


def quotes(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations]


async def test_the_answer_is_the_sentence_that_answers_with_its_source(
    library: Library,
) -> None:
    answer = await library.answering().answer(asked("How do I reset the VPN?"))
    assert answer.outcome is Outcome.ANSWERED
    assert [sentence.text for sentence in answer.sentences] == ["Reset the VPN in the portal."]
    (citation,) = answer.citations
    assert (citation.path, citation.title, citation.heading) == ("it.md", "IT", "Network")
    assert citation.quote in VPN.text


async def test_an_answer_by_quotation_costs_nothing_and_says_who_worded_it(
    library: Library,
) -> None:
    answer = await library.answering().answer(asked("reset the VPN"))
    assert (answer.model, answer.tokens, answer.cost) == ("quotation", Tokens(0, 0), 0.0)
    assert answer.confidence == pytest.approx(1.0)


async def test_below_the_bar_it_says_unknown_and_names_the_nearest_documents(
    library: Library,
) -> None:
    more = [passage(f"VPN {n}", path=f"{n}.md", title=str(n), position=n) for n in range(4)]
    await library.put(*more)
    answer = await library.answering(NEVER).answer(asked("Reset the VPN in the portal"))
    assert answer.outcome is Outcome.UNKNOWN
    assert (answer.sentences, answer.citations) == ((), ())
    assert answer.confidence == pytest.approx(0.0)
    assert len(answer.nearest) == 3
    assert answer.nearest[0] == Pointer("it.md", "IT", "Network")


async def test_the_bar_itself_is_enough(library: Library) -> None:
    confidence = ALWAYS.probability(_nothing_special())
    at = await library.answering(bar=confidence).answer(asked("reset the VPN"))
    assert at.outcome is Outcome.ANSWERED
    above = await library.answering(bar=confidence + 1e-9).answer(asked("reset the VPN"))
    assert above.outcome is Outcome.UNKNOWN


async def test_each_document_is_named_once_among_the_nearest() -> None:
    library = Library()
    await library.put(*[passage(f"VPN {n}", path="it.md", position=n) for n in range(5)])
    answer = await library.answering(NEVER).answer(asked("VPN"))
    assert [pointer.path for pointer in answer.nearest] == ["it.md"]


async def test_without_passages_nothing_is_made_up_however_low_the_bar() -> None:
    library = Library()
    await library.point()
    answer = await library.answering(ALWAYS, bar=0.0).answer(asked("VPN?"))
    assert answer.outcome is Outcome.UNKNOWN
    assert answer.confidence == 0.0
    assert answer.nearest == ()


async def test_passages_without_a_sentence_to_quote_give_no_answer() -> None:
    library = Library()
    await library.put(passage("# VPN\n\n```\n" + "vpn --reset\n" * 40 + "```\n"))
    answer = await library.answering(ALWAYS).answer(asked("reset the vpn"))
    assert answer.outcome is Outcome.UNKNOWN
    assert answer.nearest


async def test_the_frame_is_in_the_language_of_the_question(library: Library) -> None:
    english = await library.answering().answer(asked("reset the VPN"))
    assert english.language is Language.ENGLISH
    korean = await library.answering(NEVER).answer(asked("VPN 재설정은 어떻게 하나요?"))
    assert korean.language is Language.KOREAN


async def test_a_question_in_another_language_is_answered_by_meaning(
    library: Library,
) -> None:
    # The fake embedder sees the shared letters of "reset vpn portal" only.
    answer = await library.answering().answer(
        asked("reset vpn portal 어떻게 하나요 알려주세요")
    )
    assert answer.language is Language.KOREAN
    assert quotes(answer) == ["Reset the VPN in the portal."]
    assert "Network\nReset the VPN in the portal." in library.embedder.passages


async def test_a_lone_sentence_answers_in_another_language_too() -> None:
    library = Library()
    await library.put(passage("Reset the VPN in the portal.", path="it.md"))
    answer = await library.answering().answer(asked("VPN을 어떻게 재설정하나요?"))
    assert quotes(answer) == ["Reset the VPN in the portal."]


async def test_only_units_of_the_first_eight_passages_are_embedded() -> None:
    library = Library()
    await library.put(*[passage(f"vpn word{n}.", position=n) for n in range(11)])
    await library.answering().answer(asked("vpn 어떻게 하나요?"))
    assert len(library.embedder.passages) == 8


async def test_no_more_than_two_dozen_sentences_are_embedded() -> None:
    library = Library()
    await library.put(passage(" ".join(f"The vpn word{n} is here." for n in range(40))))
    await library.answering().answer(asked("What is vpn word7?"))
    assert len(library.embedder.passages) == 24


async def test_yes_or_no_is_answered_by_the_sentence_that_decides_first() -> None:
    library = Library()
    told = "Today you can reset the guest VPN in the portal."
    decides = "You can reset the guest VPN in the portal."
    await library.put(passage(f"{told} Nothing else. {decides}"))
    answer = await library.answering().answer(
        asked("Can you reset the guest VPN in the portal?")
    )
    assert quotes(answer) == [decides, told]


async def test_documents_that_contradict_each_other_are_both_quoted_newest_first() -> None:
    library = Library()
    old = passage("The VPN session ends after 8 hours.", path="a.md", title="Old")
    new = passage("The VPN session ends after 12 hours.", path="b.md", title="New")
    old = replace(old, labels=Labels(updated=date(2024, 5, 2)))
    new = replace(new, labels=Labels(updated=date(2026, 3, 1)))
    await library.put(old, new)
    answer = await library.answering().answer(asked("When does the VPN session end?"))
    assert quotes(answer) == [new.text, old.text]
    assert answer.sides == (Side(1, date(2026, 3, 1)), Side(2, date(2024, 5, 2)))
    assert rendering.lead(answer) == (
        "The documents disagree. The one that was updated last comes first "
        "([1] 2026-03-01, [2] 2024-05-02):"
    )


async def test_the_question_is_embedded_once(library: Library) -> None:
    await library.answering().answer(asked("reset the VPN"))
    assert library.embedder.questions == ["reset the VPN"]


async def test_of_two_sentences_with_the_same_words_the_nearer_one_is_quoted() -> None:
    library = Library()
    text = "Reset. Nothing else is written here at all.\n\nReset portal password portal."
    await library.put(passage(text))
    answer = await library.answering().answer(asked("Reset the password in the portal"))
    assert quotes(answer) == ["Reset portal password portal."]


async def test_what_is_read_has_no_marks_of_the_page_and_its_citation_is_exact() -> None:
    library = Library()
    text = "> Reset the password\n> in the portal."
    await library.put(passage(text))
    answer = await library.answering().answer(asked("Reset the password in the portal"))
    assert [one.text for one in answer.sentences] == ["Reset the password in the portal."]
    assert [one.quote for one in answer.citations] == [text]


async def test_the_language_of_a_follow_up_is_its_own(library: Library) -> None:
    question = asked("얼마나 걸리나요?", history=(user("How do I reset the VPN? " * 5),))
    assert (await library.answering(NEVER).answer(question)).language is Language.KOREAN


def _nothing_special() -> Features:
    return Features(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
