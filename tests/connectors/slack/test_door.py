"""The Slack door: what people do there, and what they see of it, on both transports."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.domain.audience import EMPLOYEES
from bot.domain.commands import Command
from bot.domain.conversation import Addressed, Verdict
from bot.domain.errors import DatabaseUnavailable
from bot.domain.language import Language
from tests.connectors.slack.house import CHANNEL, MENTION, House, house
from tests.fakes.slack_server.people import buttons


@pytest.fixture(params=["socket", "http"])
async def here(request: pytest.FixtureRequest) -> AsyncIterator[House]:
    async with house(over_http=request.param == "http") as built:
        yield built


async def test_a_mention_is_answered_in_its_thread(here: House) -> None:
    said = here.slack.people.say("U0KIM", CHANNEL, f"{MENTION} 연차는 며칠 이월되나요?")
    (answer,) = await here.posted(1)
    assert "연차는 며칠 이월되나요?" in answer
    assert here.answers()[0].thread_ts == said.ts
    (heard,) = here.desk.heard
    assert (heard.text, heard.message) == ("연차는 며칠 이월되나요?", said.ts)
    assert heard.addressed is Addressed.MENTION
    assert heard.place.clearance.may_read(EMPLOYEES)


async def test_a_mention_that_comes_twice_is_one_question(here: House) -> None:
    here.slack.people.say("U0KIM", CHANNEL, f"{MENTION} Twice?")
    await here.all_taken(2)
    assert [one.text for one in here.desk.heard] == ["Twice?"]
    assert len(await here.posted(1)) == 1


async def test_a_direct_message_is_answered_under_itself(here: House) -> None:
    said = here.slack.people.direct("U0LEE", "How many days?", here.app)
    (answer,) = await here.posted(1, said.channel)
    assert "How many days?: five days." in answer
    assert here.answers(said.channel)[0].thread_ts == said.ts
    assert here.desk.heard[0].addressed is Addressed.DIRECT


async def test_who_spoke_with_the_bot_in_a_thread_need_not_mention_it(here: House) -> None:
    root = here.slack.people.say("U0KIM", CHANNEL, f"{MENTION} First?")
    await here.posted(1)
    here.slack.people.say("U0KIM", CHANNEL, "And then?", thread=root.ts)
    await here.posted(2)
    assert here.desk.heard[1].text == "And then?"
    assert here.desk.heard[1].addressed is Addressed.FOLLOW_UP
    assert here.answers()[1].thread_ts == root.ts


async def test_what_is_said_to_others_is_left_alone(here: House) -> None:
    root = here.slack.people.say("U0KIM", CHANNEL, f"{MENTION} First?")
    await here.posted(1)
    here.slack.people.say("U0LEE", CHANNEL, "I wonder too", thread=root.ts)
    here.slack.people.say("U0KIM", CHANNEL, "<@U0LEE> lunch?", thread=root.ts)
    here.slack.people.say("U0KIM", CHANNEL, "Good morning everybody")
    await here.all_taken(5)
    assert len(here.desk.heard) == 1


async def test_an_edited_question_is_asked_anew(here: House) -> None:
    said = here.slack.people.say("U0KIM", CHANNEL, f"{MENTION} Frist?")
    await here.posted(1)
    here.slack.people.edit(said, f"{MENTION} First?")
    await here.slack.until(lambda: bool(here.desk.amended))
    assert [one.text for one in here.desk.amended] == ["First?"]
    assert here.desk.amended[0].id == here.desk.heard[0].id


async def test_a_deleted_question_is_taken_back(here: House) -> None:
    said = here.slack.people.direct("U0KIM", "First?", here.app)
    await here.posted(1, said.channel)
    here.slack.people.delete(said)
    await here.all_taken(2)
    assert here.desk.withdrawn == [here.desk.heard[0].id]


async def test_a_command_asks_under_a_message_that_shows_the_question(here: House) -> None:
    delivery = here.slack.people.command("U0KIM", CHANNEL, "/ask", "연차 이월?", here.app)
    root, answer = await here.posted(2)
    assert "연차 이월?" in root
    assert "연차 이월?" in answer
    posted = here.answers()
    assert posted[1].thread_ts == posted[0].ts
    assert here.desk.heard[0].addressed is Addressed.COMMAND
    assert here.desk.heard[0].message == posted[0].ts
    await here.slack.until(lambda: delivery.is_taken)
    assert not delivery.answer


async def test_where_the_bot_is_not_it_answers_a_command_directly(here: House) -> None:
    delivery = here.slack.people.command("U0KIM", "C0ELSE", "/ask", "연차 이월?", here.app)
    direct = here.slack.workspace.direct("U0KIM", here.app).id
    await here.posted(2, direct)
    assert not here.seen("C0ELSE")
    assert here.desk.heard[0].place.channel == direct
    await here.slack.until(lambda: delivery.is_taken)
    assert "다이렉트 메시지" in str(delivery.answer)


async def test_a_command_without_a_question_is_told_what_to_do(here: House) -> None:
    delivery = here.slack.people.command("U0KIM", CHANNEL, "/ask", "  ", here.app)
    await here.slack.until(lambda: delivery.is_taken)
    assert "무엇이 궁금하세요?" in here.answer_to(delivery)
    assert not here.desk.heard


@pytest.mark.parametrize(
    ("typed", "command", "language"),
    [
        ("opt out", Command.OPT_OUT, Language.ENGLISH),
        ("내 기록 지워 줘", Command.FORGET, Language.KOREAN),
    ],
)
async def test_an_order_is_obeyed_and_the_receipt_is_private(
    here: House, typed: str, command: Command, language: Language
) -> None:
    here.slack.people.say("U0KIM", CHANNEL, f"{MENTION} {typed}")
    await here.slack.until(lambda: bool(here.whispers("U0KIM")))
    delivery = here.slack.people.command("U0KIM", CHANNEL, "/ask", typed, here.app)
    direct = here.slack.people.direct("U0KIM", typed, here.app)
    await here.posted(1, direct.channel)
    await here.all_taken(4)
    assert len(here.whispers("U0KIM")) == 1
    assert command.value in here.whispers("U0KIM")[0]
    assert command.value in here.answer_to(delivery)
    assert [order[0] for order in here.desk.orders] == [command] * 3
    assert {order[2] for order in here.desk.orders} == {language}
    assert not here.seen()
    assert not here.desk.heard


async def test_helpful_and_not_helpful_are_kept_with_a_private_receipt(here: House) -> None:
    here.slack.people.say("U0KIM", CHANNEL, f"{MENTION} 며칠인가요?")
    await here.posted(1)
    (answer,) = here.answers()
    pressed = buttons(answer)
    here.slack.people.press("U0LEE", answer, pressed["도움 안 됐어요"], here.app)
    await here.slack.until(lambda: bool(here.whispers("U0LEE")))
    here.slack.people.press("U0KIM", answer, pressed["도움됐어요"], here.app)
    await here.slack.until(lambda: bool(here.whispers("U0KIM")))
    verdicts = {person.user: verdict for (_, person), verdict in here.desk.ratings.items()}
    assert verdicts == {"U0LEE": Verdict.UNHELPFUL, "U0KIM": Verdict.HELPFUL}
    assert "고맙습니다" in here.whispers("U0KIM")[0]


async def test_asking_for_a_person_is_a_question_in_that_thread(here: House) -> None:
    said = here.slack.people.say("U0KIM", CHANNEL, f"{MENTION} 며칠인가요?")
    await here.posted(1)
    (answer,) = here.answers()
    here.slack.people.press("U0KIM", answer, buttons(answer)["담당자 부르기"], here.app)
    await here.slack.until(lambda: len(here.desk.heard) == 2)
    wanted = here.desk.heard[1]
    assert wanted.addressed is Addressed.PERSON
    assert wanted.about == here.desk.heard[0].id
    assert wanted.place.thread == said.ts
    assert wanted.text == "담당자 부르기"


async def test_a_button_of_an_answer_that_is_gone_says_so(here: House) -> None:
    here.slack.people.say("U0KIM", CHANNEL, f"{MENTION} 며칠인가요?")
    await here.posted(1)
    (answer,) = here.answers()
    here.desk.lose_everything()
    here.slack.people.press("U0KIM", answer, buttons(answer)["도움됐어요"], here.app)
    await here.slack.until(lambda: bool(here.whispers("U0KIM")))
    assert "남아 있지 않습니다" in here.whispers("U0KIM")[0]


async def test_what_the_desk_does_not_take_comes_again(here: House) -> None:
    here.slack.courier.patience = 0.5
    here.desk.trouble = DatabaseUnavailable("away")
    here.slack.people.say("U0KIM", CHANNEL, f"{MENTION} 며칠인가요?")
    await here.slack.until(lambda: all(one.attempts == 2 for one in here.slack.courier.sent))
    assert not any(one.is_taken for one in here.slack.courier.sent)
    here.desk.trouble = None
    await here.slack.moments.advance(61)
    await here.posted(1)
    assert len(here.desk.heard) == 1


async def test_who_was_never_heard_is_told_so(here: House) -> None:
    here.slack.courier.patience = 0.5
    here.desk.trouble = DatabaseUnavailable("away")
    here.slack.people.say("U0KIM", CHANNEL, f"{MENTION} 며칠인가요?")
    for attempts in (2, 3):
        await here.attempted(attempts)
        await here.slack.moments.advance(301)
    await here.slack.until(lambda: bool(here.whispers("U0KIM")))
    assert "질문을 받을 수 없습니다" in here.whispers("U0KIM")[0]


async def test_other_bots_and_our_own_words_are_not_heard(here: House) -> None:
    here.bot_says(f"{MENTION} How are you?")
    here.slack.people.say("U0KIM", CHANNEL, f"{MENTION} How many?")
    await here.posted(2)
    await here.all_taken(3)
    assert [one.text for one in here.desk.heard] == ["How many?"]


async def test_messages_of_a_conversation_are_heard_in_order(here: House) -> None:
    root = here.slack.people.say("U0KIM", CHANNEL, f"{MENTION} 0?")
    for number in range(1, 20):
        here.slack.people.say("U0KIM", CHANNEL, f"{MENTION} {number}?", thread=root.ts)
    await here.all_taken(40)
    heard = [one.text for one in here.desk.heard]
    assert heard == [f"{number}?" for number in range(20)]


async def test_the_asker_sees_at_once_that_somebody_is_at_it(here: House) -> None:
    said = here.slack.people.say("U0KIM", CHANNEL, f"{MENTION} 며칠인가요?")
    key = (CHANNEL, said.ts)
    await here.slack.until(lambda: key in here.slack.surfaces.statuses)
    assert here.slack.surfaces.statuses[key][0][0] == "문서를 읽고 있습니다…"
