"""The one door for whatever reads people's words a second time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.consent import Purpose, Standing
from bot.domain.conversation import Exchange
from bot.domain.people import Person, Platform
from bot.ports import Consents, Exchanges, Reusable
from bot.privacy.policy import Facts, Rule, Rules, may


@dataclass(frozen=True, slots=True)
class Reuse:
    """Yields the exchanges that may be used for a purpose: by default, none.

    Every reader but the desk comes through here. `rules` are the operator's.
    """

    exchanges: Exchanges
    consents: Consents
    rules: Rules = field(default_factory=dict)

    def usable(self, purpose: Purpose) -> AsyncIterator[Exchange]:
        """The exchanges that may be used for `purpose`, oldest first.

        They come without the asker, and without the turns before the question, which
        may be somebody else's words. Each one is judged again just before it is yielded,
        so that a choice made meanwhile holds from the next exchange on. Raises
        ValueError for answering, which is no reuse, and DatabaseUnavailable.
        """
        if purpose is Purpose.ANSWERING:
            raise ValueError("Answering is no reuse: ask for another purpose.")
        return self._usable(purpose)

    async def _usable(self, purpose: Purpose) -> AsyncIterator[Exchange]:
        for facts in await self._candidates(purpose):
            exchange = await self.exchanges.find(facts.exchange)
            if exchange is None or not exchange.question.text:
                continue  # erased since
            standings = await self.consents.standings([facts.person])
            if self._may(purpose, facts, standings[facts.person]):
                yield _anonymous(exchange)

    async def _candidates(self, purpose: Purpose) -> Sequence[Reusable]:
        """What may be used as things stand: nothing sealed is opened for the others."""
        rows = await self.exchanges.reusable()
        standings = await self.consents.standings({row.person for row in rows})
        return [row for row in rows if self._may(purpose, row, standings[row.person])]

    def _may(self, purpose: Purpose, row: Reusable, standing: Standing) -> bool:
        facts = Facts(
            platform=_platform(row.platform),
            said_at=row.said_at,
            authors=(standing,),
            rule=self.rules.get(purpose, Rule.OPT_IN),
        )
        return may(purpose, facts).allowed


def _platform(name: str) -> Platform | None:
    try:
        return Platform(name)
    except ValueError:
        return None


def _anonymous(exchange: Exchange) -> Exchange:
    nobody = Person(exchange.question.asker.platform, workspace="", user="")
    return replace(exchange, question=replace(exchange.question, asker=nobody, history=()))
