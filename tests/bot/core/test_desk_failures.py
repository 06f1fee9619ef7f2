"""What the desk says when there is no answer, and to whom."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from bot.core.desk import LONGEST_QUESTION, Desk
from bot.domain.conversation import Outcome, Remedy, State
from bot.domain.errors import (
    BadSetting,
    BotError,
    EmbedderUnavailable,
    IndexUnavailable,
    QuestionEmpty,
    QuestionTooLong,
)
from bot.domain.language import Language
from tests.bot.core.desks import INSIDE, Log
from tests.bot.core.library import Library
from tests.bot.core.questions import asked, bot, user


@pytest.mark.parametrize("text", ["", "  \n\t "])
async def test_an_empty_question_is_told_so_and_leaves_no_row(
    desk: Desk, log: Log, text: str
) -> None:
    exchange = await desk.hear(asked(text))
    assert exchange.state is State.FAILED
    assert exchange.remedy is Remedy.REWORD
    assert "empty" in exchange.text
    assert await log.reusable() == []


async def test_a_question_that_is_too_long_is_told_so_and_leaves_no_row(
    desk: Desk, log: Log, library: Library
) -> None:
    exchange = await desk.hear(asked("가" * 100_000))
    assert exchange.remedy is Remedy.REWORD
    assert exchange.text == exchange.reason
    assert "100,000자" in exchange.text
    assert exchange.answer is not None
    assert exchange.answer.outcome is Outcome.FAILED
    assert await log.reusable() == []
    assert library.embedder.questions == []


async def test_the_longest_question_is_still_heard(desk: Desk) -> None:
    fits = "vpn " * (LONGEST_QUESTION // 4)
    assert (await desk.hear(asked(fits))).state is State.ANSWERED
    assert (await desk.hear(asked(fits + "x", message="m2"))).remedy is Remedy.REWORD


async def test_a_long_history_is_no_reason_to_refuse_the_question(desk: Desk) -> None:
    history = (user("printer " * 20_000), bot("toner " * 20_000))
    exchange = await desk.hear(asked("How do I reset the VPN?", history=history))
    assert exchange.state is State.ANSWERED


async def test_half_a_character_is_no_reason_to_fail(desk: Desk, log: Log) -> None:
    exchange = await desk.hear(asked("VPN \ud83d?", history=(user("\udcff"),)))
    assert exchange.state is State.ANSWERED
    assert exchange.question.text == "VPN ??"
    assert exchange.question.history == (user("?"),)


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (EmbedderUnavailable(INSIDE), Remedy.WAIT),
        (IndexUnavailable(INSIDE), Remedy.WAIT),
        (BadSetting(INSIDE), Remedy.OPERATOR),
    ],
)
async def test_a_failure_says_who_can_put_it_right_and_nothing_of_the_inside(
    desk: Desk, library: Library, error: BotError, remedy: Remedy
) -> None:
    library.embedder.failure = error
    exchange = await desk.hear(asked("reset the VPN"))
    assert (exchange.state, exchange.remedy) == (State.FAILED, remedy)
    assert exchange.text
    assert exchange.reason == exchange.text
    assert not re.search("postgres|hunter2|db.internal", repr(exchange))


@pytest.mark.parametrize(
    ("text", "language"),
    [("reset the VPN", Language.ENGLISH), ("VPN 재설정 방법", Language.KOREAN)],
)
async def test_a_failure_is_told_in_the_askers_language_and_recorded(
    desk: Desk, log: Log, library: Library, text: str, language: Language
) -> None:
    library.embedder.failure = EmbedderUnavailable(INSIDE)
    question = asked(text)
    exchange = await desk.hear(question)
    assert exchange.answer is not None
    assert (exchange.answer.outcome, exchange.answer.language) == (Outcome.FAILED, language)
    assert bool(re.search("[가-힣]", exchange.text)) is (language is Language.KOREAN)
    stored = await log.find(question.id)
    assert stored is not None
    assert (stored.state, stored.reason) == (State.FAILED, exchange.reason)


@pytest.mark.parametrize("broken", [("receive",), ("receive", "fail"), ("record", "fail")])
async def test_when_the_log_is_down_the_asker_still_hears_something(
    desk: Desk, log: Log, broken: Sequence[str]
) -> None:
    log.broken = broken
    exchange = await desk.hear(asked("VPN?"))
    assert exchange.state is State.FAILED
    assert exchange.remedy is Remedy.WAIT
    assert exchange.text
    assert "hunter2" not in repr(exchange)


async def test_nothing_is_worked_out_for_a_question_that_was_not_committed(
    desk: Desk, log: Log, library: Library
) -> None:
    log.broken = ("receive",)
    await desk.hear(asked("VPN?"))
    assert library.embedder.questions == []


async def test_an_answer_that_was_not_recorded_is_not_given(desk: Desk, log: Log) -> None:
    log.broken = ("record",)
    exchange = await desk.hear(asked("reset the VPN"))
    assert exchange.state is State.FAILED
    assert "portal" not in exchange.text


async def test_a_mistake_of_our_own_is_not_passed_off_as_an_outage(
    desk: Desk, library: Library
) -> None:
    library.embedder.failure = RuntimeError("ours")
    with pytest.raises(RuntimeError, match="ours"):
        await desk.hear(asked("VPN?"))


async def test_a_search_for_nothing_or_too_much_is_refused(desk: Desk) -> None:
    with pytest.raises(QuestionEmpty):
        await desk.search(asked(" "), limit=5)
    with pytest.raises(QuestionTooLong, match="4,001"):
        await desk.search(asked("x" * 4001), limit=5)


async def test_an_outage_is_logged_with_the_id_of_the_exchange_and_without_the_question(
    desk: Desk, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    library.embedder.failure = EmbedderUnavailable(INSIDE)
    question = asked("What does Kim earn?", history=(user("Kim's salary"),))
    await desk.hear(question)
    (record,) = caplog.records
    assert record.getMessage() == INSIDE
    assert vars(record)["exchange"] == str(question.id)
    assert "Kim" not in repr(vars(record))


async def test_what_the_asker_can_put_right_is_not_logged(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await desk.hear(asked(""))
    assert caplog.records == []
