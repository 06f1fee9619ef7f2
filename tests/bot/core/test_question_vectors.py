"""Vectors of questions: embedded once, in few calls, and nobody waits in vain."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.core.question_vectors import QuestionVectors
from bot.domain.errors import BadSetting, EmbedderUnavailable
from tests.fakes.embedder import FakeEmbedder

WINDOW = 0.05


class Server(FakeEmbedder):
    """Notes each call, and answers it once it is `open`. `refused` is never embedded."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[list[str]] = []
        self.open = asyncio.Event()
        self.open.set()
        self.called = asyncio.Event()
        self.gone = asyncio.Event()
        self.refused = ""

    async def embed_question(self, text: str) -> tuple[float, ...]:
        return (await self.embed_questions([text]))[0]

    async def embed_questions(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        self.calls.append(list(texts))
        self.called.set()
        try:
            await self.open.wait()
        except asyncio.CancelledError:
            self.gone.set()
            raise
        if self.refused in texts:
            raise BadSetting("This text is refused.")
        return await self.embed_passages(texts)


async def _vector(text: str) -> tuple[float, ...]:
    return await FakeEmbedder().embed_question(text)


async def test_a_text_is_embedded_once() -> None:
    server = Server()
    vectors = QuestionVectors(server)
    first, second = await vectors.embed_question("vpn"), await vectors.embed_question("vpn")
    assert first == second == await _vector("vpn")
    assert server.calls == [["vpn"]]


async def test_another_text_is_another_text() -> None:
    server = Server()
    vectors = QuestionVectors(server)
    await vectors.embed_question("vpn")
    assert await vectors.embed_question("VPN") == await _vector("VPN")
    assert server.calls == [["vpn"], ["VPN"]]


async def test_another_model_is_asked_anew() -> None:
    server = Server()
    vectors = QuestionVectors(server)
    await vectors.embed_question("vpn")
    server.name = "fake/2"
    await vectors.embed_question("vpn")
    assert server.calls == [["vpn"], ["vpn"]]


async def test_only_so_many_are_held_and_the_one_unused_for_longest_goes() -> None:
    server = Server()
    vectors = QuestionVectors(server, most=2)
    for text in ("one", "two", "one", "three", "one", "two"):
        await vectors.embed_question(text)
    assert server.calls == [["one"], ["two"], ["three"], ["two"]]


async def test_who_asks_for_a_text_on_its_way_waits_for_that_call() -> None:
    server = Server()
    server.open.clear()
    vectors = QuestionVectors(server)
    asked = [asyncio.create_task(vectors.embed_question("vpn")) for _ in range(5)]
    await server.called.wait()
    server.open.set()
    assert set(await asyncio.gather(*asked)) == {await _vector("vpn")}
    assert server.calls == [["vpn"]]


async def test_questions_that_come_together_are_few_calls() -> None:
    server = Server()
    vectors = QuestionVectors(server, window=WINDOW)
    texts = [f"question {n}" for n in range(32)]
    found = await asyncio.gather(*(vectors.embed_question(text) for text in texts))
    assert found == [await _vector(text) for text in texts]
    assert server.calls == [texts]


async def test_no_call_grows_without_end() -> None:
    server = Server()
    vectors = QuestionVectors(server, window=WINDOW)
    await asyncio.gather(*(vectors.embed_question(str(n)) for n in range(150)))
    assert [len(call) for call in server.calls] == [64, 64, 22]


async def test_without_a_window_each_goes_by_itself() -> None:
    server = Server()
    vectors = QuestionVectors(server)
    await asyncio.gather(*(vectors.embed_question(text) for text in ("a", "b", "c")))
    assert server.calls == [["a"], ["b"], ["c"]]


async def test_an_error_is_told_to_all_and_forgotten() -> None:
    server = Server()
    server.failure = EmbedderUnavailable("away")
    vectors = QuestionVectors(server, window=WINDOW)
    asked = (vectors.embed_question(text) for text in ("vpn", "vpn", "leave"))
    said = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(one) for one in said] == [EmbedderUnavailable] * 3
    assert len(server.calls) == 1
    server.failure = None
    assert await vectors.embed_question("vpn") == await _vector("vpn")


async def test_a_text_that_is_refused_takes_no_other_with_it() -> None:
    server = Server()
    server.refused = "bad"
    vectors = QuestionVectors(server, window=WINDOW)
    asked = (vectors.embed_question(text) for text in ("good", "bad", "fine"))
    good, bad, fine = await asyncio.gather(*asked, return_exceptions=True)
    assert (good, fine) == (await _vector("good"), await _vector("fine"))
    assert isinstance(bad, BadSetting)


async def test_who_stops_waiting_takes_nothing_from_the_others() -> None:
    server = Server()
    server.open.clear()
    vectors = QuestionVectors(server)
    first = asyncio.create_task(vectors.embed_question("vpn"))
    await server.called.wait()
    second = asyncio.create_task(vectors.embed_question("vpn"))
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    server.open.set()
    assert await second == await _vector("vpn")
    assert server.calls == [["vpn"]]


async def test_a_call_that_nobody_waits_for_any_more_is_given_up() -> None:
    server = Server()
    server.open.clear()
    vectors = QuestionVectors(server)
    only = asyncio.create_task(vectors.embed_question("vpn"))
    await server.called.wait()
    only.cancel()
    await server.gone.wait()
    server.open.set()
    assert await vectors.embed_question("vpn") == await _vector("vpn")
    assert server.calls == [["vpn"], ["vpn"]]


async def test_who_asks_just_when_the_last_one_left_is_answered() -> None:
    server = Server()
    server.open.clear()
    vectors = QuestionVectors(server)
    only = asyncio.create_task(vectors.embed_question("vpn"))
    await server.called.wait()
    only.add_done_callback(lambda _: None)
    only.cancel()
    later = asyncio.create_task(vectors.embed_question("vpn"))
    server.open.set()
    assert await later == await _vector("vpn")


async def test_one_of_a_batch_may_leave() -> None:
    server = Server()
    server.open.clear()
    vectors = QuestionVectors(server, window=WINDOW)
    asked = [asyncio.create_task(vectors.embed_question(text)) for text in ("a", "b")]
    await server.called.wait()
    asked[0].cancel()
    await asyncio.wait([asked[0]])
    server.open.set()
    assert await asked[1] == await _vector("b")


async def test_passages_and_the_name_are_the_embedders_own() -> None:
    server = Server()
    vectors = QuestionVectors(server)
    assert (vectors.name, vectors.dimensions) == (server.name, server.dimensions)
    assert await vectors.embed_passages(["a"]) == [await _vector("a")]
    assert await vectors.embed_questions(["a", "b"]) == [await _vector("a"), await _vector("b")]
