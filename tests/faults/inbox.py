"""What the chat platform of the fault tests has to tell the bot."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tests.faults.events import Event

_AT_ONCE = 8


@dataclass
class Delivery:
    """One time that the bot is told of an event. `life` is the process that was told."""

    id: int
    event: Event
    life: tuple[str, str] | None = None
    is_acknowledged: bool = False


class Inbox:
    """Tells each delivery again until it is acknowledged.

    A process has a seat; what the one before it in that seat did not acknowledge is told
    again. At most `room` events are told and not shown at once. `first_told` and
    `first_acknowledged` are moments of `tick`, by the key of the event.
    """

    def __init__(self, tick: Callable[[], int]) -> None:
        self.room = 200
        self.seats: dict[str, str] = {}
        self.first_told: dict[str, int] = {}
        self.first_acknowledged: dict[str, int] = {}
        self._tick = tick
        self._deliveries: list[Delivery] = []
        self._waiting: deque[Delivery] = deque()
        self._told: set[str] = set()
        self._shown: set[str] = set()
        self._unacknowledged = 0

    @property
    def waiting(self) -> int:
        """How many deliveries were told to nobody yet."""
        return len(self._waiting)

    @property
    def is_all_acknowledged(self) -> bool:
        """Whether the bot took every delivery."""
        return not self._unacknowledged

    @property
    def has_some(self) -> bool:
        """Whether there is something to tell just now."""
        return bool(self._waiting) and len(self._told) < self.room

    def put(self, events: Iterable[Event]) -> None:
        """More to tell, in this order; the same event may come many times."""
        for event in events:
            delivery = Delivery(len(self._deliveries), event)
            self._deliveries.append(delivery)
            self._waiting.append(delivery)
            self._unacknowledged += 1

    def sit(self, seat: str, life: str) -> None:
        """A process takes the seat, or has it."""
        before = seat, self.seats.get(seat, "")
        self.seats[seat] = life
        if before != (seat, life):
            left = [one for one in self._deliveries if one.life == before]
            self._waiting.extendleft(one for one in left if not one.is_acknowledged)

    def tell(self, seat: str, life: str) -> list[dict[str, Any]]:
        """A few deliveries, as JSON; none for a process that has lost its seat."""
        told: list[dict[str, Any]] = []
        while self.has_some and self.seats[seat] == life and len(told) < _AT_ONCE:
            delivery = self._waiting.popleft()
            delivery.life = seat, life
            key = delivery.event.key
            self.first_told.setdefault(key, self._tick())
            if key not in self._shown:
                self._told.add(key)
            told.append({"id": delivery.id, "event": delivery.event.as_json()})
        return told

    def acknowledge(self, number: int) -> None:
        """The bot has it for good."""
        delivery = self._deliveries[number]
        self.first_acknowledged.setdefault(delivery.event.key, self._tick())
        self._unacknowledged -= not delivery.is_acknowledged
        delivery.is_acknowledged = True

    def show(self, key: str) -> None:
        """People see what came of the event."""
        self._shown.add(key)
        self._told.discard(key)
