"""Ways to make sparse tokens and to fuse two arms, for `choose_settings.py` to compare."""

from __future__ import annotations

import re
import resource
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

import numpy as np
from lab import best

from bot.adapters.sparse import terms
from bot.domain.knowledge import Passage

Tokens = Callable[[str], list[str]]
HANGUL = re.compile("[\uac00-\ud7a3]+")
PLURAL = re.compile(r"(?<=[a-z]{3})(?:'s|(?<!s)s)$")
ENDING = re.compile(r"(?<=[a-z]{3})(?:ing|ed|es|'s|(?<!s)s)$")
CONTENT = ("NN", "NR", "NP", "VV", "VA", "XR", "SL", "SN", "SH", "MAG", "XPN", "XSN")


def whole_words(text: str) -> list[str]:
    """Pairs, and each run of Hangul whole."""
    return terms(text) + [run for run in HANGUL.findall(text) if len(run) > 2]


def without_plural(text: str) -> list[str]:
    """English words without the s of the plural."""
    return [PLURAL.sub("", term) for term in terms(text)]


def without_ending(text: str) -> list[str]:
    """English words without their commonest endings."""
    return [ENDING.sub("", term) for term in terms(text)]


def beside_ending(text: str) -> list[str]:
    """Both: the word and, where it has one, the word without its ending."""
    found = terms(text)
    return found + [bare for term in found if (bare := ENDING.sub("", term)) != term]


def _only_words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def morphemes() -> Callable[[str], list[str]] | None:
    """The Korean morphemes of a text that mean something; None without kiwipiepy.

    Each text is taken apart once. What loading costs is said on the way.
    """
    if find_spec("kiwipiepy") is None:
        print("kiwipiepy is not installed: no morphemes", file=sys.stderr)
        return None
    held, begun = _most_memory(), time.process_time()
    from kiwipiepy import Kiwi  # noqa: PLC0415 - an extra that nobody needs

    kiwi = Kiwi(num_workers=1)
    kiwi.tokenize("준비")
    seconds, grown = time.process_time() - begun, _most_memory() - held
    print(f"kiwipiepy: {seconds:.1f} s to load, {grown:.0f} MiB", file=sys.stderr)

    @cache
    def forms(text: str) -> list[str]:
        if not HANGUL.search(text):
            return []
        found = [t.form for t in kiwi.tokenize(text) if t.tag.startswith(CONTENT)]
        return [form for form in found if HANGUL.search(form)]

    return forms


