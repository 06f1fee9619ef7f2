"""Embeddings over the network: what is asked, and every way in which a server may fail."""

from __future__ import annotations

import asyncio
import math
import sys
from collections.abc import AsyncIterator

import openai
import pytest
from aiohttp import web

from bot.adapters.openai_embedder import OpenAIEmbedder, embedding_errors
from bot.domain.errors import BadSetting, BotError, EmbedderUnavailable
from tests.fakes.embedding_server import Fault, StrictServer, embeddings, refusal, vector


@pytest.fixture
async def server() -> AsyncIterator[StrictServer]:
    strict = StrictServer()
    async with strict.running():
        yield strict


@pytest.fixture
async def embedder(server: StrictServer) -> AsyncIterator[OpenAIEmbedder]:
    remote = connect(server)
    yield remote
    await remote.close()


def connect(
    server: StrictServer, *, key: str = "key", dimensions: int = 4, timeout: float = 20
) -> OpenAIEmbedder:
    return OpenAIEmbedder(
        model="m", api_key=key, base_url=server.url, dimensions=dimensions, timeout=timeout
    )


def scaled(vector: list[float]) -> tuple[float, ...]:
    return tuple(number / math.hypot(*vector) for number in vector)


def test_the_length_must_be_known_before_the_first_call() -> None:
    with pytest.raises(BadSetting, match="BOT_MODELS__DIMENSIONS"):
        OpenAIEmbedder(model="m", api_key="key", base_url=None, dimensions=0, timeout=1)


def test_the_name_is_the_models() -> None:
    embedder = OpenAIEmbedder(
        model="text-embedding", api_key=None, base_url=None, dimensions=8, timeout=1
    )
    assert (embedder.name, embedder.dimensions) == ("openai/text-embedding", 8)


async def test_vectors_come_in_the_order_of_the_texts_and_scaled(
    embedder: OpenAIEmbedder,
) -> None:
    vectors = await embedder.embed_passages(["a", "bb", "ccc"])

    assert vectors == [pytest.approx(scaled(vector(t, 4))) for t in ("a", "bb", "ccc")]
    assert await embedder.embed_question("bb") == vectors[1]


async def test_many_texts_go_in_slices(server: StrictServer, embedder: OpenAIEmbedder) -> None:
    texts = ["x" * number for number in range(1, 301)]

    vectors = await embedder.embed_passages(texts)

    assert [len(asked["input"]) for asked in server.requests] == [128, 128, 44]
    assert vectors[299] == pytest.approx(scaled(vector("x" * 300, 4)))


async def test_an_empty_text_and_half_a_character_can_be_sent(
    embedder: OpenAIEmbedder,
) -> None:
    assert len(await embedder.embed_passages(["", "half \ud800 a character"])) == 2
    assert len(await embedder.embed_question("")) == 4


async def test_a_server_whose_vectors_fit_is_never_asked_for_another_length(
    server: StrictServer, embedder: OpenAIEmbedder
) -> None:
    await embedder.embed_passages(["a"])
    assert "dimensions" not in server.requests[0]


async def test_longer_vectors_are_asked_for_shorter_once(server: StrictServer) -> None:
    server.length, server.shortens = 8, True
    embedder = connect(server, dimensions=4)

    assert len((await embedder.embed_passages(["a"]))[0]) == 4
    assert len(await embedder.embed_question("b")) == 4
    assert [asked.get("dimensions") for asked in server.requests] == [None, 4, 4]
    await embedder.close()


async def test_a_model_with_another_length_is_named(server: StrictServer) -> None:
    embedder = connect(server, dimensions=6)
    with pytest.raises(BadSetting, match=r"of 4 numbers, not 6: set BOT_MODELS__DIMENSIONS=4"):
        await embedder.embed_passages(["a"])
    await embedder.close()


async def test_a_model_that_cannot_shorten_is_named(server: StrictServer) -> None:
    embedder = connect(server, dimensions=3)
    with pytest.raises(BadSetting, match="does not support specifying dimensions"):
        await embedder.embed_passages(["a"])
    await embedder.close()


