"""One answer by a model: text in pieces, what it used, what it cost, and who is asked next."""

from __future__ import annotations

from contextlib import aclosing
from datetime import date

import pytest

from bot.adapters.chat_models.prices import Price, Prices
from bot.domain.conversation import Tokens
from bot.domain.errors import BadSetting, BudgetSpent, DatabaseUnavailable, ModelUnavailable
from bot.ports import Spend, Worded
from tests.bot.adapters.chat_models.chats import ASKED, Chat, heard
from tests.fakes.openai_server import MODEL, ChatServer, delta, event, status, stream

NAME = f"openai:{MODEL}"


async def test_the_text_comes_in_pieces_and_then_what_it_used(chat: Chat) -> None:
    server = ChatServer("연차는 15일입니다. [1] That is all. [2]")
    async with server.running():
        text, worded = await heard(chat.of(server))
    assert text == "연차는 15일입니다. [1] That is all. [2]"
    assert worded == Worded(NAME, Tokens(100, 20), None)


async def test_the_server_is_asked_not_to_store_and_to_tell_the_usage(chat: Chat) -> None:
    server = ChatServer()
    async with server.running():
        await heard(chat.of(server))
    (asked,) = server.requests
    assert asked["store"] is False
    assert asked["stream_options"] == {"include_usage": True}
    assert asked["max_completion_tokens"] == 200
    assert "temperature" not in asked
    assert [one["role"] for one in asked["messages"]] == ["system", "user"]


async def test_a_server_that_tells_no_usage_is_estimated_and_never_at_nothing(
    chat: Chat,
) -> None:
    server = ChatServer("It is so.")
    server.usage = None
    async with server.running():
        _, worded = await heard(chat.of(server))
    assert worded.tokens.input >= len("Answer.Is it so?") // 2
    assert worded.tokens.output == 5
    spent = await chat.spent()
    assert spent.tokens == worded.tokens.input + worded.tokens.output


async def test_an_answer_that_stopped_at_the_limit_is_not_whole(chat: Chat) -> None:
    async def at_the_limit(request):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202 - aiohttp's
        response = await stream(request)
        await response.write(event(delta(content="It is")))
        await response.write(event(delta(ending="length")))
        await server.finish(response)
        return response

    server = ChatServer()
    server.acts = [at_the_limit]
    async with server.running():
        text, worded = await heard(chat.of(server))
    assert (text, worded.is_whole) == ("It is", False)


async def test_the_cost_comes_from_the_prices_and_is_counted(chat: Chat) -> None:
    chat.prices = Prices(date(2026, 3, 1), {NAME: Price(input=2.0, output=8.0)})
    server = ChatServer()
    async with server.running():
        _, worded = await heard(chat.of(server))
    assert worded.cost == pytest.approx((100 * 2 + 20 * 8) / 1e6)
    spent = await chat.spent()
    assert spent.tokens == 120
    assert spent.cost == pytest.approx(worded.cost)


async def test_a_spent_budget_asks_nobody_even_when_the_price_is_unknown(chat: Chat) -> None:
    server, chat.cap = ChatServer(), Spend(tokens=150)
    async with server.running():
        with pytest.raises(BudgetSpent):
            await heard(chat.of(server))
    assert server.requests == []


async def test_what_a_call_may_use_is_reserved_before_it_and_settled_after_it(
    chat: Chat,
) -> None:
    seen: list[Spend] = []
    chat.cap = Spend(tokens=10_000)

    def author(_asked: dict[str, object]) -> str:
        seen.extend(chat.spending.days.values())
        return "It is so."

    server = ChatServer(author)
    async with server.running():
        await heard(chat.of(server))
    assert seen[0].tokens > 200
    assert (await chat.spent()).tokens == 120


async def test_a_database_that_is_away_is_told_as_such(chat: Chat) -> None:
    server = ChatServer()
    chat.spending.failure = DatabaseUnavailable("away")
    async with server.running():
        with pytest.raises(DatabaseUnavailable):
            await heard(chat.of(server))


