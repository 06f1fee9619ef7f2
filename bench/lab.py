"""What the benches of search share: the passages, vectors and questions of public sets.

Passages are cut and embedded by the product, through the vector cache of a home, so that
each text is embedded once for all runs; questions are embedded once and kept beside it.
Nothing here is random without a fixed seed: the same sets give the same output.
"""

from __future__ import annotations

import uuid
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np

from bot.adapters.sparse import BigramEncoder, sounds, terms
from bot.answering_parts import recipe_of
from bot.bootstrap import House
from bot.core.following import standalone
from bot.core.loanwords import with_sounds
from bot.core.retrieval import weights_of
from bot.domain.knowledge import Arms, Passage, Scored, SparseVector, TermCounts
from bot.errands import question_of
from bot.evaluating import open_apart
from bot.indexing.vectors import CachedVectors
from bot.insight.questions import Asked
from bot.ports import Embedder
from bot.progress import ProgressBar
from bot.question_sets import QuestionSet, read_sets
from bot.settings import load

DEPTH = 100
PAGE = 1000


@dataclass(frozen=True)
class Bench:
    """A set: its passages with their vectors (n × d), its questions with theirs (m × d)."""

    name: str
    passages: list[Passage]
    dense: np.ndarray
    questions: list[Asked]
    texts: list[str]
    vectors: np.ndarray

    def gold(self, at: int) -> set[str]:
        """The documents that answer a question."""
        return set(self.questions[at].documents)


async def bench_of(each: QuestionSet, home: Path) -> Bench:
    """Index a set into the home, unless it is, and read everything back."""
    async with open_apart(load(home=home), each.corpus) as house:
        with ProgressBar() as progress:
            await house.index(progress, remove_missing=True)
        passages = await _passages(house)
        vectors = CachedVectors(house.parts.embedder, house.parts.cache)
        dense = await vectors.of([p.searchable for p in passages], lambda _share: None)
        questions = list(each.located({p.path for p in passages}).questions)
        texts = [_standalone(asked, house) for asked in questions]
        asked = await _embedded(texts, house.parts.embedder, home / "lab")
    matrix = np.array(dense, dtype=np.float32)
    return Bench(each.name, passages, matrix, questions, texts, asked)


def sets_of(folders: Sequence[Path], *, sample: bool) -> list[QuestionSet]:
    """The sets in some folders; only what they mark as their sample."""
    found = read_sets(folders, corpus=None, otherwise=Path("knowledge"))
    return [each.narrowed(sample=sample, limit=None) for each in found]


async def _passages(house: House) -> list[Passage]:
    collection = recipe_of(house.parts).collection("kb")
    found: list[Passage] = []
    after: uuid.UUID | None = None
    while page := await house.parts.manifest.page(collection, after=after, limit=PAGE):
        found += page
        after = page[-1].id
    return sorted(found, key=lambda p: (p.path, p.position))


def _standalone(asked: Asked, house: House) -> str:
    turns = [{"speaker": turn.speaker, "text": turn.text} for turn in asked.history]
    line = {"question": asked.question, "history": turns}
    return standalone(question_of(line, user="bench", asked_at=house.clock.now()))


async def _embedded(texts: Sequence[str], embedder: Embedder, folder: Path) -> np.ndarray:
    key = blake2b("\x1f".join([embedder.name, *texts]).encode(), digest_size=8).hexdigest()
    file = folder / f"{key}.npy"
    if not file.is_file():
        folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - nothing else waits
        vectors = [await embedder.embed_question(text) for text in texts]
        np.save(file, np.array(vectors, dtype=np.float32))
    return np.load(file)


class Postings:
    """In which passages each term of some texts occurs, and how often; BM25 over that."""

    def __init__(
        self, texts: Sequence[str], counted: Callable[[str], Mapping[int, float]]
    ) -> None:
        found: dict[int, list[tuple[int, float]]] = defaultdict(list)
        self.counted = counted
        self.lengths = np.zeros(len(texts))
        for row, text in enumerate(texts):
            for term, n in counted(text).items():
                found[term].append((row, n))
                self.lengths[row] += n
        self._rows = {term: np.array([r for r, _ in each]) for term, each in found.items()}
        self._often = {term: np.array([n for _, n in each]) for term, each in found.items()}

    def counts(self, terms: Iterable[int]) -> TermCounts:
        """In how many texts each term occurs."""
        found = {t: len(self._rows[t]) for t in terms if t in self._rows}
        return TermCounts(len(self.lengths), found)

    def weights(self, question: Mapping[int, float]) -> dict[int, float]:
        """The idf of each term of a question, as the product has it."""
        return weights_of(question, self.counts(question))

    def sums(
        self, question: Mapping[int, float], *, k1: float, b: float, average: float
    ) -> np.ndarray:
        """The BM25 sum of every passage."""
        total = np.zeros(len(self.lengths))
        weights = self.weights(question)
        penalty = k1 * (1 - b + b * self.lengths / average)
        for term, n in question.items():
            if term in self._rows:
                rows, often = self._rows[term], self._often[term]
                total[rows] += n * weights[term] * often * (k1 + 1) / (often + penalty[rows])
        return total


class Sounds(Postings):
    """The same of the sounds of Latin words; `usual` are the postings of the product's terms.

    With `anywhere` also of passages without Hangul, unlike the product.
    """

    def __init__(
        self, texts: Sequence[str], usual: Postings, *, anywhere: bool = False
    ) -> None:
        mark = ["가"] if anywhere else []
        super().__init__(texts, lambda text: _counted(sounds([*mark, *terms(text)])))
        self.lengths = usual.lengths
        self._usual = usual

    def sought(self, text: str, *, known: bool = False) -> dict[int, float]:
        """The sounds that a question is searched with; with `known` those of all its words."""
        heard = BigramEncoder().heard(text)
        written = [] if known else [id_ for word in heard for f in word.written for id_ in f]
        counts = self._usual.counts(written)
        found = with_sounds(SparseVector((), ()), heard, counts)
        return dict(zip(found.indices, found.values, strict=True))


def _counted(found: Iterable[str]) -> Mapping[int, float]:
    return Counter(zlib.crc32(sound.encode()) for sound in found)


def best(scores: np.ndarray, depth: int = DEPTH) -> np.ndarray:
    """The rows of the highest scores, best first; equal ones in their order."""
    return np.argsort(-scores, kind="stable")[:depth]


def arms_of(bench: Bench, at: int, sums: np.ndarray, depth: int) -> Arms:
    """What the product's index gives for a question; `sums` are BM25 sums."""
    cosines = bench.dense @ bench.vectors[at]
    found = [row for row in best(sums, depth) if sums[row] > 0]
    return Arms(
        dense=tuple(
            Scored(bench.passages[r].id, float(cosines[r])) for r in best(cosines, depth)
        ),
        sparse=tuple(Scored(bench.passages[r].id, float(sums[r])) for r in found),
    )
