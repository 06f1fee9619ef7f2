"""What an earlier turn does to a search: it helps a follow-up, and must not harm others.

    .venv/bin/python bench/follow_ups.py --home HOME SET [SET …]

A SET is a folder with `docs/` and `questions.jsonl`. Each question with an answer that is
no follow-up is searched by itself, then in a conversation about something else (each with
two other questions of the set before it, in turn), and then as if every question were a
follow-up and the earlier turn stood before it. Follow-ups are searched with their own
conversation: the place of the right document, by the words alone, glued, and as it is done.
Vectors come from the cache of HOME, as with `supportbot evaluate`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.bootstrap import House
from bot.core.following import leaning
from bot.core.leaning import Lean
from bot.core.retrieval import Evidence
from bot.domain.audience import OPERATOR
from bot.domain.conversation import Question, Speaker, Turn
from bot.errands import question_of
from bot.evaluating import open_apart
from bot.progress import ProgressBar
from bot.settings import load

OTHERS = 2
MOST = 150
BARS = (1, 5)


@dataclass(frozen=True)
class Line:
    """A labelled question. `gold` are the documents that answer it."""

    name: str
    text: str
    gold: frozenset[str]
    quote: str
    history: tuple[Turn, ...]
    is_follow_up: bool


def lines_of(folder: Path) -> list[Line]:
    """The questions with an answer; of a set that marks a sample, the sample."""
    rows = [json.loads(row) for row in (folder / "questions.jsonl").open(encoding="utf-8")]
    return [_line(row) for row in rows if row["answerable"] and row.get("sample", True)]


def _line(row: dict[str, Any]) -> Line:
    places = [row.get("gold_doc") or row["doc"], *(m["doc"] for m in row.get("more_gold", ()))]
    turns = (Turn(Speaker(t["role"]), t["text"]) for t in row.get("history") or ())
    return Line(
        name=row["id"],
        text=row["question"],
        gold=frozenset(place.removeprefix("docs/") for place in places),
        quote=row.get("gold_quote") or "",
        history=tuple(turns),
        is_follow_up=row.get("kind") == "follow_up",
    )


class Bench:
    """Searches as the house does."""

    def __init__(self, house: House) -> None:
        self._answering = house.desk.answering
        self._now = house.clock.now()

    def question(self, line: Line, history: Sequence[Turn]) -> Question:
        """The line in a conversation."""
        asked = question_of(
            {"question": line.text, "history": ()}, user="bench", asked_at=self._now
        )
        return replace(asked, history=tuple(history))

    async def place(self, line: Line, history: Sequence[Turn]) -> int | None:
        """Where the right document stands, from 1."""
        return _place(await self._answering.evidence(self.question(line, history)), line)

    async def glued(self, line: Line, history: Sequence[Turn]) -> int | None:
        """The same, with the last question always put before this one."""
        said = [turn.text[:300] for turn in history if turn.speaker is Speaker.USER]
        text = "\n".join([*said[-1:], line.text])
        return _place(await self._answering.retrieval.find(text, OPERATOR), line)


def _place(evidence: Evidence, line: Line) -> int | None:
    paths = dict.fromkeys(hit.passage.path for hit in evidence.hits)
    return next((at for at, path in enumerate(paths, 1) if path in line.gold), None)


async def unrelated(bench: Bench, lines: Sequence[Line]) -> None:
    """Print what a conversation about something else does."""
    chance = random.Random(7)  # noqa: S311 - which questions meet is no secret
    places: defaultdict[str, list[int | None]] = defaultdict(list)
    leant = 0
    for line in lines:
        for other in chance.sample([o for o in lines if not o.gold & line.gold], OTHERS):
            history = (Turn(Speaker.USER, other.text), Turn(Speaker.BOT, other.quote))
            leant += leaning(bench.question(line, history)) is not Lean.NO
            places["by itself"].append(await bench.place(line, ()))
            places["after something else"].append(await bench.place(line, history))
            places["always glued"].append(await bench.glued(line, history))
    for name, found in places.items():
        shares = (sum(p is not None and p <= bar for p in found) / len(found) for bar in BARS)
        figures = "  ".join(f"hit@{b} {s:.3f}" for b, s in zip(BARS, shares, strict=True))
        print(f"  {name:22} {figures}")
    print(f"  taken for follow-ups: {leant} of {len(places['by itself'])}")


async def follow_ups(bench: Bench, lines: Sequence[Line]) -> None:
    """Print where the right documents of follow-ups stand."""
    for line in lines:
        alone = await bench.place(line, ())
        glued = await bench.glued(line, line.history)
        ours = await bench.place(line, line.history)
        print(f"  {line.name}: by itself {alone}, glued {glued}, as it is done {ours}")


async def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    arguments = parser.parse_args()
    for folder in arguments.sets:
        corpus = folder / "docs"
        settings = load(home=arguments.home, knowledge=corpus)
        async with open_apart(settings, corpus) as house:
            with ProgressBar() as progress:
                await house.index(progress, remove_missing=True)
            bench, lines = Bench(house), lines_of(folder)
            print(f"{folder.name}:")
            singles = [line for line in lines if not line.is_follow_up]
            await unrelated(bench, singles[:MOST])
            await follow_ups(bench, [line for line in lines if line.is_follow_up])


if __name__ == "__main__":
    asyncio.run(main())