async def test_the_tokens_of_all_requests_add_up(
    server: StrictServer, embedder: OpenAIEmbedder
) -> None:
    server.charge = 2
    vectors, tokens = await embedder.embed_counted(["x"] * 300)
    assert (len(vectors), tokens, len(server.requests)) == (300, 600, 3)
    assert await embedder.embed_counted([]) == ([], 0)


async def test_a_second_request_for_shorter_vectors_is_charged_too(
    server: StrictServer,
) -> None:
    server.length, server.shortens, server.charge = 8, True, 2
    embedder = connect(server, dimensions=4)
    assert (await embedder.embed_counted(["a"]))[1] == 4
    assert (await embedder.embed_counted(["a"]))[1] == 2
    await embedder.close()


@pytest.mark.parametrize(
    "usage",
    [{}, {"prompt_tokens": None}, {"prompt_tokens": "7"}, {"prompt_tokens": -7}, [], "x"],
)
async def test_a_server_that_does_not_say_what_it_charged_is_believed_nothing(
    server: StrictServer, embedder: OpenAIEmbedder, usage: object
) -> None:
    server.charge = 2
    server.faults = [lambda _: embeddings([[1.0, 0, 0, 0]] * 128, usage=usage)]
    vectors, tokens = await embedder.embed_counted(["x"] * 200)
    assert (len(vectors), tokens) == (200, None)


@pytest.mark.parametrize("status", [500, 502, 503, 429, 408, 409])
async def test_a_passing_trouble_is_tried_again(
    server: StrictServer, embedder: OpenAIEmbedder, status: int
) -> None:
    server.faults = [lambda _: refusal(status, "busy")] * 2
    assert len(await embedder.embed_passages(["a"])) == 1
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [500, 429])
async def test_a_trouble_that_stays_is_told(
    server: StrictServer, embedder: OpenAIEmbedder, status: int
) -> None:
    server.faults = [lambda _: refusal(status, "try later")] * 3
    with pytest.raises(EmbedderUnavailable, match="try later"):
        await embedder.embed_question("a")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
async def test_a_refusal_points_to_the_settings_and_is_not_repeated(
    server: StrictServer, embedder: OpenAIEmbedder, status: int
) -> None:
    server.faults = [lambda _: refusal(status, "no such model")]
    with pytest.raises(BadSetting, match=r"no such model.*BOT_MODELS__EMBEDDINGS"):
        await embedder.embed_question("a")
    assert len(server.requests) == 1


async def test_a_wrong_key_points_to_the_settings(server: StrictServer) -> None:
    embedder = connect(server, key="wrong")
    with pytest.raises(BadSetting, match=r"Incorrect API key.*BOT_MODELS__API_KEY"):
        await embedder.embed_question("a")
    await embedder.close()


async def test_a_server_that_hangs_is_given_up(server: StrictServer) -> None:
    async def hang(_: web.Request) -> web.Response:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    server.faults = [hang] * 3
    embedder = connect(server, timeout=0.3)
    with pytest.raises(EmbedderUnavailable, match=r"did not answer within 0\.3 seconds"):
        await embedder.embed_question("a")
    await embedder.close()


async def test_a_wait_that_the_server_orders_stays_within_the_limit(
    server: StrictServer,
) -> None:
    server.faults = [lambda _: web.Response(status=429, headers={"retry-after": "30"})]
    embedder = connect(server, timeout=0.3)
    with pytest.raises(EmbedderUnavailable, match="did not answer within"):
        await embedder.embed_question("a")
    await embedder.close()


async def test_a_server_that_is_not_running_is_told() -> None:
    embedder = OpenAIEmbedder(
        model="m", api_key=None, base_url="http://127.0.0.1:1/v1", dimensions=4, timeout=20
    )
    with pytest.raises(EmbedderUnavailable, match=r"at http://127\.0\.0\.1:1/v1 failed"):
        await embedder.embed_question("a")
    await embedder.close()


