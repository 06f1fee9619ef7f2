"""Words of a question that the documents may hold in other letters: 배칭 and batching. Pure.

Korean readers write English technical words in Hangul, and documents have them in Latin
letters. No list of words is needed: two are taken for one when they share a key of their
sounds (`bot.core.sound_keys`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.hangul_sounds import bare, hangul_keys
from bot.core.latin_sounds import latin_keys
from bot.core.stems import is_empty
from bot.domain.knowledge import SparseVector, TermCounts
from bot.ports import Heard

_HANGUL = re.compile("[가-힣]+")
_LATIN = re.compile(r"[a-z]+|[A-Z][a-z]*")


@dataclass(frozen=True, slots=True)
class Loanword:
    """A word in Hangul that may be a foreign one: its forms, with and without particles."""

    word: str
    forms: tuple[str, ...]
    keys: frozenset[str]


def loanwords(text: str) -> list[Loanword]:
    """The words of a text in Hangul that may be foreign ones, each once."""
    words = dict.fromkeys(_HANGUL.findall(unicodedata.normalize("NFKC", text)))
    return [found for word in words if not is_empty(word) and (found := _loanword(word)).keys]


def _loanword(word: str) -> Loanword:
    forms = sorted(bare(word))
    keys = frozenset().union(*map(hangul_keys, forms))
    return Loanword(word, tuple(forms), keys)


def twins_in(question: str, text: str) -> tuple[str, ...]:
    """The words of a question in Hangul that a text holds in Latin letters."""
    words = loanwords(question)
    if not words:
        return ()
    plain = unicodedata.normalize("NFKC", text)
    held = frozenset().union(*(latin_keys(word) for word in _latin_words(plain)))
    return tuple(word.word for word in words if not held.isdisjoint(word.keys))


def _latin_words(text: str) -> set[str]:
    """Words and the pieces of camelCase, in small letters."""
    whole = re.findall("[A-Za-z]+", text)
    return {word.lower() for word in (*whole, *_LATIN.findall(text))}


def with_sounds(
    sparse: SparseVector, heard: Iterable[Heard], counts: TermCounts
) -> SparseVector:
    """A question with the sounds of those of its words that no passage seems to hold.

    A word counts as held when all terms of one of its forms occur in the collection.
    """
    sought = {id_ for word in heard if not _is_held(word, counts) for id_ in word.sounds}
    if not sought:
        return sparse
    weights = dict.fromkeys(sought, 1.0) | dict(zip(sparse.indices, sparse.values, strict=True))
    ids = sorted(weights)
    return SparseVector(tuple(ids), tuple(weights[id_] for id_ in ids))


def _is_held(word: Heard, counts: TermCounts) -> bool:
    return any(all(counts.counts.get(id_, 0) > 0 for id_ in form) for form in word.written)
