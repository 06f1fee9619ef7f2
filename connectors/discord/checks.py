"""What `supportbot doctor` looks at on Discord: nothing is posted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from connectors.discord.setup import Setup

Check = Callable[[], Awaitable[str]]

_PARTS = ("token", "intents", "servers", "staff")


def checks(setup: Setup, token: str) -> Mapping[str, Check]:
    """A check per part, by what it is called; none when Discord is not set up.

    Each gives a sentence. Raises BadSetting with what to do, OutletUnavailable when Discord
    cannot be reached.
    """
    if not token:
        return {}
    return {f"discord {part}": partial(_look, part, setup, token) for part in _PARTS}


async def _look(part: str, setup: Setup, token: str) -> str:
    # The library takes a third of a second to import: only those who use it pay for it.
    from connectors.discord.inspecting import Inspection  # noqa: PLC0415 - see above

    return await Inspection(setup, token).look(part)
