"""What people choose about the reuse of their words."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.consent import Choice, ConsentEvent
from bot.domain.people import Person
from bot.ports import Clock, Consents, Vault


@dataclass(frozen=True, slots=True)
class ConsentDesk:
    """Where people choose, and see what they chose. Knows them by keyed hash only."""

    consents: Consents
    vault: Vault
    clock: Clock

    async def choose(self, person: Person, choice: Choice, *, source: str) -> None:
        """Record the choice: it holds for whatever reads words after this returns.

        `source` names the command or button, in up to 120 characters. Raises ValueError
        for `unset`, which nobody can choose, and DatabaseUnavailable.
        """
        if choice is Choice.UNSET:
            raise ValueError("Nobody can choose 'unset': choose 'in' or 'out'.")
        who = self.vault.pseudonym(person)
        await self.consents.record(ConsentEvent(who, choice, self.clock.now(), source))

    async def status(self, person: Person) -> Choice:
        """What the person chose; `unset` until they do. Raises DatabaseUnavailable."""
        return await self.consents.choice(self.vault.pseudonym(person))
