"""Vectors by text."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import EmbedderUnavailable
from bot.indexing.vectors import CachedVectors
from tests.bot.indexing.breakage import Countdown, breaking
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.vectors import FakeVectorCache

MANY = [f"text number {number}" for number in range(100)]


def quiet(_: float) -> None:
    """No progress to show."""


async def alone(text: str, embedder: FakeEmbedder) -> tuple[float, ...]:
    (vector,) = await FakeEmbedder(
        name=embedder.name, dimensions=embedder.dimensions
    ).embed_passages([text])
    return tuple(array("f", vector))


@given(st.lists(st.sampled_from(["a", "b", "가", "c d", ""]), max_size=80))
async def test_each_text_gets_its_own_vector_in_order_and_is_embedded_once(
    texts: list[str],
) -> None:
    embedder = FakeEmbedder()
    vectors = CachedVectors(embedder, FakeVectorCache())

    found = await vectors.of(texts, quiet)

    assert found == [await alone(text, embedder) for text in texts]
    assert vectors.embedded == embedder.embedded == len(set(texts))


async def test_a_text_is_embedded_once_in_all_calls_and_all_runs() -> None:
    embedder, cache = FakeEmbedder(), FakeVectorCache()
    vectors = CachedVectors(embedder, cache)

    first = await vectors.of(MANY, quiet)
    again = await vectors.of(list(reversed(MANY)), quiet)
    assert vectors.embedded == 100
    later = CachedVectors(embedder, cache)
    assert await later.of(MANY, quiet) == first == list(reversed(again))

    assert later.embedded == 0
    assert embedder.embedded == 100


async def test_only_texts_that_are_not_cached_are_embedded() -> None:
    embedder, cache = FakeEmbedder(), FakeVectorCache()
    await CachedVectors(embedder, cache).of(["old"], quiet)
    vectors = CachedVectors(embedder, cache)

    found = await vectors.of(["new", "old", "newer"], quiet)

    assert found == [await alone(text, embedder) for text in ("new", "old", "newer")]
    assert vectors.embedded == 2


async def test_no_texts_need_no_embedder() -> None:
    embedder = FakeEmbedder()
    embedder.failure = EmbedderUnavailable("gone")

    assert await CachedVectors(embedder, FakeVectorCache()).of([], quiet) == []


async def test_cached_texts_need_no_embedder() -> None:
    embedder, cache = FakeEmbedder(), FakeVectorCache()
    first = await CachedVectors(embedder, cache).of(MANY, quiet)
    embedder.failure = EmbedderUnavailable("gone")

    assert await CachedVectors(embedder, cache).of(MANY, quiet) == first


async def test_what_was_embedded_before_a_failure_is_not_embedded_again() -> None:
    embedder, cache = FakeEmbedder(), FakeVectorCache()
    failing = breaking(embedder, Countdown(at=1, error=EmbedderUnavailable("gone")))

    vectors = CachedVectors(failing, cache)
    with pytest.raises(EmbedderUnavailable):
        await vectors.of(MANY, quiet)

    done = embedder.embedded
    assert 0 < done < 100
    assert vectors.embedded == done
    await CachedVectors(embedder, cache).of(MANY, quiet)
    assert embedder.embedded == 100


@pytest.mark.parametrize(
    "other", [FakeEmbedder(name="fake/2"), FakeEmbedder(dimensions=32)], ids=["name", "length"]
)
async def test_another_model_or_length_has_vectors_of_its_own(other: FakeEmbedder) -> None:
    cache = FakeVectorCache()
    await CachedVectors(FakeEmbedder(), cache).of(["text"], quiet)

    vectors = CachedVectors(other, cache)
    found = await vectors.of(["text"], quiet)

    assert vectors.embedded == 1
    assert found == [await alone("text", other)]


async def test_name_and_length_and_text_are_told_apart() -> None:
    cache, embedded = FakeVectorCache(), 0
    for name, dimensions, text in (
        ("fake/1", 64, "text"),
        ("fake/16", 4, "text"),
        ("fake/", 16, "4text"),
        ("fake/", 1, "64text"),
    ):
        vectors = CachedVectors(FakeEmbedder(name=name, dimensions=dimensions), cache)
        await vectors.of([text], quiet)
        embedded += vectors.embedded

    assert embedded == 4


async def test_progress_goes_up_from_what_was_cached() -> None:
    embedder, cache = FakeEmbedder(), FakeVectorCache()
    await CachedVectors(embedder, cache).of(MANY[:50], quiet)
    shares: list[float] = []

    await CachedVectors(embedder, cache).of(MANY, shares.append)

    assert shares[0] == pytest.approx(0.5)
    assert shares == sorted(set(shares))
    assert shares[-1] < 1


async def test_a_batch_has_a_budget_of_tokens() -> None:
    embedder = CountingEmbedder()
    texts = [f"{number} " + "가" * 3000 for number in range(6)] + ["short", "x" * 90_000]

    await CachedVectors(embedder, FakeVectorCache()).of(texts, quiet)

    assert embedder.batches == [2, 2, 3, 1]


class CountingEmbedder(FakeEmbedder):
    """Remembers how many texts came at once."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[int] = []

    async def embed_passages(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        self.batches.append(len(texts))
        return await super().embed_passages(texts)
