"""Beyond the contract of outlets: commands, parts, and what a restart leaves behind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.conversation import (
    Addressed,
    Answer,
    Exchange,
    Speaker,
    State,
    Turn,
)
from bot.domain.errors import OutletRefused
from connectors.discord.history import trace
from connectors.discord.setup import Setup
from connectors.discord.staff import note
from tests.connectors.discord.exchanges import answer, asked, handed_over, settled, unknown
from tests.connectors.discord.simulated import Server, server

LONG = answer(*["휴가는 열일곱 날입니다. " * 30] * 8)
TURNS = (
    Turn(Speaker.USER, "@everyone 휴가는? <@1>"),
    Turn(Speaker.BOT, "[여기](https://a.example)를 보세요."),
)


async def ask(here: Server, made: Answer | None = None) -> Exchange:
    """Kim asked; the answer is worded and nobody has seen it."""
    await here.kim.send(here.channel, here.call())
    return settled(made or answer(), here.desk.heard[-1])


async def order(here: Server, made: Answer | None = None) -> Exchange:
    """The same with the command: Discord waits for the answer."""
    await here.kim.slash(here.channel, "ask", question="며칠인가요?")
    return settled(made or answer(), here.desk.heard[-1])


async def test_a_command_is_answered_where_it_was_given() -> None:
    async with server(silent=True) as here:
        exchange = await order(here)
        posted = await here.client.outlet.post(exchange)
        (shown,) = here.ours()
        assert str(shown.id) == posted
        assert not shown.flags.loading
        assert await here.client.outlet.find(exchange) == posted


async def test_a_command_is_answered_where_it_was_given_also_after_a_kill() -> None:
    async with server(silent=True) as here:
        exchange = await order(here)
        await here.restart()
        assert await here.client.outlet.find(exchange) is None  # it only says that it thinks
        posted = await here.client.outlet.post(exchange)
        (shown,) = here.ours()
        assert (str(shown.id), shown.flags.loading) == (posted, False)
        assert "연차는 17일입니다." in shown.content


async def test_after_a_kill_the_answer_to_a_command_is_found_and_changed() -> None:
    async with server(silent=True) as here:
        exchange = await order(here)
        posted = await here.client.outlet.post(exchange)
        await here.restart()
        assert await here.client.outlet.find(exchange) == posted
        await here.client.outlet.update(posted, replace(exchange, answer=unknown()))
        assert "찾지 못했습니다" in here.ours()[0].content


async def test_a_command_that_discord_forgot_is_answered_with_a_message() -> None:
    async with server(silent=True) as here:
        exchange = await order(here)
        here.env.inject_error(
            "PATCH", "/webhooks/{webhook_id}/{token}/messages/@original", status=404, code=10015
        )
        await here.client.outlet.post(exchange)
        assert any("연차는 17일입니다." in text for text in here.texts())
        assert len(here.ours()) == 1


@pytest.mark.parametrize("asks", [ask, order])
@pytest.mark.parametrize("is_after_a_kill", [False, True])
async def test_a_long_answer_shrinks_grows_and_goes_as_one(asks, is_after_a_kill: bool) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001, FBT001 - parameters of the test
    async with server(Setup(staff_channel=1), silent=True) as here:
        exchange = await asks(here, LONG)
        posted = await here.client.outlet.post(exchange)
        count = len(here.ours())
        assert count > 1
        for made, wanted in ((answer(), 1), (LONG, count), (unknown(), 1), (LONG, count)):
            if is_after_a_kill:
                await here.restart()
            await here.client.outlet.update(posted, settled(made, exchange.question))
            assert len(here.ours()) == wanted
            assert str(here.ours()[0].id) == posted
            assert here.ours()[-1].components
            assert not any(one.components for one in here.ours()[:-1])
        await here.client.outlet.remove(posted, exchange)
        assert here.ours() == []
        await here.client.outlet.remove(posted, exchange)


async def test_what_people_say_in_between_is_not_taken_for_an_answer() -> None:
    async with server(silent=True) as here:
        exchange, other = await ask(here), await ask(here)
        for one in here.channel.history():
            await here.lee.send(here.channel, "me too", reply_to=one)
        assert await here.client.outlet.find(exchange) is None
        await here.client.outlet.post(other)
        assert await here.client.outlet.find(exchange) is None
        posted = await here.client.outlet.post(exchange)
        assert await here.client.outlet.find(exchange) == posted


async def test_an_answer_is_found_though_the_question_was_deleted() -> None:
    async with server(silent=True) as here:
        said = await here.kim.send(here.channel, here.call())
        exchange = settled(answer(), here.desk.heard[-1])
        await here.kim.delete(said)
        posted = await here.client.outlet.post(exchange)
        # Discord makes it a plain message then, where simcord keeps the reference.
        here.env.backend.get_message(here.channel.id, int(posted)).reference = None
        assert await here.client.outlet.find(exchange) == posted


async def test_where_a_person_was_called_is_told_under_the_answer() -> None:
    async with server(Setup(staff_channel=1)) as here:
        _, message = await here.answer()
        held = await here.desk.exchange(here.desk.heard[0].id)
        assert held is not None
        here.desk._exchanges[held.question.id] = replace(held, posted=str(message.id))
        await here.kim.click(message, label="담당자 부르기")
        called = settled(handed_over(), here.desk.heard[-1])
        posted = here.last
        assert posted.reference is not None
        assert posted.reference.message_id == message.id
        assert await here.client.outlet.find(called) == str(posted.id)
        assert await here.client.outlet.find(held) == str(message.id)


@pytest.mark.parametrize("asks", [ask, order])
async def test_what_a_person_was_told_outlives_a_change_of_the_answer_above(asks) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - a parameter of the test
    async with server(Setup(staff_channel=1), silent=True) as here:
        exchange = await asks(here)
        posted = await here.client.outlet.post(exchange)
        here.desk._exchanges[exchange.question.id] = replace(exchange, posted=posted)
        await here.kim.click(here.last, label="담당자 부르기")
        called = settled(handed_over(), here.desk.heard[-1])
        told = await here.client.outlet.post(called)
        for _ in range(2):
            await here.restart()
            await here.client.outlet.update(posted, exchange)
            assert [str(one.id) for one in here.ours()] == [posted, told]
            assert await here.client.outlet.find(called) == told


@pytest.mark.parametrize("asks", [ask, order])
async def test_a_person_who_was_called_with_words_is_told_of_once(asks) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - a parameter of the test
    async with server(silent=True) as here:
        exchange = await asks(here, handed_over())
        wanted = replace(exchange.question, addressed=Addressed.PERSON)
        called = replace(exchange, question=wanted)
        await here.restart()
        assert await here.client.outlet.find(called) is None
        posted = await here.client.outlet.post(called)
        await here.restart()
        assert await here.client.outlet.find(called) == posted
        assert len(here.ours()) == 1


async def test_the_staff_are_told_once_and_only_their_role_is_called() -> None:
    async with server(silent=True) as here:
        role = here.guild.create_role("staff")
        setup = Setup(staff_channel=here.staff.id, staff_role=role.id)
        await here.restart(setup)
        exchange = await ask(here, unknown())
        for _ in range(2):
            assert await here.client.outlet.call_person(exchange, TURNS) == "#it-help"
            await here.restart()
        (told,) = here.ours(here.staff)
        held = here.env.backend.get_message(here.staff.id, told.id)
        assert set(held.ping_role_ids) == {role.id}
        assert not held.ping_user_ids
        assert told.mentions == []
        assert not told.mention_everyone
        assert told.content.startswith(f"<@&{role.id}> **kim** 님이 담당자를 찾고 있습니다.")
        assert (
            f"/{here.guild.id}/{here.channel.id}/{exchange.question.message}>" in told.content
        )
        assert exchange.reference in told.content


async def test_where_the_staff_read_a_note_is_not_taken_for_an_answer() -> None:
    async with server(silent=True) as here:
        await here.restart(Setup(staff_channel=here.channel.id))
        exchange = await ask(here, handed_over())
        wanted = replace(exchange.question, addressed=Addressed.PERSON)
        called = replace(exchange, question=wanted)
        await here.client.outlet.call_person(called, TURNS)
        assert await here.client.outlet.find(called) is None
        posted = await here.client.outlet.post(called)
        assert await here.client.outlet.find(called) == posted
        await here.client.outlet.call_person(called, TURNS)
        assert len(here.ours()) == 2


async def test_without_a_staff_channel_nobody_can_be_called() -> None:
    async with server(silent=True) as here:
        exchange = await ask(here)
        with pytest.raises(OutletRefused):
            await here.client.outlet.call_person(exchange, TURNS)


def test_the_note_is_harmless_and_holds_what_the_staff_need() -> None:
    said = note(settled(unknown()), TURNS, who="*kim* @everyone", about="")
    assert "@everyone" not in said
    assert "<@1>" not in said
    assert "https://a.example" in said.split("`")[1::2]
    assert "**질문**" in said
    assert "**봇의 답변**" in said


def test_a_long_note_still_says_who_and_which() -> None:
    turns = [Turn(Speaker.USER, "`x` " * 1000)] * 6
    said = note(settled(unknown()), turns, who="x" * 32, about="")
    assert len(said) <= 2000 - 40
    assert settled(unknown()).reference in said


def test_nobody_else_can_open_a_direct_message() -> None:
    exchange = settled(unknown())
    place = replace(exchange.question.place, workspace="")
    direct = replace(exchange, question=replace(exchange.question, place=place))
    assert "discord.com" in note(exchange, (), who="", about="")
    assert "discord.com" not in note(direct, (), who="", about="")


def test_what_was_erased_is_found_by_where_it_was_asked() -> None:
    question = asked()
    wordless = Exchange(replace(question, text=""), State.FAILED, reason="x")
    assert trace(wordless) == trace(settled(answer(), question))
