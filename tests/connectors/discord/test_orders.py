"""Orders about one's own words, and buttons: what they do, and who reads what comes of it."""

from __future__ import annotations

from bot.core import captions
from bot.domain.commands import Command
from bot.domain.language import Language
from connectors.discord import words
from connectors.discord.setup import Setup
from tests.connectors.discord.simulated import server
from tests.fakes.desk import FakeDesk

KO = Language.KOREAN


async def test_an_order_in_a_channel_is_answered_in_private() -> None:
    async with server() as here:
        await here.kim.send(here.channel, here.call("재사용 거부"))
        ((command, person, language, source),) = here.desk.orders
        assert (command, language, source) == (Command.OPT_OUT, KO, "discord")
        assert person.user == str(here.kim.id)
        assert here.texts() == [words.told_in_private(KO)]
        receipt = here.kim.user.dm_channel.last_message
        assert receipt is not None
        assert receipt.content == "opt-out (ko)"


async def test_whoever_takes_no_direct_messages_is_told_where_only_they_can_read() -> None:
    async with server() as here:
        here.env.inject_error("POST", "/users/@me/channels", status=403, code=50007)
        await here.kim.send(here.channel, here.call("opt out"))
        assert here.texts() == [words.no_private_way(Language.ENGLISH, is_done=True)]
        assert "opt-out" not in here.texts()[0]


async def test_in_a_direct_message_the_receipt_is_the_reply() -> None:
    async with server() as here:
        await here.kim.send_dm("opt out")
        assert here.texts(here.kim.user.dm_channel) == ["opt-out (en)"]


async def test_an_order_given_with_the_asking_command_is_answered_in_private() -> None:
    async with server() as here:
        result = await here.kim.slash(here.channel, "ask", question="내 개인정보")
        assert result.ephemeral
        assert here.desk.heard == []
        assert here.desk.orders[0][0] is Command.STATUS


async def test_forgetting_asks_back_first() -> None:
    async with server() as here:
        asked = await here.kim.slash(here.channel, "privacy", choice="forget")
        assert asked.ephemeral
        assert asked.response is not None
        assert [order[0] for order in here.desk.orders] == [Command.FORGET]
        done = await here.kim.click(asked.response, label="Erase everything")
        assert done.ephemeral
        assert [order[0] for order in here.desk.orders][1:] == [Command.FORGET_CONFIRMED]


async def test_what_people_answer_is_kept_and_thanked_for_in_private() -> None:
    async with server() as here:
        exchange, message = await here.answer()
        pressed = await here.lee.click(message, label="도움 안 됐어요")
        assert pressed.ephemeral
        assert pressed.response is not None
        assert pressed.response.content == captions.rated(KO, is_helpful=False)
        ((rated, person),) = here.desk.ratings
        assert (rated, person.user) == (exchange, str(here.lee.id))


async def test_buttons_of_an_answer_that_is_gone_say_so() -> None:
    async with server() as here:
        _, message = await here.answer()
        here.desk = FakeDesk()
        await here.restart()
        pressed = await here.kim.click(message, label="도움됐어요")
        assert pressed.response is not None
        assert pressed.response.content == captions.gone(KO)


async def test_a_person_is_called_where_the_button_stands() -> None:
    async with server(Setup(staff_channel=1)) as here:
        exchange, message = await here.answer()
        pressed = await here.lee.click(message, label="담당자 부르기")
        assert pressed.ephemeral
        assert pressed.response is not None
        assert pressed.response.content == words.calling(KO)
        called = here.desk.heard[-1]
        assert called.about == exchange
        assert called.place == here.desk.heard[0].place
        assert called.text == "담당자 부르기"
