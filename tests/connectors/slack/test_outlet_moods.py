"""The outlet and Slack's moods: streams, limits, signs of life, what is looked up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.core.rendering import render
from bot.domain.conversation import Addressed, Exchange, Remedy, Sentence, State
from bot.domain.errors import OutletRefused, OutletUnavailable
from bot.domain.language import Language
from tests.connectors.slack.reading import shown
from tests.connectors.slack.stage import CHANNEL, STAFF, SlackStage, slack_stage
from tests.fakes.slack_server import Kind, Message, Trouble
from tests.samples import answer


@pytest.fixture
async def stage() -> AsyncIterator[SlackStage]:
    async with slack_stage() as built:
        built.outlet._pace._seconds = 0.0
        yield built


def exchange(stage: SlackStage, *said: str, state: State = State.ANSWERING) -> Exchange:
    made = replace(answer(), sentences=tuple(Sentence(text, (1,)) for text in said))
    asked = stage.question("며칠인가요?", message="1")
    return Exchange(asked, state, made, render(made))


def posts(stage: SlackStage) -> list[Message]:
    return stage.server.by_bots(CHANNEL)


async def test_an_answer_that_grows_is_a_stream_and_ends_as_a_message(
    stage: SlackStage,
) -> None:
    posted = await stage.outlet.post(exchange(stage, "하나."))
    await stage.outlet.update(posted, exchange(stage, "하나.", "둘."))
    growing = shown(posts(stage)[0].blocks)
    await stage.outlet.update(posted, exchange(stage, "하나.", "둘.", state=State.ANSWERED))
    (message,) = posts(stage)
    assert growing.index("하나. [1]") < growing.index("둘. [1]")
    assert message.ts == posted
    assert shown(message.blocks).count("하나.") == 1
    assert "[도움됐어요]" in shown(message.blocks)
    assert len(stage.server.called("chat.appendStream")) == 1
    assert not stage.server.refused


@pytest.mark.parametrize(
    "error", ["unknown_method", "missing_scope", "channel_type_not_supported", "ratelimited"]
)
async def test_without_streams_the_answer_is_posted_and_changed(
    stage: SlackStage, error: str
) -> None:
    stage.server.troubles.append(Trouble(Kind.REFUSED, "chat.startStream", error=error))
    posted = await stage.outlet.post(exchange(stage, "하나."))
    await stage.outlet.update(posted, exchange(stage, "하나.", "둘.", state=State.ANSWERED))
    (message,) = posts(stage)
    assert "둘. [1]" in shown(message.blocks)
    await stage.outlet.post(exchange(stage, "하나."))
    assert not stage.server.called("chat.startStream")  # remembered


async def test_a_stream_that_died_ends_with_the_whole_answer(stage: SlackStage) -> None:
    posted = await stage.outlet.post(exchange(stage, "하나."))
    await stage.server.moments.advance(301)
    await stage.outlet.update(posted, exchange(stage, "하나.", "둘."))
    await stage.outlet.update(posted, exchange(stage, "하나.", "둘.", state=State.ANSWERED))
    (message,) = posts(stage)
    assert "둘. [1]" in shown(message.blocks)


async def test_a_stream_that_a_kill_cut_off_is_found_and_finished(stage: SlackStage) -> None:
    posted = await stage.outlet.post(exchange(stage, "하나."))
    stage.outlet._streams._open.clear()  # another process
    done = exchange(stage, "하나.", "둘.", state=State.ANSWERED)
    assert await stage.outlet.find(done) == posted
    await stage.outlet.update(posted, done)
    (message,) = posts(stage)
    assert "둘. [1]" in shown(message.blocks)


async def test_a_receipt_in_the_thread_is_not_taken_for_an_answer(stage: SlackStage) -> None:
    done = exchange(stage, "하나.", state=State.ANSWERED)
    await stage.outlet._api.call(
        "chat.postMessage",
        channel=CHANNEL,
        thread_ts=done.question.place.thread,
        text="receipt",
        metadata={"event_type": "supportbot_note", "event_payload": {"exchange": "none"}},
    )
    assert await stage.outlet.find(done) is None


async def test_blocks_that_slack_dislikes_go_out_as_words(stage: SlackStage) -> None:
    stage.server.troubles.append(
        Trouble(Kind.REFUSED, "chat.postMessage", error="invalid_blocks")
    )
    done = exchange(stage, "하나.", state=State.ANSWERED)
    posted = await stage.outlet.post(done)
    (message,) = posts(stage)
    assert "하나. [1]" in message.text
    assert await stage.outlet.find(done) == posted
    stage.server.troubles.append(Trouble(Kind.REFUSED, "chat.update", error="invalid_blocks"))
    await stage.outlet.update(posted, exchange(stage, "둘.", state=State.ANSWERED))
    assert "둘. [1]" in posts(stage)[0].text


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        ("is_archived", OutletRefused),
        ("restricted_action_thread_locked", OutletRefused),
        ("invalid_auth", OutletUnavailable),
        ("missing_scope", OutletUnavailable),
        ("internal_error", OutletUnavailable),
        ("never_heard_of", OutletUnavailable),
    ],
)
async def test_each_trouble_is_for_later_or_for_good(
    stage: SlackStage, error: str, raised: type[Exception]
) -> None:
    stage.server.troubles.append(Trouble(Kind.REFUSED, "chat.postMessage", error=error))
    with pytest.raises(raised):
        await stage.outlet.post(exchange(stage, "하나.", state=State.ANSWERED))


@pytest.mark.parametrize("kind", [Kind.BROKEN, Kind.REPLY_LOST, Kind.BROKEN_AFTERWARDS])
async def test_a_broken_connection_is_for_later_and_nothing_is_sent_twice(
    stage: SlackStage, kind: Kind
) -> None:
    stage.server.troubles.append(Trouble(kind, "chat.postMessage"))
    done = exchange(stage, "하나.", state=State.ANSWERED)
    with pytest.raises(OutletUnavailable):
        await stage.outlet.post(done)
    assert len(posts(stage)) == (kind is not Kind.BROKEN)
    found = await stage.outlet.find(done)
    assert (found is None) == (kind is Kind.BROKEN)


async def test_a_channel_gets_one_post_a_second(stage: SlackStage) -> None:
    stage.outlet._pace._seconds, stage.outlet._pace._patience = 60.0, 0.0
    done = exchange(stage, "하나.", state=State.ANSWERED)
    await stage.outlet.post(done)
    with pytest.raises(OutletUnavailable) as raised:
        await stage.outlet.post(done)
    assert 50 < raised.value.after <= 60


async def test_where_there_is_no_status_the_message_gets_eyes_until_it_is_answered(
    stage: SlackStage,
) -> None:
    server, signs = stage.server, stage.outlet._signs
    server.troubles.append(
        Trouble(Kind.REFUSED, "assistant.threads.setStatus", error="unknown_method")
    )
    done = exchange(stage, "하나.", state=State.ANSWERED)
    place, ts = done.question.place, done.question.message
    asked = server.workspace.messages[CHANNEL, ts]
    signs.show(CHANNEL, place.thread, ts=ts, language=Language.KOREAN)
    await server.until(lambda: bool(asked.reactions.get("eyes")))
    await stage.outlet.post(done)
    await server.until(lambda: not asked.reactions.get("eyes"))
    signs.show(CHANNEL, place.thread, ts=ts, language=Language.KOREAN)
    await server.until(lambda: bool(asked.reactions.get("eyes")))
    assert not server.called("assistant.threads.setStatus")


async def settled(stage: SlackStage) -> None:
    """Until nothing goes on beside."""
    while under_way := stage.outlet._signs._tasks._under_way:
        await asyncio.wait(under_way)


async def test_a_changed_answer_takes_the_status_away(stage: SlackStage) -> None:
    server, signs = stage.server, stage.outlet._signs
    done = exchange(stage, "하나.", state=State.ANSWERED)
    posted = await stage.outlet.post(done)
    thread, ts = done.question.place.thread, done.question.message
    signs.show(CHANNEL, thread, ts=ts, language=Language.KOREAN)
    await settled(stage)
    assert server.surfaces.status(CHANNEL, thread, now=server.moments.now())
    await stage.outlet.update(posted, done)
    await settled(stage)
    assert not server.surfaces.status(CHANNEL, thread, now=server.moments.now())


async def test_a_status_that_comes_after_the_answer_does_not_stay(stage: SlackStage) -> None:
    server, signs = stage.server, stage.outlet._signs
    done = exchange(stage, "하나.", state=State.ANSWERED)
    thread, ts = done.question.place.thread, done.question.message
    late = Trouble(Kind.WATCHED, "assistant.threads.setStatus")
    late.then = lambda: signs.take_back(CHANNEL, thread, ts=ts, is_new=True)
    server.troubles.append(late)
    signs.show(CHANNEL, thread, ts=ts, language=Language.KOREAN)
    await settled(stage)
    assert len(server.called("assistant.threads.setStatus")) == 2
    assert not server.surfaces.status(CHANNEL, thread, now=server.moments.now())


async def test_taking_an_answer_to_a_command_away_takes_the_question_too(
    stage: SlackStage,
) -> None:
    root = await stage.outlet._api.call("chat.postMessage", channel=CHANNEL, text="Kim asks")
    ts = str(root["ts"])
    done = exchange(stage, "하나.", state=State.ANSWERED)
    place = replace(done.question.place, thread=ts)
    question = replace(done.question, place=place, message=ts, addressed=Addressed.COMMAND)
    done = replace(done, question=question)
    posted = await stage.outlet.post(done)
    assert len(posts(stage)) == 2
    await stage.outlet.remove(posted, done)
    assert not posts(stage)


async def test_the_staff_read_who_asks_where_and_the_group_is_called(stage: SlackStage) -> None:
    stage.outlet._staff._group = "S0STAFF"
    wanted = exchange(stage, "하나.")
    assert await stage.outlet.call_person(wanted, ()) == "#it-help"
    (note,) = await stage.staff()
    assert note.startswith("@S0STAFF")
    assert "님이 담당자를 찾고 있습니다." in note
    assert "대화 열기" in note
    assert f"참조 번호 {wanted.reference}" in note
    assert "남아 있지 않습니다" in note


async def test_without_a_staff_channel_nobody_can_be_called(stage: SlackStage) -> None:
    stage.outlet._staff._channel = ""
    with pytest.raises(OutletRefused):
        await stage.outlet.call_person(exchange(stage, "하나."), ())
    stage.outlet._staff._channel = STAFF
    stage.server.workspace.channels[STAFF].members.clear()
    with pytest.raises(OutletRefused):
        await stage.outlet.call_person(exchange(stage, "하나."), ())


async def test_a_failure_is_posted_without_a_stream(stage: SlackStage) -> None:
    failed = Exchange(
        stage.question("x", message="1"), State.FAILED, reason="Later.", remedy=Remedy.WAIT
    )
    await stage.outlet.post(failed)
    assert not stage.server.called("chat.startStream")
    assert "Later." in (await stage.shown(failed.question.place))[0]
