"""Says where the facts of quoted answers are lost, and chooses what weighs how much.

    .venv/bin/python bench/choose_quotes.py --home HOME SET [SET …]

A SET is a folder with `docs/` and `questions.jsonl`, as for `supportbot evaluate`. Only
questions that the gate lets through count, of sets with a marked sample only those. Vectors
of passages and of units come from the home's cache, so a second run is quick.

Prints a line per set (facts of answered, letters, quotes, and quotes of other documents than
those that the set names), where facts are lost, every pair of documents that would be shown as
contradicting each other, and the cross-validation of `--tries` tastes: the best on four fifths
of the questions, judged on the last fifth. Another taste than the shipped one is proposed only
when such choosing says more on some set and less on none. It says the same each time.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import Any

from bot import evaluating
from bot.adapters.sparse import BigramEncoder
from bot.core import choosing, citing, conflicts, quoting
from bot.core.answerability import features
from bot.core.answering import terms_of
from bot.core.choosing import TASTE, Taste, Weighed
from bot.core.expecting import Want, wants
from bot.core.following import standalone
from bot.core.retrieval import Evidence
from bot.errands import question_of
from bot.indexing.vectors import CachedVectors
from bot.insight.intervals import wilson
from bot.insight.questions import Asked
from bot.insight.records import facts_found
from bot.progress import ProgressBar
from bot.question_sets import QuestionSet, read_sets
from bot.settings import load

FOLDS = 5
TERMS = cache(terms_of(BigramEncoder()))
UNITS = cache(quoting.units)
GRID = {
    "near": (4.0, 6.0, 8.0),
    "near_foreign": (8.0, 12.0, 16.0),
    "later": (0.05, 0.1, 0.15),
    "beside": (0.0, 0.1, 0.2),
    "within": (0.4, 0.5, 0.6),
    "elsewhere": (0.2, 0.25, 0.3, 0.4),
    "asks": (0.0, 0.1, 0.2),
    "fence": (0.0, 0.1, 0.2),
    "room": (700, 800),
}
SHARES = (0.0, 0.5, 1.0, 1.5)


@dataclass(frozen=True, slots=True)
class Case:
    """A question that is answered, with what its answer is chosen from."""

    asked: Asked
    evidence: Evidence
    vectors: Mapping[str, Sequence[float]]

    def weighed(self, taste: Taste = TASTE) -> list[Weighed]:
        """The units with their weights, as the product has them."""
        units = UNITS(self.evidence.hits)
        text = self.asked.question
        likely = choosing.by_question(
            text, units, weights=self.evidence.weights, terms=TERMS, taste=taste
        )
        cosines = [
            sum(
                a * b
                for a, b in zip(
                    self.evidence.vector, self.vectors[unit.searchable], strict=True
                )
            )
            for _, unit in likely
        ]
        return choosing.by_meaning(text, likely, cosines=cosines, taste=taste)

    def quotes(self, taste: Taste = TASTE) -> list[quoting.Quote]:
        """The quotes of the answer."""
        return choosing.choose(
            self.weighed(taste),
            best_first=Want.DECISION in wants(self.asked.question),
            taste=taste,
        )

    def said(self, taste: Taste = TASTE) -> list[str]:
        """The sentences of the answer."""
        return [sentence.text for sentence in citing.cite(self.quotes(taste))[0]]

    def astray(self) -> int:
        """How many quotes are of a document that the set does not name, where it names one."""
        named = self.asked.documents
        quotes = self.quotes() if named else []
        return sum(not any(one.endswith(q.passage.path) for one in named) for q in quotes)

    def is_right(self, text: str) -> bool:
        """Whether every expected fact stands in the text."""
        return facts_found(text, self.asked.facts) == len(self.asked.facts)

    def loss(self) -> str:
        """Where the facts were lost, when they were not said."""
        texts = [hit.passage.text for hit in self.evidence.hits]
        units = quoting.units(self.evidence.hits)
        if not self.is_right("\n".join(texts)):
            return "in no passage that was found"
        if not self.is_right("\n".join(texts[: quoting.PASSAGES])):
            return "not in the passages that are read"
        if any(self.is_right(unit.text) for unit in units):
            return "one unit holds them all, and was not chosen"
        return "spread over several units"


async def cases_of(questions: QuestionSet, home: Path) -> list[Case]:
    """The questions that the product would answer, through its own search."""
    settings = load(home=home)
    chosen = questions.narrowed(sample=True, limit=None).questions
    async with evaluating.open_apart(settings, questions.corpus) as house:
        with ProgressBar() as progress:
            await house.index(progress, remove_missing=True)
        answering = house.desk.answering
        found: list[tuple[Asked, Evidence]] = []
        for asked in chosen:
            turns = [{"speaker": turn.speaker, "text": turn.text} for turn in asked.history]
            line = {"question": asked.question, "history": turns}
            question = question_of(line, user="bench", asked_at=house.clock.now())
            evidence = await answering.evidence(question)
            seen = features(standalone(question), evidence, TERMS)
            if asked.facts and answering.gate.probability(seen) >= answering.bar:
                found.append((asked, evidence))
        texts = {u.searchable for _, e in found for u in quoting.units(e.hits)}
        cached = CachedVectors(house.parts.embedder, house.parts.cache)
        with ProgressBar() as progress:
            vectors = await cached.of(sorted(texts), lambda share: progress(share, len(texts)))
        known = dict(zip(sorted(texts), vectors, strict=True))
    return [Case(asked, evidence, known) for asked, evidence in found]


def report(name: str, cases: Sequence[Case]) -> None:
    """One line of figures, the losses, and what fails."""
    said = {case.asked.id: case.said() for case in cases}
    right = [case.is_right("\n".join(said[case.asked.id])) for case in cases]
    low, high = wilson(sum(right), len(right))
    letters = fmean(sum(map(quoting.shown_length, each)) for each in said.values())
    quotes = sum(len(case.quotes()) for case in cases)
    astray = sum(case.astray() for case in cases)
    print(
        f"{name}: facts of answered {sum(right)}/{len(right)} = {fmean(right):.2f} "
        f"[{low:.2f}, {high:.2f}], {letters:.0f} letters, {quotes / len(cases):.1f} quotes, "
        f"{astray} of {quotes} quotes of other documents"
    )
    lost = [case for case, is_right in zip(cases, right, strict=True) if not is_right]
    for cause, number in Counter(case.loss() for case in lost).most_common():
        named = ", ".join(case.asked.id for case in lost if case.loss() == cause)
        print(f"  {number} {cause}: {named}")


def clashes(name: str, cases: Sequence[Case]) -> None:
    """Every contradiction that would be shown."""
    for case in cases:
        for unit in conflicts.sides(case.weighed(), TERMS):
            print(f"  {name} {case.asked.question[:50]} | {unit.passage.path}: {unit.text}")


def tastes(number: int) -> list[Taste]:
    """The one that is shipped, and others drawn the same each time."""
    drawn = random.Random(7)  # noqa: S311 - no secret is made of it
    made = [TASTE]
    for _ in range(number):
        values: dict[str, Any] = {key: drawn.choice(of) for key, of in GRID.items()}
        share = drawn.choice(SHARES)
        given = {want: share * won for want, won in TASTE.given.items()}
        made.append(dataclasses.replace(TASTE, **values, given=given))
    return made


def validate(sets: Mapping[str, Sequence[Case]], tries: int) -> None:
    """Choose on four fifths, judge on the last; then choose on everything, if that helps."""
    tried = tastes(tries)
    rows = [(name, case) for name, cases in sets.items() for case in cases]
    share = [1 / len(sets[name]) for name, _ in rows]
    right = [
        [case.is_right("\n".join(case.said(taste))) for _, case in rows] for taste in tried
    ]
    fold = [at % FOLDS for at in range(len(rows))]
    random.Random(7).shuffle(fold)  # noqa: S311 - nor of this

    def best(left_out: int) -> int:
        def total(taste: int) -> float:
            return sum(
                w * r
                for w, r, f in zip(share, right[taste], fold, strict=True)
                if f != left_out
            )

        return max(range(len(tried)), key=total)

    chosen = {f: best(f) for f in range(FOLDS)}
    gains = []
    for name in sets:
        asked = [at for at, row in enumerate(rows) if row[0] == name]
        judged = [right[chosen[fold[at]]][at] for at in asked]
        low, high = wilson(sum(judged), len(judged))
        gains.append(sum(judged) - sum(right[0][at] for at in asked))
        print(
            f"{name}: cross-validated {fmean(judged):.2f} [{low:.2f}, {high:.2f}], "
            f"{gains[-1]:+d} of {len(judged)} against the shipped taste"
        )
    is_better = min(gains) >= 0 and max(gains) > 0
    print(f"Proposed: {tried[best(-1)]}" if is_better else f"Keep what is shipped: {TASTE}")


async def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--tries", type=int, default=0)
    arguments = parser.parse_args()
    found = read_sets(arguments.sets, corpus=None, otherwise=Path("knowledge"))
    sets = {each.name: await cases_of(each, arguments.home) for each in found}
    for name, cases in sets.items():
        report(name, cases)
        clashes(name, cases)
    if arguments.tries:
        validate(sets, arguments.tries)


if __name__ == "__main__":
    asyncio.run(main())
