"""What people can tell the bot to do, apart from asking."""

from __future__ import annotations

from enum import StrEnum


class Command(StrEnum):
    """An order in a person's own name; each door gives it a button or a word."""

    STATUS = "status"
    OPT_IN = "opt-in"
    OPT_OUT = "opt-out"
    KEEP_NOTHING = "keep-nothing"
    KEEP = "keep"
    FORGET = "forget"
    """Explains what will be erased, and how to confirm it; erases nothing."""
    FORGET_CONFIRMED = "forget-confirmed"
