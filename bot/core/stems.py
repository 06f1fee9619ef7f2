"""The words that a question is about, without Korean particles and English endings. Pure.

No dictionary of a language is needed: a word has several forms, whole and with an ending
taken off, and two words are one when they share a form. `연차는` and `연차를` share `연차`,
`carried` and `carry` share `carri`. Words that ask, and words that only hold a sentence
together, are left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from bot.core.endings import ASKING_KOREAN, EMPTY_ENGLISH, EMPTY_KOREAN, MAYBE, SURE

Forms = frozenset[str]
"""All forms of one word. Korean forms are spelt out in letters (jamo)."""

_TOKEN = re.compile(r"[가-힣]+|[a-z0-9]+(?:['’][a-z]+)?")
_HANGUL = re.compile(r"[가-힣]+")
_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
# Two vowels that were drawn together are told apart: 바꿔 is 바꾸어, 버려 is 버리어.
_VOWELS: list[str] = re.findall(
    r"\S+", "ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅣㅓ ㅖ ㅗ ㅗㅏ ㅙ ㅚ ㅛ ㅜ ㅜㅓ ㅞ ㅟ ㅠ ㅡ ㅢ ㅣ"
)
_TAILS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_FIRST, _VOWEL_COUNT, _TAIL_COUNT = ord("가"), 21, 28
_SYLLABLE_AND_MORE = 4  # letters that are left when something that may be no ending goes
_ROUNDS = 3
_JOINED = 3


def words_of(text: str) -> list[Forms]:
    """The words of a question that say what it is about, in order."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    tokens = (found[0] for found in _TOKEN.finditer(plain))
    return [_forms(token) for token in tokens if not is_empty(token)]


def shared(words: Sequence[Forms], others: Sequence[Forms]) -> int:
    """How many of `words` stand among `others`; a compound may be written apart or not."""
    pool = set().union(*others, *_joined(others))
    held = [not pool.isdisjoint(word) for word in words]
    for size in range(2, _JOINED + 1):
        for at in range(len(words) - size + 1):
            part = words[at : at + size]
            if not pool.isdisjoint(_compound(part)):
                held[at : at + size] = [True] * size
    return sum(held)


def spelt(hangul: str) -> str:
    """Hangul syllables in letters; everything else as it is."""
    return "".join(_letters(sign) for sign in hangul)


def is_empty(token: str) -> bool:
    """Whether a word in small letters asks, holds a sentence together, or is bare ending."""
    if _HANGUL.match(token):
        is_bare = spelt(token) in _ENDINGS
        return bool(is_bare or EMPTY_KOREAN.fullmatch(token) or ASKING_KOREAN.fullmatch(token))
    return token.partition("'")[0].partition("’")[0] in EMPTY_ENGLISH


def _forms(token: str) -> Forms:
    if not _HANGUL.match(token):
        return frozenset({_english(token)})
    found = {spelt(token)}
    fresh = set(found)
    for _ in range(_ROUNDS):
        fresh = {shorter for form in fresh for shorter in _shorter(form)} - found
        found |= fresh
    return frozenset(found)


def _shorter(form: str) -> Iterable[str]:
    for ending in _SURE_SPELT:
        if form.endswith(ending) and len(form) > len(ending):
            yield form[: -len(ending)]
    for ending in _MAYBE_SPELT:
        if form.endswith(ending) and len(form) - len(ending) >= _SYLLABLE_AND_MORE:
            yield form[: -len(ending)]


def _joined(words: Sequence[Forms]) -> Iterable[Forms]:
    """Neighbours written as one word."""
    for size in range(2, _JOINED + 1):
        for at in range(len(words) - size + 1):
            yield _compound(words[at : at + size])


def _compound(words: Sequence[Forms]) -> Forms:
    """Two or three words as one; only the last of them has its forms."""
    before = "".join(max(word, key=len) for word in words[:-1])
    return frozenset(before + form for form in words[-1])


def _english(token: str) -> str:
    """A light stem: plural, -ed, -ing, and the last vowel."""
    word = re.sub(r"['’].*", "", token)
    if len(word) <= 3 or not word.isalpha():  # noqa: PLR2004 - as short as "is" or "vpn"
        return word
    word = re.sub(r"(?<=[a-z]{3})ies$|(?<=[a-z]{3})ied$", "y", word)
    word = re.sub(r"(?<=[a-z]{3})ing$|(?<=[a-z]{2})(?<!e)ed$", "", word)
    word = re.sub(r"(?<=sh|ch|ss)es$|(?<=x)es$|(?<=[^su])s$", "", word)
    word = re.sub(r"([b-df-hj-kmnp-rtv-z])\1$", r"\1", word)  # planned, plan
    return re.sub(r"e$", "", re.sub(r"y$", "i", word))


def _letters(sign: str) -> str:
    if not _HANGUL.match(sign):
        return sign
    at = ord(sign) - _FIRST
    lead, rest = divmod(at, _VOWEL_COUNT * _TAIL_COUNT)
    vowel, tail = divmod(rest, _TAIL_COUNT)
    # 돼 is 되어.
    middle = _VOWELS[vowel].replace("ㅙ", "ㅚㅓ")
    return _LEADS[lead] + middle + (_TAILS[tail] if tail else "")


_SURE_SPELT = tuple(sorted({spelt(e) for e in SURE}, key=len, reverse=True))
_MAYBE_SPELT = tuple(sorted({spelt(e) for e in MAYBE}, key=len, reverse=True))
_ENDINGS = frozenset((*_SURE_SPELT, *_MAYBE_SPELT))
