"""Random shelves and places, and who may read what: reckoned here, without our own rules.

Every document bears a word of its own, its mark, wherever words of it could be shown.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.audience import COMMUNITY, EMPLOYEES, PUBLIC, Clearance, clearance
from bot.domain.audience import clearance_of_place as of_place
from bot.domain.people import Platform

MARK = re.compile(r"qz(\d+)x", re.IGNORECASE)

_LADDER = ("public", "community", "employees")
_GROUPS = ("finance", "hr", "it")
_LABELS = (*_LADDER, "employees", *(f"group:{name}" for name in _GROUPS), "restricted")
_NONSENSE = "everybody"
_TOPICS = (
    ("parking permit", "주차권"),
    ("travel budget", "출장비"),
    ("laptop refund", "노트북 환불"),
    ("visitor badge", "방문증"),
    ("annual leave", "연차"),
    ("server password", "서버 비밀번호"),
    ("salary review", "급여 심사"),
    ("meeting room", "회의실"),
)


@dataclass(frozen=True)
class Reader:
    """Somebody at a place: how near they stand (0 to 2), and in which groups they are."""

    level: int
    groups: frozenset[str] = frozenset()

    def may_read(self, label: str) -> bool:
        """Whether a document with that label is for them."""
        if label in _LADDER:
            return _LADDER.index(label) <= self.level
        return self.level == len(_LADDER) - 1 and label.removeprefix("group:") in self.groups


@dataclass(frozen=True)
class Room:
    """A place: who reads there, and the clearance that the product gives it."""

    name: str
    platform: Platform
    readers: tuple[Reader, ...]
    clearance: Clearance

    def may_show(self, label: str) -> bool:
        """Whether every reader may read it. No room may show what is restricted."""
        return all(reader.may_read(label) for reader in self.readers)


@dataclass
class Paper:
    """A document. `own` and `inherited` are what it and its folders say, `label` what holds."""

    number: int
    path: str
    topic: tuple[str, str]
    inherited: str
    own: str = ""

    @property
    def mark(self) -> str:
        """The word that no other document has."""
        return f"qz{self.number}x"

    @property
    def label(self) -> str:
        """What nobody could understand is for nobody."""
        label = self.own or self.inherited
        return "restricted" if label == _NONSENSE else label

    def text(self, dice: random.Random) -> str:
        """Its file."""
        english, korean = self.topic
        mark, days = self.mark, dice.randint(2, 90)
        lines = [f"audience: {self.own}"] if self.own else []
        lines += [f"link: https://wiki.example/{mark}"]
        lines += [f"title: {english.title()} {mark}"] if dice.random() < 0.5 else []
        front = "\n".join(["---", *lines, "---"])
        return f"""{front}
# {english.title()} and {korean} {mark}

## How many days a {english} takes {mark}

A {english} takes {days} days, says {mark}. Ask the {english} desk {mark} for it.
{korean} 신청은 {days}일 걸립니다 {mark}. {korean} 담당자 {mark} 에게 문의하세요.

## What a {english} costs {mark}

- A {english} costs {days} dollars {mark}.
- {korean} 비용은 {days}만 원입니다 {mark}.
"""


@dataclass
class Shelf:
    """A folder of random documents, some of whose folders say who may read what is in them."""

    root: Path
    dice: random.Random
    papers: list[Paper] = field(default_factory=list)

    def fill(self, count: int) -> None:
        """Write the documents."""
        folders = list(self._folders())
        for number in range(count):
            path, inherited, is_broken = self.dice.choice(folders)
            topic = self.dice.choice(_TOPICS)
            name = f"{path}qz{number}x {topic[0]}.md"
            paper = Paper(number, name, topic, inherited)
            # A document says nothing for itself where nobody understands its folder.
            if not is_broken and self.dice.random() < 0.4:
                paper.own = self._label()
            self.papers.append(paper)
            self._write(paper)

    def tighten(self) -> None:
        """Some documents become restricted, some are for one group only from now on."""
        for paper in self.dice.sample(self.papers, len(self.papers) // 3):
            if _NONSENSE not in (paper.own, paper.inherited):
                paper.own = self.dice.choice(("restricted", "group:hr"))
                self._write(paper)

    def _folders(self) -> Iterator[tuple[str, str, bool]]:
        """Each folder, what documents in it inherit, and whether its label makes no sense."""
        yield "", "employees", False
        for name in ("a", "b", "c"):
            outer = self._say(name) or "employees"
            yield f"{name}/", outer, outer == _NONSENSE
            inner = self._say(f"{name}/in", is_silent=outer == _NONSENSE)
            label = inner or outer
            yield f"{name}/in/", label, label == _NONSENSE

    def _say(self, folder: str, *, is_silent: bool = False) -> str:
        (self.root / folder).mkdir(parents=True)
        is_silent = is_silent or self.dice.random() >= 0.6
        label = "" if is_silent else self._label()
        if label:
            (self.root / folder / "_folder.yaml").write_text(f"audience: {label}\n")
        return label

    def _label(self) -> str:
        return _NONSENSE if self.dice.random() < 0.05 else self.dice.choice(_LABELS)

    def _write(self, paper: Paper) -> None:
        (self.root / paper.path).write_text(paper.text(self.dice), encoding="utf-8")


def rooms(dice: random.Random, count: int) -> list[Room]:
    """Random places of every kind that the product knows, with random people in them."""
    return [dice.choice(_KINDS)(dice, f"C{number}") for number in range(count)]


def _slack(dice: random.Random, name: str) -> Room:
    readers = _people(dice)
    all_members = all(reader.level == len(_LADDER) - 1 for reader in readers)
    cleared = of_place(Platform.SLACK, all_members=all_members)
    return Room(name, Platform.SLACK, readers, cleared)


def _team(dice: random.Random, name: str) -> Room:
    """A place of employees who have some groups in common."""
    readers = tuple(Reader(2, _groups(dice)) for _ in range(dice.randint(1, 3)))
    common = frozenset.intersection(*(reader.groups for reader in readers))
    return Room(name, Platform.SLACK, readers, clearance(EMPLOYEES, common))


def _members(dice: random.Random, name: str) -> Room:
    readers = tuple(Reader(dice.randint(1, 2)) for _ in range(dice.randint(1, 3)))
    return Room(name, Platform.SLACK, readers, clearance(COMMUNITY))


def _discord(dice: random.Random, name: str) -> Room:
    readers = (*_people(dice), Reader(0))
    return Room(name, Platform.DISCORD, readers, of_place(Platform.DISCORD))


def _web(dice: random.Random, name: str) -> Room:
    level = dice.randrange(len(_LADDER))
    cleared = of_place(Platform.WEB, web=(PUBLIC, COMMUNITY, EMPLOYEES)[level])
    return Room(name, Platform.WEB, (Reader(level),), cleared)


def _unknown(_dice: random.Random, name: str) -> Room:
    return Room(name, Platform.SLACK, (Reader(0),), of_place(None))


_KINDS = (_slack, _slack, _team, _team, _members, _discord, _web, _unknown)


def _people(dice: random.Random) -> tuple[Reader, ...]:
    levels = dice.choice(((2,), (2,), (0, 1, 2)))
    return tuple(Reader(dice.choice(levels), _groups(dice)) for _ in range(dice.randint(1, 4)))


def _groups(dice: random.Random) -> frozenset[str]:
    return frozenset(name for name in _GROUPS if dice.random() < 0.5)


def marks(texts: Iterable[str]) -> set[int]:
    """The documents of which there is a word."""
    return {int(number) for text in texts for number in MARK.findall(text)}
