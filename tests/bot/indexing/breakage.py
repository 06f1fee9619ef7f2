"""Parts that break where a test says so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar, cast

from bot.domain.errors import IndexCorrupt
from bot.ports import PassageIndex

Part = TypeVar("Part")
Given = ParamSpec("Given")
Result = TypeVar("Result")


class Killed(BaseException):
    """Ends a process: nothing in the rooms may catch it."""


@dataclass
class Countdown:
    """Raises `error` once, at the call with the number `at`, counted from 0.

    `late` lets that call do its work before. A process that is `dead` from then on does
    nothing more: later calls raise as well. `names` lists the calls there were.
    """

    at: int
    error: BaseException
    late: bool = False
    dead: bool = False
    went_off: bool = False
    names: list[str] = field(default_factory=list)

    def stop(self) -> None:
        """Raise nothing from now on."""
        self.at, self.dead = -1, False

    async def call(
        self, method: Callable[Given, Awaitable[Result]], *args: Given.args, **kw: Given.kwargs
    ) -> Result:
        """What `method` returns, unless it is time."""
        if self.went_off and self.dead:
            raise self.error
        is_due = len(self.names) == self.at
        self.names.append(getattr(method, "__name__", ""))
        self.went_off = self.went_off or is_due
        if is_due and not self.late:
            raise self.error
        result = await method(*args, **kw)
        if is_due:
            raise self.error
        return result


def breaking(part: Part, countdown: Countdown) -> Part:
    """`part`, with all calls of its methods counted down."""
    return cast("Part", _Breaking(part, countdown))


def corrupt(index: PassageIndex) -> PassageIndex:
    """`index`, of which nothing can be opened before it was dropped."""
    return cast("PassageIndex", _Corrupt(index))


class _Breaking:
    def __init__(self, part: object, countdown: Countdown) -> None:
        self._part = part
        self._countdown = countdown

    def __getattr__(self, name: str) -> object:
        found = getattr(self._part, name)
        if not callable(found):
            return found

        async def call(*args: object, **kw: object) -> object:
            return await self._countdown.call(found, *args, **kw)

        return call


class _Corrupt:
    def __init__(self, index: PassageIndex) -> None:
        self._index = index
        self._is_corrupt = True

    def __getattr__(self, name: str) -> object:
        found = getattr(self._index, name)

        async def call(*args: object, **kw: object) -> object:
            self._is_corrupt = self._is_corrupt and name != "drop"
            if self._is_corrupt and name not in {"collections", "create", "close"}:
                raise IndexCorrupt("The collection cannot be opened.")
            return await found(*args, **kw)

        return call
