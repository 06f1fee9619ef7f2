"""Carries out what people order in their own name, and tells them what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.core import receipts
from bot.domain.commands import Command
from bot.domain.consent import Act
from bot.domain.language import Language
from bot.domain.people import Person
from bot.privacy.consent import ConsentDesk

_ACTS = {
    Command.OPT_IN: Act.OPT_IN,
    Command.OPT_OUT: Act.OPT_OUT,
    Command.KEEP_NOTHING: Act.KEEP_NOTHING,
    Command.KEEP: Act.KEEP,
    Command.FORGET_CONFIRMED: Act.FORGET,
}


@dataclass(frozen=True, slots=True)
class PrivacyOrders:
    """Command in, receipt out. `quiet`: how long a conversation is open after it was used."""

    consent: ConsentDesk
    quiet: timedelta

    async def obey(
        self, command: Command, person: Person, *, language: Language, source: str
    ) -> str:
        """Carry out the order; gives the receipt, which is for the person's eyes only.

        When this returns, the order holds. `source` names the door's word or button, in up
        to 120 characters. Raises DatabaseUnavailable: then it may not hold, and the same
        order again puts it right.
        """
        if command is Command.FORGET:
            return receipts.forget_explained(language)
        act = _ACTS.get(command)
        if act is None:
            standing = await self.consent.standing(person)
            return receipts.status(language, standing, quiet=self.quiet)
        erased = await self.consent.act(person, act, source=source)
        standing = await self.consent.standing(person)
        return receipts.receipt(
            language,
            act,
            standing=standing,
            platform=person.platform,
            erased=erased,
            quiet=self.quiet,
        )
