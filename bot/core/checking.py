"""No passage, no claim, for the words of a model: a sentence holds or is cut. Pure.

What can be compared word for word is: the passages that it cites exist and may be read
here; each number, address, code, command and identifier in it stands in them; its words
are by and large theirs, where both are in one language; it is none of our own rules.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.core.facts import Facts, facts_of, numbers_in
from bot.core.prompting import visible
from bot.core.splitting import MARK, Piece
from bot.domain.audience import Clearance
from bot.domain.knowledge import Passage
from bot.domain.language import language_of

Terms = Callable[[str], Mapping[int, float]]

_MARK = re.compile(rf"\s*({MARK})")
_LINE_MARK = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.)])\s+")
_SPACES = re.compile(r"\s+")
_UNIT_GAP = re.compile(r"(?<=\d)[ ](?=[a-z%])")
_FENCE = re.compile(r"[ \t]*(?:`{3,}|~{3,})[^\n]*")
_SHARED = 0.3
_MOSTLY = 0.7
_TOO_FEW = 4  # terms: of fewer nobody can tell whose they are
_RULE_WORDS = 8
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence without its marks, and the passages that they name, by number."""

    text: str
    cited: tuple[int, ...]
    is_code: bool = False


def claim_of(piece: Piece) -> Claim:
    """The sentence and its marks, taken apart. Marks within code are no marks."""
    numbers: list[int] = []

    def note(found: re.Match[str]) -> str:
        numbers.extend(int(number) for number in re.findall(r"\d+", found[1]))
        return ""

    if piece.is_code:
        body, _, behind = piece.text.rpartition(_last_fence(piece.text))
        _MARK.sub(note, behind)
        text = body + _last_fence(piece.text)
    else:
        parts = re.split(r"(`+[^`]+`+)", piece.text)
        text = "".join(
            part if at % 2 else _MARK.sub(note, part) for at, part in enumerate(parts)
        )
    return Claim(text.strip(), tuple(dict.fromkeys(numbers)), piece.is_code)


class Check:
    """Checks the claims of one answer against the passages that its model was given.

    `passages` are numbered from 1; `rules` is what else the model was told. `terms` gives
    the words of a text.
    """

    def __init__(
        self,
        passages: Sequence[Passage],
        *,
        clearance: Clearance,
        terms: Terms,
        rules: str = "",
    ) -> None:
        readable = enumerate(passages, 1)
        self._held = {n: _Held(p) for n, p in readable if clearance.may_read(p.audience)}
        self._terms = terms
        self._rules = _runs(rules)

    def holds(self, claim: Claim) -> bool:
        """Whether the claim may be shown."""
        if not claim.text.strip() or not claim.cited:
            return False
        held = [self._held[number] for number in claim.cited if number in self._held]
        if len(held) < len(claim.cited) or self._is_a_rule(claim.text):
            return False
        if claim.is_code:
            lines = [line for line in claim.text.splitlines() if not _FENCE.fullmatch(line)]
            return any(lines) and all(_in_code(line, held) for line in lines if line.strip())
        text = _LINE_MARK.sub("", claim.text)
        return _stands(facts_of(text), held) and self._is_akin(text, held)

    def source_of(self, claim: Claim) -> int | None:
        """The passage that says what a claim without a mark says; None when none surely does.

        Small models forget marks. Without one more is asked for: that the claim holds for
        the passage, is in its language, and has most of its words from there.
        """
        shares = {
            number: self._share(claim.text, held)
            for number, held in self._held.items()
            if self.holds(Claim(claim.text, (number,), claim.is_code))
        }
        best = max(shares, key=lambda number: shares[number], default=None)
        return best if best is not None and shares[best] >= _MOSTLY else None

    def _share(self, text: str, held: _Held) -> float:
        """The share of its words that stand in the passage; 0 where nobody can tell."""
        own = set(self._terms(text))
        if len(own) < _TOO_FEW or language_of(held.text) is not language_of(text):
            return 0.0
        return len(own & set(self._terms(held.text))) / len(own)

    def _is_akin(self, text: str, held: Collection[_Held]) -> bool:
        """Whether enough of its words are theirs; nobody can tell across languages."""
        own = set(self._terms(text))
        language = language_of(text)
        same = [one for one in held if language_of(one.text) is language]
        if len(own) < _TOO_FEW or len(same) < len(held):
            return True
        theirs = {term for one in same for term in self._terms(one.text)}
        return len(own & theirs) >= _SHARED * len(own)

    def _is_a_rule(self, text: str) -> bool:
        return not self._rules.isdisjoint(_runs(text))


class _Held:
    """One passage, in the forms that claims are compared with."""

    def __init__(self, passage: Passage) -> None:
        crumbs = [passage.title, passage.heading]
        self.text = "\n".join([*crumbs, visible(passage.text)])
        plain = _SPACES.sub(" ", unicodedata.normalize("NFKC", self.text))
        self.plain = plain
        # "5 GB" is also "5GB".
        self.folded = f"{plain.casefold()}\n{_UNIT_GAP.sub('', plain.casefold())}"
        self.numbers = numbers_in(unicodedata.normalize("NFKC", self.text), ones=True)


def _stands(facts: Facts, held: Collection[_Held]) -> bool:
    numbers: set[str] = set().union(*(one.numbers for one in held))
    return (
        facts.numbers <= numbers
        and all(_is_named(name, held) for name in facts.names)
        and all(_is_named(address.casefold(), held) for address in facts.addresses)
        and all(_in_code(code, held) for code in facts.code)
    )


def _is_named(name: str, held: Collection[_Held]) -> bool:
    word = re.compile(rf"(?<![a-z0-9_]){re.escape(name)}(?![a-z0-9_])")
    return any(word.search(one.folded) for one in held)


def _in_code(code: str, held: Collection[_Held]) -> bool:
    wanted = _SPACES.sub(" ", unicodedata.normalize("NFKC", code)).strip()
    return any(wanted in one.plain for one in held)


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    """Every eight words in a row."""
    words = [word.casefold() for word in _WORD.findall(text)]
    last = len(words) - _RULE_WORDS + 1
    return frozenset(tuple(words[at : at + _RULE_WORDS]) for at in range(max(0, last)))


def _last_fence(text: str) -> str:
    fences = [line for line in text.splitlines() if _FENCE.fullmatch(line)]
    return fences[-1] if fences else "\n"
