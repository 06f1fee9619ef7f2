"""What every vector cache keeps to."""

from __future__ import annotations

import struct
from hashlib import blake2b

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.sql.vectors import SqlVectorCache
from bot.ports import VectorCache
from tests.databases import DATABASES
from tests.fakes.vectors import FakeVectorCache


@pytest.fixture(params=["fake", *DATABASES])
def cache(request: pytest.FixtureRequest) -> VectorCache:
    if request.param == "fake":
        return FakeVectorCache()
    return SqlVectorCache(request.getfixturevalue(f"{request.param}_database"))


def key(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()


async def test_nothing_is_found_before_anything_is_kept(cache: VectorCache) -> None:
    assert await cache.find([key("a")]) == {}
    assert await cache.find([]) == {}


async def test_what_was_kept_is_found_and_nothing_else(cache: VectorCache) -> None:
    await cache.keep({key("a"): [0.5, -0.25, 1.0], key("b"): (0.0, 0.125, -1.0)})

    assert await cache.find([key("a"), key("c")]) == {key("a"): (0.5, -0.25, 1.0)}
    assert await cache.find([key("b"), key("a")]) == {
        key("a"): (0.5, -0.25, 1.0),
        key("b"): (0.0, 0.125, -1.0),
    }


async def test_numbers_come_back_as_32_bit_floats(cache: VectorCache) -> None:
    await cache.keep({key("a"): (0.1, 1 / 3)})

    assert (await cache.find([key("a")]))[key("a")] == struct.unpack(
        "<2f", struct.pack("<2f", 0.1, 1 / 3)
    )


async def test_a_key_that_exists_is_left_as_it_is(cache: VectorCache) -> None:
    await cache.keep({key("a"): (1.0,)})
    await cache.keep({key("a"): (2.0,), key("b"): (3.0,)})

    assert await cache.find([key("a"), key("b")]) == {key("a"): (1.0,), key("b"): (3.0,)}


async def test_keeping_nothing_is_no_mistake(cache: VectorCache) -> None:
    await cache.keep({})

    assert await cache.find([key("a")]) == {}


async def test_keys_that_hold_zero_bytes_and_the_like_stay_apart(cache: VectorCache) -> None:
    keys = [bytes(16), bytes(15) + b"\x01", b"\xff" * 16, b"'; DROP TABLE --"]
    await cache.keep({key: (float(at),) for at, key in enumerate(keys)})

    assert await cache.find(keys) == {key: (float(at),) for at, key in enumerate(keys)}


async def test_thousands_of_keys_in_one_call_are_no_trouble(cache: VectorCache) -> None:
    many = {key(str(number)): (float(number),) for number in range(5_000)}
    await cache.keep(dict(list(many.items())[::100]))

    assert len(await cache.find(many)) == 50


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(width=32, allow_nan=False), min_size=1, max_size=40))
async def test_any_32_bit_floats_come_back_exactly(
    cache: VectorCache, vector: list[float]
) -> None:
    at = key(str(vector))
    await cache.keep({at: vector})

    assert (await cache.find([at]))[at] == tuple(vector)