def _most_memory() -> float:
    """The most MiB that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def all_tokens() -> dict[str, Tokens]:
    """Every way, by name; the first is how it is."""
    ways: dict[str, Tokens] = {
        "pairs (as it is)": terms,
        "pairs and whole words": whole_words,
        "no plural s": without_plural,
        "no English endings": without_ending,
        "endings beside": beside_ending,
        "words only": _only_words,
    }
    forms = morphemes()
    if forms:
        ways["morphemes (Kiwi)"] = lambda text: terms(HANGUL.sub(" ", text)) + forms(text)
        ways["morphemes and pairs"] = lambda text: terms(text) + forms(text)
    return ways


def speeds(ways: Mapping[str, Tokens], texts: Sequence[str]) -> Iterator[str]:
    """A line per way: how quickly it takes the texts apart."""
    size = sum(len(text.encode()) for text in texts) / 1e6
    for name, tokens in ways.items():
        begun = time.process_time()
        made = sum(len(tokens(text)) for text in texts)
        seconds = time.process_time() - begun
        yield f"{name}: {made / seconds:,.0f} tokens/s, {size / seconds:.2f} MB/s"


@dataclass(frozen=True)
class Bridge:
    """One way to find `batching` by 배칭 (decision 0028). `share` is what a sound counts.

    `known`: also words in Hangul that the collection has as they are; `anywhere`: also in
    passages without Hangul.
    """

    share: float = 1.0
    known: bool = False
    anywhere: bool = False

    def __str__(self) -> str:
        more = (", known words too" * self.known) + (", all passages" * self.anywhere)
        return f"sounds x{self.share:g}{more}"


@dataclass(frozen=True)
class Recipe:
    """One way to make sparse vectors. `crumbs` is how often the breadcrumb counts."""

    tokens: str = "pairs (as it is)"
    k1: float = 0.6
    b: float = 0.75
    crumbs: int = 1
    bridge: Bridge = Bridge()

    def __str__(self) -> str:
        rest = f"breadcrumb x{self.crumbs}, {self.bridge}"
        return f"{self.tokens}, k1={self.k1:g} b={self.b:g}, {rest}"

    def text(self, passage: Passage) -> str:
        """What is tokenised of a passage."""
        crumb = passage.searchable.removesuffix(passage.text)
        return crumb * self.crumbs + passage.text


def counted(tokens: Tokens) -> Callable[[str], Mapping[int, float]]:
    """How often each term occurs in a text."""
    return lambda text: Counter(zlib.crc32(token.encode()) for token in tokens(text))


@dataclass(frozen=True)
class Found:
    """What both arms make of a question: rows best first, and all scores.

    `most` is the highest BM25 sum that the question could reach.
    """

    cosines: np.ndarray
    sums: np.ndarray
    most: float
    dense: np.ndarray
    sparse: np.ndarray


def found_of(cosines: np.ndarray, sums: np.ndarray, most: float) -> Found:
    """Both arms, in order once for all."""
    rows = best(sums)
    return Found(cosines, sums, most, best(cosines), rows[sums[rows] > 0])


@dataclass(frozen=True)
class Mix:
    """One way to fuse. `share` is the weight of the sparse arm, the dense one has 1 - it."""

    kind: str
    share: float = 0.5
    depth: int = 50
    k: float = 60.0

    def __str__(self) -> str:
        k = f" k={self.k:g}" if self.kind == "RRF" else ""
        return f"{self.kind}{k} sparse {self.share:g}, depth {self.depth}"

    def ranked(self, found: Found) -> np.ndarray:
        """Rows best first."""
        dense, sparse = found.dense[: self.depth], found.sparse[: self.depth]
        rows = np.union1d(dense, sparse)
        worth = (1 - self.share) * self._worth(found.cosines, dense, rows, 1.0)
        worth += self.share * self._worth(found.sums, sparse, rows, found.most)
        return rows[np.argsort(-worth, kind="stable")]

    def _worth(
        self, scores: np.ndarray, arm: np.ndarray, rows: np.ndarray, most: float
    ) -> np.ndarray:
        if self.kind == "raw sum":  # what is known of both, whichever arm found it
            return scores[rows] / (most or 1.0)
        worth = np.zeros(len(rows))
        if len(arm):
            worth[np.searchsorted(rows, arm)] = self._scaled(scores[arm])
        return worth

    def _scaled(self, own: np.ndarray) -> np.ndarray:
        if self.kind == "RRF":
            return 1 / (self.k + 1 + np.arange(len(own)))
        low, wide = own[-1], own[0] - own[-1]
        if self.kind == "DBSF":
            low, wide = own.mean() - 3 * own.std(), 6 * own.std()
        return np.clip((own - low) / wide, 0, 1) if wide else np.full(len(own), 0.5)


def bridges() -> Iterator[Bridge]:
    """Every way to hear words; the first is how it is."""
    yield Bridge()
    yield Bridge(share=0)
    for share in (0.5, 0.7, 1.4):
        yield Bridge(share)
    yield Bridge(known=True)
    yield Bridge(share=0.5, known=True)
    yield Bridge(anywhere=True)


def mixes() -> Iterator[Mix]:
    """Every way to fuse; the first is how it is."""
    yield Mix("RRF")
    shares = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
    for depth in (20, 50, 100):
        for share in shares:
            for k in (2, 10, 20, 40, 60, 100):
                yield Mix("RRF", share, depth, k)
            yield Mix("DBSF", share, depth)
            yield Mix("min-max", share, depth)
        for share in (0.05, 0.1, 0.15, 0.2, 0.3, 0.5):
            yield Mix("raw sum", share, depth)
