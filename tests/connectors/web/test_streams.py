"""What a page is told while it waits."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace

from bot.core.rendering import render
from bot.domain.conversation import QUOTATION, Answer, Remedy
from bot.domain.errors import DatabaseUnavailable
from tests.connectors.web.house import (
    DEAF,
    QUOTE,
    answered,
    ask,
    events,
    opened,
    until_listening,
    warranty,
)


async def test_a_page_hears_the_stages_then_the_sentences_then_the_answer() -> None:
    async with opened() as house, house.visitor() as visitor:
        question = (await ask(visitor)).json()["id"]
        heard = []
        async for name, told in events(visitor, question):
            heard.append(name if name != "state" else f"state {told['state']}")
            if heard[-1] == "state received":
                await house.desk.begin(uuid.UUID(question))
            elif heard[-1] == "state answering":
                answer, text = answered(QUOTE, "| Battery | 6 |")
                await house.desk.word(uuid.UUID(question), answer, text)
            elif heard[-1] == "state answered":
                await house.desk.hand_over(uuid.UUID(question))

        assert heard == [
            "state received",
            "state answering",
            "state answered",
            "state delivered",
            "sentence",
            "sentence",
            "answer",
        ]


async def test_a_page_sees_each_sentence_of_a_model_as_it_comes_and_once() -> None:
    async with opened(pace=DEAF) as house, house.visitor() as visitor:
        question = (await ask(visitor)).json()["id"]
        key, heard = uuid.UUID(question), list[str]()
        await house.desk.begin(key)
        drafts = [worded(QUOTE), worded(QUOTE, "| Battery | 6 |")]
        async for name, told in events(visitor, question):
            heard.append(name)
            if name == "answer":
                assert told["state"] == "delivered"
                assert [one["text"] for one in told["answer"]["sentences"]] == [  # type: ignore[index]
                    QUOTE,
                    "| Battery | 6 |",
                ]
            elif name in {"state", "sentence"} and drafts:
                await house.desk.draft(key, *drafts.pop(0))
            elif name == "sentence":
                shown = (await visitor.get(f"/api/questions/{question}")).json()
                assert shown["state"] == "answering"
                assert len(shown["answer"]["sentences"]) == 2
                await house.desk.word(key, *worded(QUOTE, "| Battery | 6 |"))
                await house.desk.hand_over(key)

        assert said(heard) == ["state", "sentence", "sentence", "state", "answer"]


async def test_a_quotation_takes_the_place_of_a_model_that_broke_off() -> None:
    async with opened(pace=DEAF) as house, house.visitor() as visitor:
        question = (await ask(visitor)).json()["id"]
        key = uuid.UUID(question)
        await house.desk.begin(key)
        heard: list[str] = []
        async for name, told in events(visitor, question):
            heard.append(name)
            if name == "state" and told["state"] == "answering":
                await house.desk.draft(key, *worded("The warranty is long."))
            elif name == "sentence":
                answer, _ = answered(QUOTE)
                quoted = replace(answer, model=QUOTATION, prompt="v1")
                await house.desk.word(key, quoted, render(quoted))
                await house.desk.hand_over(key)
        assert said(heard) == ["state", "sentence", "state", "answer"]
        assert told["answer"]["note"].startswith("The model that writes")  # type: ignore[index]


def said(heard: list[str]) -> list[str]:
    """Without the signs of life."""
    return [name for name in heard if name != "comment"]


def worded(*texts: str) -> tuple[Answer, str]:
    """An answer in a model's own words, and its text."""
    answer, _ = answered(*texts)
    made = replace(answer, model="fake:model", prompt="v1")
    return made, render(made)


async def test_the_answer_comes_the_moment_it_is_posted_without_another_look() -> None:
    async with opened(pace=DEAF) as house, house.visitor() as visitor:
        question = (await ask(visitor)).json()["id"]
        stream = events(visitor, question)
        first = await anext(stream)
        await until_listening(house)
        answer, text = answered(QUOTE)
        await house.desk.answer(uuid.UUID(question), answer, text)
        rest = [name async for name, _ in stream]

        assert first[0] == "state"
        assert rest[-1] == "answer"


async def test_an_answer_that_another_replica_posted_is_found_in_the_database() -> None:
    async with opened() as house, house.visitor() as visitor:
        question = (await ask(visitor)).json()["id"]
        stream = events(visitor, question)
        await anext(stream)
        house.desk.serve(Elsewhere())
        answer, text = answered(QUOTE)
        await house.desk.answer(uuid.UUID(question), answer, text)
        last = [told async for _, told in stream][-1]

        assert last["state"] == "delivered"


async def test_a_failure_ends_the_stream_with_its_reason() -> None:
    async with opened() as house, house.visitor() as visitor:
        question = (await ask(visitor)).json()["id"]
        stream = events(visitor, question)
        await anext(stream)
        await house.desk.fail(uuid.UUID(question), "Later, please.", Remedy.WAIT)
        last = [told async for _, told in stream][-1]

        assert last["failure"] == {
            "reason": "Later, please.",
            "remedy": "wait",
            "reference": question.replace("-", "")[:8],
            "person": False,
        }


async def test_whoever_comes_back_after_the_answer_gets_all_of_it_again() -> None:
    async with opened(script=warranty) as house, house.visitor() as visitor:
        question = (await ask(visitor)).json()["id"]
        first = [told async for _, told in events(visitor, question)]
        second = [told async for _, told in events(visitor, question)]

        assert first[-1] == second[-1]


async def test_a_database_that_is_away_for_a_while_ends_no_stream() -> None:
    async with opened() as house, house.visitor() as visitor:
        question = (await ask(visitor)).json()["id"]
        stream = events(visitor, question)
        await anext(stream)
        house.desk.trouble = DatabaseUnavailable("away")
        await asyncio.sleep(0.1)
        house.desk.trouble = None
        answer, text = answered(QUOTE)
        await house.desk.answer(uuid.UUID(question), answer, text)

        assert [name async for name, _ in stream][-1] == "answer"


async def test_a_quiet_stream_gives_signs_of_life() -> None:
    async with opened(pace=DEAF) as house, house.visitor() as visitor:
        question = (await ask(visitor)).json()["id"]
        stream = events(visitor, question)

        assert [(await anext(stream))[0], (await anext(stream))[0]] == ["state", "comment"]
        await stream.aclose()  # type: ignore[attr-defined]


async def test_closing_the_door_ends_every_stream_soon() -> None:
    async with opened(pace=DEAF) as house, house.visitor() as visitor:
        question = (await ask(visitor)).json()["id"]
        listening = asyncio.create_task(_all(events(visitor, question)))
        await until_listening(house)
        await house.door.close()

        assert "answer" not in await asyncio.wait_for(listening, 20)


async def test_a_page_that_goes_away_is_no_longer_listened_for() -> None:
    async with opened() as house, house.visitor() as visitor:
        question = (await ask(visitor)).json()["id"]
        listening = asyncio.create_task(_all(events(visitor, question)))
        await until_listening(house)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        async with asyncio.timeout(20):
            while house.door.outlet.listeners:  # noqa: ASYNC110 - the door has no event for it
                await asyncio.sleep(0.01)


class Elsewhere:
    """The outlet of another process."""

    async def post(self, exchange: object) -> str:
        return "elsewhere"


async def _all(stream: object) -> list[str]:
    return [name async for name, _ in stream]  # type: ignore[attr-defined]
