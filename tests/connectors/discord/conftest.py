"""What the tests of the Discord door may ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fakes.discord_wire import DiscordWire, discord_wire
from tests.fakes.discord_wire.spec import SPEC, Spec
from tests.needs import cannot_run

_WHOLE = ("test_a_conversation_in_a_channel", "test_a_conversation_in_private")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each dialogue runs in each language and with each intent; all pairs are a proof."""
    for item in items:
        case = getattr(item, "callspec", None)
        if case is None or not {"script", "stage"} <= case.params.keys():
            continue
        is_usual = case.params["stage"] == (case.params["script"].locale == "ko")
        if not is_usual and not item.name.startswith(_WHOLE):
            item.add_marker(pytest.mark.proof)


@pytest.fixture
async def wire() -> AsyncIterator[DiscordWire]:
    """A Discord on loopback."""
    async with discord_wire() as built:
        yield built


@pytest.fixture
def spec() -> Spec:
    """Discord's own description of its API, where it lies beside the repository."""
    if not SPEC.exists():
        cannot_run("Discord's OpenAPI description is not beside the repository")
    return Spec()