async def test_the_next_model_is_asked_when_the_first_gives_no_word(chat: Chat) -> None:
    first, second = ChatServer(), ChatServer("Second. [1]", key="none")
    first.acts = [status(401)]
    async with first.running(), second.running():
        text, _ = await heard(chat.of(first, second))
    assert text == "Second. [1]"
    assert (len(first.requests), len(second.requests)) == (1, 1)


async def test_after_the_first_word_no_other_model_is_asked(chat: Chat) -> None:
    async def begin_and_fail(request):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202 - aiohttp's
        response = await stream(request)
        await response.write(event(delta(content="It is")))
        await response.write(event({"error": {"message": "no"}}))
        return response

    first, second = ChatServer(), ChatServer(key="none")
    first.acts = [begin_and_fail]
    async with first.running(), second.running():
        with pytest.raises(ModelUnavailable) as caught:
            await heard(chat.of(first, second))
    assert second.requests == []
    assert caught.value.tokens.output > 0
    assert caught.value.cost is None


async def test_a_key_is_not_sent_to_the_server_of_another_model(chat: Chat) -> None:
    first, second = ChatServer(), ChatServer(key="none")
    first.acts = [status(500)] * 3
    async with first.running(), second.running():
        await heard(chat.of(first, second))
    assert len(second.requests) == 1


async def test_a_passing_trouble_is_tried_again_and_costs_nothing(chat: Chat) -> None:
    server = ChatServer()
    server.acts = [status(503), status(429, retry_after_ms="1")]
    async with server.running():
        text, _ = await heard(chat.of(server))
    assert (text, len(server.requests)) == ("It is so. [1]", 3)
    assert (await chat.spent()).tokens == 120


async def test_whoever_asks_to_wait_for_long_is_not_waited_for(chat: Chat) -> None:
    server = ChatServer()
    server.acts = [status(429, retry_after="3600")]
    async with server.running():
        with pytest.raises(ModelUnavailable, match="asked too often"):
            await heard(chat.of(server))
    assert len(server.requests) == 1


async def test_second_tries_end_when_their_budget_is_spent(chat: Chat) -> None:
    server = ChatServer()
    server.acts = [status(409)] * 1000
    async with server.running():
        model = chat.of(server)
        for _ in range(5):  # the breaker opens at the fifth failure: let it forget
            with pytest.raises(ModelUnavailable):
                await heard(model)
            model._lines[0].breaker.succeeded()
    assert len(server.requests) == 5 + 5


async def test_a_model_that_is_gone_is_told_by_name_with_what_to_do(chat: Chat) -> None:
    server = ChatServer()
    server.models = set()
    async with server.running():
        (sentence,) = await chat.of(server).check()
    assert NAME in sentence
    assert "BOT_MODELS__CHAT" in sentence


async def test_models_that_answer_are_not_mentioned(chat: Chat) -> None:
    server = ChatServer()
    async with server.running():
        assert await chat.of(server).check() == ()


async def test_nobody_is_left_waiting_when_the_asker_goes_away(chat: Chat) -> None:
    server = ChatServer("a " * 500)
    async with server.running():
        answer = chat.of(server).stream(ASKED)
        async with aclosing(answer):
            await anext(answer)
    # Nobody can tell what it was charged: the reservation stays.
    assert (await chat.spent()).tokens > 200


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nobody:model", "check BOT_MODELS__CHAT"),
        ("anthropic:model", "pip install langchain-anthropic"),
        ("openai", "names no chat model"),
        ("openai:model@http://", "has no host"),
        ("openai:model@http://:80/v1", "has no host"),
        ("openai:model@http://elsewhere.example/v1", "elsewhere.example, which is not one of"),
        ("openai:model", "api.openai.com, which is not one of"),
    ],
)
def test_a_name_that_cannot_be_used_says_what_to_do(name: str, said: str) -> None:
    with pytest.raises(BadSetting) as caught:
        Chat().named(name)
    assert said in str(caught.value)