async def cut_short(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"data": [')
    if request.transport:
        request.transport.close()
    return response


def text(body: str) -> Fault:
    return lambda _: web.Response(text=body, content_type="application/json")


@pytest.mark.parametrize(
    "fault",
    [
        text(""),
        text("not json"),
        text("[]"),
        text("null"),
        text("{}"),
        text('{"data": null}'),
        text('{"data": []}'),
        text('{"data": [{}]}'),
        text('{"data": [{"index": 0}]}'),
        text('{"data": [{"index": 1, "embedding": [1, 0, 0, 0]}]}'),
        lambda _: web.Response(text="<html>", content_type="text/html"),
        lambda _: embeddings([[1.0, 0, 0, 0]] * 2),
        lambda _: embeddings(["AACAPwAAAAA="]),
        lambda _: embeddings([[None, 1.0, 2.0, 3.0]]),
        lambda _: embeddings([["1", "0", "0", "0"]]),
        lambda _: embeddings([[0.0] * 4]),
        lambda _: embeddings([[]]),
        text('{"data": [{"index": 0, "embedding": [NaN, 0, 0, 0]}]}'),
    ],
)
async def test_an_answer_that_makes_no_sense_is_told(
    server: StrictServer, embedder: OpenAIEmbedder, fault: Fault
) -> None:
    server.faults = [fault] * 3
    with pytest.raises(EmbedderUnavailable, match=r"^The embedding server at http"):
        await embedder.embed_question("a")


async def test_an_answer_that_breaks_off_is_told(
    server: StrictServer, embedder: OpenAIEmbedder
) -> None:
    server.faults = [cut_short] * 3
    with pytest.raises(EmbedderUnavailable, match="embedding server"):
        await embedder.embed_question("a")


async def test_it_may_be_closed_twice_or_before_any_call(server: StrictServer) -> None:
    embedder = connect(server)
    await embedder.close()
    await embedder.embed_question("a")
    await embedder.close()
    await embedder.close()


def vendor_errors() -> set[type[Exception]]:
    """Every exception class that the loaded parts of the SDK define."""
    theirs = [
        module
        for name, module in list(sys.modules.items())
        if name == "openai" or name.startswith(("openai._", "openai.lib", "openai.types"))
    ]
    members = [one for module in theirs for one in list(vars(module).values())]
    # The SDK's lazy stand-ins would load what they stand for if they were asked.
    classes = [one for one in members if issubclass(type(one), type)]
    errors = {one for one in classes if issubclass(one, Exception)}
    return {one for one in errors if one.__module__.startswith("openai")}


def an_instance(error: type[Exception]) -> Exception:
    """One of that class, made without its constructor, which wants whole responses."""
    made = error.__new__(error)
    made.args = ("broken",)
    return made


def test_every_error_of_the_sdk_becomes_ours() -> None:
    errors = vendor_errors()
    assert {openai.RateLimitError, openai.APIConnectionError, openai.OpenAIError} <= errors
    for error in errors:
        with (
            pytest.raises((EmbedderUnavailable, BadSetting)) as mapped,
            embedding_errors(where="http://127.0.0.1", timeout=1),
        ):
            raise an_instance(error)
        assert isinstance(mapped.value.__cause__, error)


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (openai.AuthenticationError, BadSetting),
        (openai.PermissionDeniedError, BadSetting),
        (openai.NotFoundError, BadSetting),
        (openai.BadRequestError, BadSetting),
        (openai.UnprocessableEntityError, BadSetting),
        (openai.RateLimitError, EmbedderUnavailable),
        (openai.InternalServerError, EmbedderUnavailable),
        (openai.APITimeoutError, EmbedderUnavailable),
        (openai.APIConnectionError, EmbedderUnavailable),
        (TimeoutError, EmbedderUnavailable),
        (ConnectionResetError, EmbedderUnavailable),
    ],
)
def test_what_a_setting_could_mend_is_told_apart_from_what_may_pass(
    error: type[Exception], ours: type[BotError]
) -> None:
    with pytest.raises(ours), embedding_errors(where="http://127.0.0.1", timeout=1):
        raise an_instance(error)


def test_a_bug_of_ours_stays_visible() -> None:
    with pytest.raises(KeyError), embedding_errors(where="http://127.0.0.1", timeout=1):
        raise KeyError("a bug")
