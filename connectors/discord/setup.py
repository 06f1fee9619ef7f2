"""What the operator set for this door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Chosen(Protocol):
    """The settings of this door, wherever they come from."""

    @property
    def message_content(self) -> bool: ...  # noqa: D102 - as in Setup
    @property
    def staff_channel(self) -> int: ...  # noqa: D102 - as in Setup
    @property
    def staff_role(self) -> int: ...  # noqa: D102 - as in Setup
    @property
    def backfill(self) -> int: ...  # noqa: D102 - as in Setup
    @property
    def api_url(self) -> str: ...  # noqa: D102 - as in Setup
    @property
    def gateway_url(self) -> str: ...  # noqa: D102 - as in Setup


@dataclass(frozen=True, slots=True)
class Setup:
    """Ids are Discord's, 0 for none. `contact` is the way to a person that is told.

    `backfill` is how many messages of a channel are looked through after a start.
    """

    message_content: bool = False
    staff_channel: int = 0
    staff_role: int = 0
    backfill: int = 50
    contact: str = ""
    api_url: str = "https://discord.com/api/v10"
    gateway_url: str = ""

    @classmethod
    def of(cls, chosen: Chosen, *, contact: str) -> Setup:
        """From the settings."""
        return cls(
            message_content=chosen.message_content,
            staff_channel=chosen.staff_channel,
            staff_role=chosen.staff_role,
            backfill=chosen.backfill,
            contact=contact,
            api_url=chosen.api_url,
            gateway_url=chosen.gateway_url,
        )

    @property
    def has_staff(self) -> bool:
        """Whether a person can be called."""
        return self.staff_channel > 0
