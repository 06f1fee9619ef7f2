"""What became of everything that was asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import combinations

from sqlalchemy import select

from bot.adapters.sql.engine import Database
from bot.adapters.sql.tables import exchanges
from bot.core import replies
from bot.domain.language import Language
from tests.faults.events import Event
from tests.faults.outlet_server import ChatPlatform, Post


@dataclass(frozen=True)
class Verdict:
    """Counts. `changed`: people saw one outcome and then another one.

    `unordered` are questions that were answered after a later one of their conversation,
    among the pairs of which the first was acknowledged before the second was told.
    """

    events: int
    lost: int
    doubled: int
    misplaced: int
    wrong: int
    changed: int
    pairs: int
    unordered: int
    still_open: int
    unrecorded: int
    set_aside: int

    @property
    def faults(self) -> dict[str, int]:
        """Whatever must not be; being set aside may."""
        fine = ("events", "pairs", "set_aside")
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: count for name, count in found.items() if count and name not in fine}

    def __add__(self, other: Verdict) -> Verdict:
        names = [one.name for one in fields(self)]
        return Verdict(**{name: getattr(self, name) + getattr(other, name) for name in names})

    def __str__(self) -> str:
        return ", ".join(f"{one.name} {getattr(self, one.name)}" for one in fields(self))


async def verdict(
    platform: ChatPlatform, database: Database, events: Iterable[Event]
) -> Verdict:
    """Compares what was asked with what people see and with what the database holds."""
    asked = list({event.key: event for event in events}.values())
    seen: defaultdict[str, list[Post]] = defaultdict(list)
    for post in platform.posts.values():
        seen[post.key].append(post)
    shown = [(event, seen[event.key][0]) for event in asked if seen[event.key]]
    later, unordered = _order(platform, dict(_conversations(shown)))
    still_open, recorded = await _recorded(database)
    return Verdict(
        events=len(asked),
        lost=sum(not seen[event.key] for event in asked),
        doubled=sum(len(posts) - 1 for posts in seen.values() if posts),
        misplaced=sum(post.place != event.place for event, post in shown)
        + len(seen.keys() - {event.key for event in asked}),
        wrong=sum(not _is_outcome(event, post.texts[-1]) for event, post in shown),
        changed=sum(len(set(post.texts)) > 1 for _, post in shown),
        pairs=later,
        unordered=unordered,
        still_open=still_open,
        unrecorded=sum(recorded.get(event.key) != post.id for event, post in shown),
        set_aside=sum(is_set_aside(event, post) for event, post in shown),
    )


def is_set_aside(event: Event, post: Post) -> bool:
    """Whether the asker was told that their message made the bot stumble."""
    return post.texts[-1] == replies.set_aside(Language.ENGLISH, event.key[:8])


async def open_exchanges(database: Database) -> int:
    """How many exchanges are open."""
    still_open, _ = await _recorded(database, only_open=True)
    return still_open


async def _recorded(
    database: Database, *, only_open: bool = False
) -> tuple[int, dict[str, str | None]]:
    """How many are open, and the message that each exchange was shown in."""
    query = select(exchanges.c.id, exchanges.c.posted, exchanges.c.closed_at)
    if only_open:
        query = query.where(exchanges.c.closed_at.is_(None))
    async with database.reading() as connection:
        rows = (await connection.execute(query)).all()
    return sum(row[2] is None for row in rows), {str(row[0]): row[1] for row in rows}


def _is_outcome(event: Event, text: str) -> bool:
    """The answer, or a reason with what the asker can quote."""
    return bool(event.fact and event.fact in text) or event.key[:8] in text


def _conversations(
    shown: list[tuple[Event, Post]],
) -> dict[str, list[tuple[Event, Post]]]:
    conversations: defaultdict[str, list[tuple[Event, Post]]] = defaultdict(list)
    for event, post in shown:
        conversations[event.thread].append((event, post))
    return conversations


def _order(
    platform: ChatPlatform, conversations: dict[str, list[tuple[Event, Post]]]
) -> tuple[int, int]:
    """Pairs that have an order, and how many of them were answered in the other one."""
    told, taken = platform.inbox.first_told, platform.inbox.first_acknowledged
    pairs = [
        (first, second)
        for those in conversations.values()
        for one, other in combinations(those, 2)
        for first, second in ((one, other), (other, one))
        if taken[first[0].key] < told[second[0].key]
    ]
    return len(pairs), sum(first[1].at > second[1].at for first, second in pairs)
