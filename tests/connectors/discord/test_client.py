"""What the bot takes for a question, an order, or none of its business."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from simcord.enums import MessageType

from bot.core import captions
from bot.domain.conversation import Addressed, Exchange, Question
from bot.domain.errors import DatabaseUnavailable
from bot.domain.language import Language
from connectors.discord import words
from connectors.discord.client import SupportClient, intents
from connectors.discord.setup import Setup
from tests.connectors.discord.simulated import Server, server
from tests.fakes.desk import FakeDesk

READS = Setup(message_content=True)
KO = Language.KOREAN


def test_the_bot_asks_discord_for_no_more_than_it_needs() -> None:
    names = {name for name, is_wanted in intents(Setup()) if is_wanted}
    assert names == {"guilds", "guild_messages", "dm_messages"}
    assert {name for name, on in intents(READS) if on} - names == {"message_content"}


async def test_the_client_mentions_nobody_by_default() -> None:
    client = SupportClient(FakeDesk(), Setup(), shard_count=1)
    assert client.allowed_mentions is not None
    told: dict[str, object] = dict(client.allowed_mentions.to_dict())
    assert told == {"parse": []}


async def test_a_mention_is_heard_as_it_was_written() -> None:
    async with server() as here:
        said = await here.kim.send(here.channel, here.call("  휴가는 며칠? "))
        (heard,) = here.desk.heard
        assert heard.text == "휴가는 며칠?"
        assert heard.addressed is Addressed.MENTION
        assert heard.message == str(said.id)
        assert heard.asked_at == said.created_at
        assert heard.place.thread == str(said.id)
        (shown,) = here.ours()
        assert shown.reference is not None
        assert shown.reference.message_id == said.id


async def test_bots_webhooks_and_the_platform_are_not_heard() -> None:
    async with server(READS) as here:
        other = here.guild.add_member(here.env.create_user("other", bot=True))
        await other.send(here.channel, here.call())
        await here.guild.create_webhook(here.channel).send(here.call())
        here.env.backend.create_message(
            here.channel.id, here.kim.id, here.call(), message_type=MessageType.PINS_ADD
        )
        await here.env.settle()
        assert here.desk.heard == []
        assert here.texts() == []


async def test_a_reply_with_the_ping_left_on_goes_on_with_the_conversation() -> None:
    async with server() as here:
        first, message = await here.answer()
        await here.kim.send(here.channel, "그럼 반차는?", reply_to=message)
        one, other = here.desk.heard
        assert other.addressed is Addressed.FOLLOW_UP
        assert other.place == one.place
        assert other.id != first


async def test_a_chain_of_replies_is_one_conversation() -> None:
    async with server(READS) as here:
        await here.answer()
        for text in ("그럼 반차는?", "그럼 병가는?"):
            await here.lee.send(here.channel, text, reply_to=here.last)
        assert len(here.desk.heard) == 3
        assert len({heard.place for heard in here.desk.heard}) == 1


async def test_a_reply_to_the_answer_of_a_command_goes_on_with_it() -> None:
    async with server(READS) as here:
        await here.kim.slash(here.channel, "ask", question="며칠?")
        await here.kim.send(here.channel, "그럼 반차는?", reply_to=here.last)
        one, other = here.desk.heard
        assert one.addressed is Addressed.COMMAND
        assert other.place == one.place


async def test_a_reply_to_somebody_else_is_left_alone() -> None:
    async with server(READS) as here:
        said = await here.lee.send(here.channel, "휴가가 며칠이죠?")
        await here.kim.send(here.channel, "17일이요", reply_to=said)
        assert here.desk.heard == []


async def test_a_direct_message_is_one_conversation() -> None:
    async with server() as here:
        await here.kim.send_dm("휴가는?")
        await here.kim.send_dm("반차는?")
        one, other = here.desk.heard
        assert one.addressed is Addressed.DIRECT
        assert one.place == other.place
        assert one.place.workspace == ""


async def test_a_call_without_words_is_answered_with_a_question() -> None:
    async with server() as here:
        await here.kim.send(here.channel, here.call(""))
        assert here.desk.heard == []
        assert here.texts() == [captions.nothing_asked(Language.ENGLISH)]


async def test_a_file_without_words_is_not_passed_over() -> None:
    async with server() as here:
        await here.kim.send(here.channel, here.call(""), attachments=[("a.pdf", b"x")])
        assert here.texts() == [captions.only_text(Language.ENGLISH)]


async def test_what_was_not_accepted_is_told() -> None:
    async with server() as here:
        here.desk.trouble = DatabaseUnavailable("away")
        await here.kim.send(here.channel, here.call())
        assert here.texts() == [captions.not_heard(KO)]
        pressed = await here.kim.slash(here.channel, "ask", question="며칠인가요?")
        assert pressed.response is not None
        assert pressed.response.content == captions.not_heard(KO)
        assert pressed.ephemeral


class SlowDesk(FakeDesk):
    """Hears nothing before it may."""

    def __init__(self, here: Server) -> None:
        super().__init__()
        self.here, self.may = here, asyncio.Event()

    async def hear(self, question: Question) -> Exchange:
        await self.here.env.external_wait(self.may.wait(), reason="a slow database")
        return await super().hear(question)


async def test_a_command_is_acknowledged_though_the_desk_is_slow() -> None:
    async with server(silent=True) as here:
        here.desk = slow = SlowDesk(here)
        await here.restart()
        asked = await here.kim.slash(here.channel, "ask", question="며칠?")
        assert asked.deferred
        assert slow.heard == []
        slow.may.set()
        await here.env.settle()
        assert [heard.text for heard in slow.heard] == ["며칠?"]


async def test_messages_of_a_channel_are_heard_in_their_order() -> None:
    class UnevenDesk(FakeDesk):
        async def hear(self, question: Question) -> Exchange:
            for _ in range(50 if not self.heard else 1):
                await asyncio.sleep(0)
            return await super().hear(question)

    async with server(silent=True) as here:
        here.desk = UnevenDesk()
        await here.restart()
        for number in range(5):
            text = here.call(f"{number}?")
            here.env.backend.create_message(here.channel.id, here.kim.id, text)
        await here.env.settle()
        assert [heard.text for heard in here.desk.heard] == [f"{n}?" for n in range(5)]


async def test_an_edited_question_is_amended_and_anything_else_is_not() -> None:
    async with server(silent=True) as here:
        said = await here.kim.send(here.channel, here.call("며칠?"))
        other = await here.kim.send(here.channel, "nothing to do with it")
        await here.kim.edit(said, here.call("반차는 며칠?"))
        await here.kim.edit(other, here.call("changed"))
        await here.kim.edit(said, here.call("opt out"))
        (amended,) = here.desk.amended
        assert amended.text == "반차는 며칠?"
        assert replace(amended, text="며칠?") == here.desk.heard[0]


async def test_deleted_questions_are_withdrawn_one_by_one_or_many_at_once() -> None:
    async with server(silent=True) as here:
        said = [await here.kim.send(here.channel, here.call(f"{n}?")) for n in range(3)]
        await here.kim.delete(said[0])
        here.env.backend.bulk_delete_messages(here.channel.id, [said[1].id, said[2].id])
        await here.env.settle()
        assert here.desk.withdrawn == [heard.id for heard in here.desk.heard]


async def test_a_bot_that_is_going_down_takes_nothing_in() -> None:
    async with server() as here:
        _, message = await here.answer()
        here.client.is_shut = True
        await here.kim.send(here.channel, here.call("again?"))
        pressed = await here.kim.click(message, label="도움됐어요")
        assert pressed.response is not None
        assert pressed.response.content == words.shutting(Language.ENGLISH)
        assert len(here.desk.heard) == 1
        assert here.desk.ratings == {}


async def test_in_a_thread_the_bot_goes_on_only_with_those_who_spoke_with_it() -> None:
    async with server(READS) as here:
        thread = await _thread(here)
        await here.kim.send(thread, "잡담")
        assert here.desk.heard == []
        await here.kim.send(thread, here.call())
        await here.kim.send(thread, "그럼 반차는?")
        await here.lee.send(thread, "점심 먹었어요?")
        await here.kim.send(thread, f"<@{here.lee.id}> 네")
        assert [heard.addressed for heard in here.desk.heard] == [
            Addressed.MENTION,
            Addressed.FOLLOW_UP,
        ]
        assert len({heard.place for heard in here.desk.heard}) == 1


async def test_commands_are_registered_once_and_not_again() -> None:
    async with server() as here:
        await here.restart()
        sent = [one for one in here.env.http_requests if one.method == "PUT"]
        assert len(sent) == 1


async def _thread(here: Server):  # type: ignore[no-untyped-def] # noqa: ANN202 - a handle of simcord's
    backend = here.env.backend
    made = backend.create_thread(here.channel.id, "talk", here.kim.id)
    await here.env.settle()
    return next(one for one in here.channel.threads if one.id == made.id)
