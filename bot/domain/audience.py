"""Who may read what: public < community < employees < group:NAME < restricted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.people import Platform

_LADDER = ("public", "community", "employees")
_GROUP = re.compile(r"group:[a-z0-9][a-z0-9._-]{0,62}")


@dataclass(frozen=True, slots=True)
class Audience:
    """The label of a document: the people who may read it.

    `label` is `public`, `community`, `employees`, `group:NAME` or `restricted`.
    Build one from outside words with `parse`; it refuses anything else.
    """

    label: str

    @classmethod
    def parse(cls, words: str) -> Audience:
        """The audience that an admin wrote down.

        Raises ValueError, with the labels that exist, when it is none of them.
        """
        label = words.strip().lower()
        if label in (*_LADDER, "restricted") or _GROUP.fullmatch(label):
            return cls(label)
        raise ValueError(
            f"'{words}' is no audience: write public, community, employees, "
            "group:NAME (small letters, digits, . _ -) or restricted"
        )

    @property
    def is_group(self) -> bool:
        """True for `group:NAME`."""
        return self.label.startswith("group:")


PUBLIC = Audience("public")
COMMUNITY = Audience("community")
EMPLOYEES = Audience("employees")
RESTRICTED = Audience("restricted")


@dataclass(frozen=True, slots=True)
class Clearance:
    """What everyone who can read a place may read.

    `labels` are the audience labels that may be shown there; None means all of them
    and is given to the operator's own command line only.
    """

    labels: frozenset[str] | None

    def may_read(self, audience: Audience) -> bool:
        """Whether a passage of `audience` may enter a prompt or an answer there."""
        return self.labels is None or audience.label in self.labels


OPERATOR = Clearance(None)


def clearance(level: Audience, groups: Iterable[str] = ()) -> Clearance:
    """The clearance of a place whose readers all stand at least at `level`.

    `groups` are the group names that every reader belongs to; they count for employees
    only. A group or restricted `level` is no level of the ladder: it gives public, as
    does anything unknown.
    """
    if level.label not in _LADDER:
        return Clearance(frozenset({"public"}))
    labels = set(_LADDER[: _LADDER.index(level.label) + 1])
    if level == EMPLOYEES:
        labels |= {f"group:{name}" for name in groups}
    return Clearance(frozenset(labels))


def clearance_of_place(
    platform: Platform | None, *, all_members: bool = False, web: Audience = PUBLIC
) -> Clearance:
    """What may be shown in a place, by the least of what its readers may read.

    The command line is the operator's. In Slack it is employees where every reader is
    known to be a member of the workspace (`all_members`), else public, as guests and
    other companies may be reading. Discord is public. The web is what the operator set.
    An unknown place is public.
    """
    if platform is Platform.CLI:
        return OPERATOR
    if platform is Platform.SLACK and all_members:
        return clearance(EMPLOYEES)
    return clearance(web if platform is Platform.WEB else PUBLIC)
