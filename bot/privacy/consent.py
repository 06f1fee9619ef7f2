"""What people choose about their words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.consent import Act, ConsentEvent, Standing
from bot.domain.people import Person
from bot.ports import Clock, Consents, Vault


@dataclass(frozen=True, slots=True)
class ConsentDesk:
    """Where people choose, and see what they chose. Knows them by keyed hash only.

    `quiet` is how long a conversation counts as open after its last message.
    """

    consents: Consents
    vault: Vault
    clock: Clock
    quiet: timedelta

    async def act(self, person: Person, act: Act, *, source: str) -> int:
        """Record the act: it holds for whatever reads words after this returns.

        Gives how many exchanges lost their words by it. `source` names the command or
        button, in up to 120 characters. Raises DatabaseUnavailable.
        """
        now = self.clock.now()
        event = ConsentEvent(self.vault.pseudonym(person), act, now, source)
        return await self.consents.record(event, open_since=now - self.quiet)

    async def standing(self, person: Person) -> Standing:
        """Where the person stands now. Raises DatabaseUnavailable."""
        who = self.vault.pseudonym(person)
        return (await self.consents.standings([who]))[who]
