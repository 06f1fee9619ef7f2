"""Sparse vectors from our own tokens: Korean and English as equals, codes kept whole.

The tokens of a text are
- each word without its case; numbers are words: `404`, `8080`;
- what `_`, `-`, `.` and `/` join, whole beside its parts: `2.3.1`, `foo_bar`, `api/v2`;
- the pieces of camelCase beside the whole: `useState` gives `usestate`, `use`, `state`;
- every two neighbours in a run of Hangul, Han or kana, because there words and endings
  run together: `비밀번호를` gives `비밀 밀번 번호 호를`. One character alone is itself.

There is no stemming and no list of stop words: the index weighs rare terms up.

A passage with Hangul in it also has the sounds of its words in Latin letters, so that 배칭
in a question can find `batching` (`bot.core.loanwords`). They do not count as its length.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.core.latin_sounds import latin_keys
from bot.core.loanwords import Loanword, loanwords
from bot.domain.knowledge import SparseVector
from bot.ports import Heard

_VERSION = 2
_RUN = (
    "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"  # Hangul
    "\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u31f0-\u31ff"  # kana and iteration marks
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
_JOINTS = "_./-"
_SOUND = "~"  # no term begins with it
_CHUNK = re.compile(r"[\w./-]+")
_WORD = re.compile(r"[^\W_]+")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_RUNS = re.compile(f"[{_RUN}]+")
_HUMP = re.compile(
    r"(?<=[a-z])(?=[A-Z])"  # use|State
    r"|(?<=[A-Z0-9])(?=[A-Z](?!s\b)[a-z])"  # HTTP|Server, OAuth2|Client
    r"|(?<=[A-Z]{2})(?=s\b)"  # API|s
)


def terms(text: str) -> list[str]:
    """The tokens of a text, each as often as it occurs; their order means nothing."""
    rest = unicodedata.normalize("NFKC", text)
    runs: list[str] = []
    if not rest.isascii():
        runs = _RUNS.findall(rest)
        rest = _RUNS.sub(" ", rest)
    chunks = [chunk.strip(_JOINTS) for chunk in _CHUNK.findall(rest)]
    joined = [chunk for chunk in chunks if not chunk.isalnum()]
    words = [chunk for chunk in chunks if chunk.isalnum()]
    words += [word for chunk in joined for word in _WORD.findall(chunk)]
    found = words + joined + _humps(words) + _pairs(runs)
    return " ".join(found).casefold().split()


def sounds(found: Sequence[str]) -> list[str]:
    """How the Latin words among terms may sound; nothing where no Hangul is among them."""
    if not any(_HANGUL.match(term) for term in found):
        return []
    return [_SOUND + key for term in found for key in latin_keys(term)]


def _humps(words: list[str]) -> list[str]:
    """The pieces of words in camelCase."""
    unlike = [w for w in words if not (w.islower() or w[1:].islower() or w.isdecimal())]
    split = [_HUMP.split(word) for word in unlike]
    return [piece for pieces in split if len(pieces) > 1 for piece in pieces]


def _pairs(runs: list[str]) -> list[str]:
    """The neighbours in each run; a character alone stays alone."""
    return [run[at : at + 2] for run in runs for at in range(len(run) - 1 or 1)]


class BigramEncoder:
    """BM25 term frequencies over `terms`; a term's id is the CRC-32 of its UTF-8.

    `k1` says how soon repeating a term stops counting, `b` how much long passages are
    held back (decision 0015 says why so much), `average` is the length, in tokens, of a
    passage that is not. It is a constant, not the mean of the collection, because a passage
    must get the same vector whenever it is indexed: else indexing step by step would differ
    from a full rebuild, and each new document would have to touch every point. The default
    is a round value between the means of the passages that `bot.indexing.chunking` makes:
    103 tokens in an English handbook, 140 in Korean technical documents.
    """

    def __init__(self, *, k1: float = 0.6, b: float = 0.75, average: float = 120) -> None:
        self._k1 = k1
        self._b = b
        self._average = average

    @property
    def name(self) -> str:
        """Tokens and weights; any change to either changes it."""
        return f"bigrams{_VERSION} k1={self._k1:g} b={self._b:g} average={self._average:g}"

    def passage(self, text: str) -> SparseVector:
        """Saturated term frequencies, as BM25 weighs them; sounds are terms too."""
        found = terms(text)
        counts = _counts(found)
        relative = sum(counts.values()) / self._average
        penalty = self._k1 * (1 - self._b + self._b * relative)
        gain = self._k1 + 1
        counts.update(_counts(sounds(found)))
        return _vector({term: n * gain / (n + penalty) for term, n in counts.items()})

    def question(self, text: str) -> SparseVector:
        """Term frequencies. Text without a term gives an empty vector."""
        return _vector(_counts(terms(text)))

    def heard(self, text: str) -> tuple[Heard, ...]:
        """The words in Hangul that a passage may hold in Latin letters."""
        return tuple(_heard(word) for word in loanwords(text))


def _heard(word: Loanword) -> Heard:
    written = (tuple(map(_id, _pairs([form]))) for form in word.forms if len(form) > 1)
    return Heard(tuple(written), tuple(_id(_SOUND + key) for key in sorted(word.keys)))


def _id(term: str) -> int:
    return zlib.crc32(term.encode())


def _counts(found: Iterable[str]) -> dict[int, float]:
    counts: dict[int, float] = {}
    for term, n in Counter(found).items():
        id_ = _id(term)
        counts[id_] = counts.get(id_, 0.0) + n
    return counts


def _vector(weights: dict[int, float]) -> SparseVector:
    ids = sorted(weights)
    return SparseVector(tuple(ids), tuple(weights[id_] for id_ in ids))
