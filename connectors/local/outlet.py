"""Where answers to the command line go: back to the call that asked."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.conversation import Exchange, Turn
from bot.domain.errors import OutletRefused


class TerminalOutlet:
    """Shows nothing itself: the command that asked prints what comes back to it."""

    async def post(self, exchange: Exchange) -> str:
        """The id of the message that is answered."""
        return exchange.question.message

    async def update(self, posted: str, exchange: Exchange) -> None:
        """Nothing is shown yet that could be changed."""

    async def find(self, exchange: Exchange) -> str | None:  # noqa: ARG002 - the port's word
        """Whatever an earlier process printed cannot be looked up."""
        return None

    async def remove(self, posted: str, exchange: Exchange) -> None:
        """What was printed stays."""

    async def call_person(self, exchange: Exchange, turns: Sequence[Turn]) -> str:  # noqa: ARG002 - the port's signature
        """Nobody: the command line has no staff."""
        raise OutletRefused("The command line has no staff that could be told.")
