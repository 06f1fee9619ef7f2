"""A Discord on loopback: simcord's model of it behind a real gateway and a real REST API.

The bot that is tested runs unmodified and may be a process of its own. Whatever is measured
here is measured against simcord and this server, never against Discord itself.
"""

from __future__ import annotations

from tests.fakes.discord_wire.people import Member, Pressed
from tests.fakes.discord_wire.rates import Limit
from tests.fakes.discord_wire.server import DiscordWire, discord_wire
from tests.fakes.discord_wire.world import Account, World

__all__ = [
    "Account",
    "DiscordWire",
    "Limit",
    "Member",
    "Pressed",
    "World",
    "discord_wire",
]
