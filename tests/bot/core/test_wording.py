"""An answer by a chat model: what is released of it, and what happens when there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.answering import Answering
from bot.core.prompting import Prompting
from bot.core.rendering import render
from bot.core.wording import Wording
from bot.domain.conversation import QUOTATION, Answer, Outcome, Tokens
from bot.domain.errors import BudgetSpent, DatabaseUnavailable, ModelUnavailable
from bot.ports import Message
from tests.bot.core.evidence import passage
from tests.bot.core.library import NEVER, Library
from tests.bot.core.questions import asked
from tests.fakes.chat_model import FakeChatModel
from tests.fakes.clock import FakeClock

VPN = passage(
    "Reset the VPN in the portal. It takes 2 minutes.",
    path="it.md",
    title="IT",
    headings=("Network",),
    url="https://docs.corp.example/it",
)
LEAVE = passage("You get 15 days of leave. They do not carry over.")
PROMPTING = Prompting("Answer in {language} by our eleven secret rules and nothing else.", "v7")
QUESTION = "How do I reset the VPN?"


@pytest.fixture
async def library() -> Library:
    library = Library()
    await library.put(LEAVE, VPN)
    return library


def answering(library: Library, model: FakeChatModel) -> Answering:
    plain = library.answering()
    return replace(plain, wording=Wording(model, PROMPTING, plain.terms))


async def answered(library: Library, text: str) -> Answer:
    return await answering(library, FakeChatModel(text)).answer(asked(QUESTION))


def texts(answer: Answer) -> list[str]:
    return [sentence.text for sentence in answer.sentences]


async def test_sentences_that_hold_are_released_with_their_sources(library: Library) -> None:
    answer = await answered(
        library, "You reset the VPN in the portal. [1] It takes 2 minutes [1]."
    )
    assert texts(answer) == ["You reset the VPN in the portal.", "It takes 2 minutes."]
    (citation,) = answer.citations
    assert (citation.path, citation.heading, citation.url) == ("it.md", "Network", VPN.url)
    assert citation.quote == "Reset the VPN in the portal."
    assert answer.outcome is Outcome.ANSWERED
    assert (answer.model, answer.prompt) == ("fake:model", "v7")
    assert (answer.tokens, answer.cost) == (Tokens(10, 5), 0.25)
    assert not answer.is_quoted


async def test_it_reads_as_a_paragraph_with_its_sources(library: Library) -> None:
    answer = await answered(
        library,
        "Reset the VPN in the portal. [1] It takes 2 minutes. [1]\n- Leave is 15 days. [2]",
    )
    assert render(answer) == (
        "Reset the VPN in the portal. [1] It takes 2 minutes. [1]\n- Leave is 15 days. [2]\n\n"
        "Sources\n[1] IT > Network (https://docs.corp.example/it)\n[2] Leave (leave.md)"
    )


async def test_a_sentence_that_does_not_hold_is_cut_and_the_others_stay(
    library: Library,
) -> None:
    answer = await answered(
        library,
        "Reset the VPN in the portal. [1] It takes 3 minutes. [1] It is free. [9] It is easy.",
    )
    assert texts(answer) == ["Reset the VPN in the portal."]


async def test_when_nothing_holds_it_is_not_in_the_documents(library: Library) -> None:
    answer = await answered(library, "It takes 3 minutes. [1] Just restart it.")
    assert answer.outcome is Outcome.UNKNOWN
    assert (answer.sentences, answer.citations) == ((), ())
    assert [pointer.path for pointer in answer.nearest] == ["it.md", "leave.md"]
    assert (answer.model, answer.prompt) == ("fake:model", "v7")


@pytest.mark.parametrize("text", ["NONE", "NONE.", "`NONE`", "Reset the VPN. [1]\nNONE"])
async def test_a_model_that_finds_nothing_is_believed(library: Library, text: str) -> None:
    assert (await answered(library, text)).outcome is Outcome.UNKNOWN


async def test_a_partial_answer_is_marked_as_partial(library: Library) -> None:
    answer = await answered(library, "Reset the VPN in the portal. [1]\nPARTIAL")
    assert answer.is_partial
    assert "only part of the question" in render(answer)
    assert "PARTIAL" not in render(answer)


async def test_an_answer_that_stopped_at_the_limit_is_partial(library: Library) -> None:
    model = FakeChatModel("Reset the VPN in the portal. [1] It takes")
    model.is_whole = False
    answer = await answering(library, model).answer(asked(QUESTION))
    assert answer.is_partial
    assert texts(answer) == ["Reset the VPN in the portal."]


async def test_marks_at_the_end_of_a_line_count_for_the_sentences_before_them(
    library: Library,
) -> None:
    answer = await answered(
        library, "Reset the VPN in the portal. It takes 9 minutes. It takes 2 minutes. [1]\n"
    )
    assert texts(answer) == ["Reset the VPN in the portal.", "It takes 2 minutes."]
    later = await answered(library, "Call the VPN desk first.\nIt takes 2 minutes. [1]")
    assert texts(later) == ["It takes 2 minutes."]


async def test_a_sentence_without_a_mark_gets_the_passage_that_surely_says_it(
    library: Library,
) -> None:
    answer = await answered(
        library, "You reset the VPN in the portal.\nThe portal was painted blue by us.\n"
    )
    assert texts(answer) == ["You reset the VPN in the portal."]
    assert [(one.path, one.heading) for one in answer.citations] == [("it.md", "Network")]


async def test_each_new_sentence_is_told_as_it_comes(library: Library) -> None:
    seen: list[Answer] = []
    model = FakeChatModel("Reset the VPN in the portal. [1] It takes 2 minutes. [1] And so on.")
    await answering(library, model).answer(asked(QUESTION), so_far=seen.append)
    assert [len(answer.sentences) for answer in seen] == [1, 2]
    assert all(answer.outcome is Outcome.ANSWERED for answer in seen)
    assert "Sources" in render(seen[0])


@pytest.mark.parametrize("after", [0, 45])
async def test_without_a_whole_answer_the_documents_are_quoted_and_it_says_so(
    library: Library, after: int
) -> None:
    model = FakeChatModel("Reset the VPN in the portal. [1] It takes 2 minutes. [1]")
    model.failure = ModelUnavailable("gone", tokens=Tokens(7, 3), cost=None)
    model.fails_after = after
    answer = await answering(library, model).answer(asked(QUESTION))
    assert (answer.model, answer.prompt) == (QUOTATION, "v7")
    assert answer.stands_in
    assert texts(answer) == ["Reset the VPN in the portal."]
    assert (answer.tokens, answer.cost) == (Tokens(7, 3), None)
    assert render(answer).startswith("The model that writes my answers is not responding")


async def test_a_spent_budget_means_a_quotation_too(library: Library) -> None:
    model = FakeChatModel()
    model.failure = BudgetSpent(until=FakeClock().now())
    answer = await answering(library, model).answer(asked(QUESTION))
    assert answer.stands_in
    assert answer.cost == 0.0


async def test_a_database_that_is_away_is_not_the_models_fault(library: Library) -> None:
    model = FakeChatModel()
    model.failure = DatabaseUnavailable("away")
    with pytest.raises(DatabaseUnavailable):
        await answering(library, model).answer(asked(QUESTION))


async def test_below_the_bar_no_model_is_asked(library: Library) -> None:
    model = FakeChatModel("Reset the VPN. [1]")
    with_model = replace(answering(library, model), gate=NEVER)
    assert (await with_model.answer(asked(QUESTION))).outcome is Outcome.UNKNOWN
    assert model.asked == []


async def test_the_model_is_sent_only_what_the_place_may_read(library: Library) -> None:
    model = FakeChatModel("NONE")
    await answering(library, model).answer(asked(QUESTION))
    (sent,) = model.asked
    assert isinstance(sent[0], Message)
    assert VPN.text in sent[-1].text


async def test_an_address_of_the_document_itself_may_be_named(library: Library) -> None:
    vpn = passage(
        "Use https://docs.corp.example/form or https://other.example/form.",
        path="f.md",
        url="https://docs.corp.example/f",
    )
    await library.put(vpn)
    model = FakeChatModel(
        "Use https://docs.corp.example/form. [1] Use https://other.example/form. [1]"
    )
    answer = await answering(library, model).answer(asked("Use form docs corp example other"))
    assert texts(answer) == [
        "Use https://docs.corp.example/form.",
        "Use (address in the source).",
    ]
