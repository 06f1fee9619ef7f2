"""What makes two questions of the same words two questions. Pure.

A number or a code, "without" in one of them, who instead of when, must instead of may, and
from Busan to Halifax instead of back. Whoever answers one with the answer of the other is
wrong, however near they lie in meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto

from bot.core.facts import facts_of
from bot.core.stems import Forms, words_of

_NOT = re.compile(
    r"\b(?:not|no|non|never|without|nor|neither|none|nothing|nobody|unable|impossible)\b"
    r"|n['’]t\b|\b(?:can|do|does|did|is|are|was|were|has|have|wo|would|should|could)nt\b|cannot"
    r"|없|않|아니|아닌|말고|불가|(?<![가-힣])(?:안|못)(?![가-힣])|지\s?(?:마|말)|못(?=[하해했한할합받쓰가])"
    r"|(?<![가-힣])안(?=[되돼된될됩됐해했하한할합쓰써쓴받가오와])"
)


class Asks(Enum):
    """What a question wants to know."""

    WHO = auto()
    WHEN = auto()
    WHERE = auto()
    WHY = auto()
    HOW_MUCH = auto()
    HOW_OFTEN = auto()
    HOW = auto()
    WHAT = auto()


# What was found is taken out, so that "how many" is no "how" and "what time" no "what".
_ASKS = (
    (re.compile(r"\bhow often\b|얼마나 자주"), {Asks.HOW_OFTEN}),
    (re.compile(r"\bhow (?:many|much|long|far|old|big|large|late|early)\b"), {Asks.HOW_MUCH}),
    (re.compile(r"\b(?:what|which) (?:time|day|date|month)\b|\bwhen\b"), {Asks.WHEN}),
    (re.compile(r"몇\s?시|몇\s?월|언제"), {Asks.WHEN}),
    (re.compile(r"며칠|몇\s?일"), {Asks.WHEN, Asks.HOW_MUCH}),  # which day, or how many
    (re.compile(r"몇|얼마"), {Asks.HOW_MUCH}),
    (re.compile(r"\bwho(?:m|se)?\b|누구|누가"), {Asks.WHO}),
    (re.compile(r"\bwhere\b|어디"), {Asks.WHERE}),
    (re.compile(r"\bwhy\b|(?<![가-힣])왜"), {Asks.WHY}),
    (re.compile(r"\bhow\b|어떻|어떡|방법"), {Asks.HOW}),
    (re.compile(r"\bwh(?:at|ich)\b|무엇|무슨|어떤|어느|뭐|뭔|뭘"), {Asks.WHAT}),
)
_PLAIN = frozenset({Asks.HOW, Asks.WHAT})
_MUST = re.compile(
    r"\b(?:must|(?:have|has|need|needs) to|required|mandatory|obliged|should)\b"
    r"|(?:해|아|어|여|와|가|돼|내|써|타|워|춰|겨|켜|꿔|려|혀)야|필수|의무"
)
_MAY = re.compile(
    r"\b(?:can|could|may|might|allowed|able|possible|permitted)\b"
    r"|수\s?있|가능|(?:해|아|어|여|와|가|돼|내|써|타)도\s?(?:되|돼|될|된|됩)"
)
_ROLE = re.compile(
    r"\b(from|to|by|with|without|before|after)\s+(?:(?:the|a|an|my|our)\s+)?(\w+)"
)
_ROLES = {"에서": "from", "부터": "from", "에게서": "from", "한테서": "from"}
_ROLES |= {"으로": "to", "로": "to", "까지": "to", "에게": "to", "한테": "to"}
_PARTICLES = "|".join(sorted(_ROLES, key=len, reverse=True))
_KOREAN_ROLE = re.compile(rf"([가-힣]+?)({_PARTICLES})(?![가-힣])")
_BACKWARDS = 3
_CASE = re.compile(r"([가-힣]+)([이가을를])(?![가-힣])")


def are_apart(asked: str, known: str) -> bool:
    """Whether `asked` is surely another question than `known`, whatever words they share."""
    one, other = asked.casefold(), known.casefold()
    return (
        _facts(one) != _facts(other)
        or bool(_NOT.search(one)) != bool(_NOT.search(other))
        or not _asks_the_same(one, other)
        or _is_must_against_may(one, other)
        or _is_turned_round(one, other)
        or _runs_backwards(one, other)
    )


def asks(text: str) -> frozenset[Asks]:
    """What a question wants to know; nothing for keywords, and for yes or no."""
    found: set[Asks] = set()
    rest = text.casefold()
    for pattern, kinds in _ASKS:
        if pattern.search(rest):
            found |= kinds
            rest = pattern.sub(" ", rest)
    return frozenset(found)


def _facts(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Numbers and names, of which each counts."""
    facts = facts_of(text)
    return facts.numbers, facts.names | {a.casefold() for a in (*facts.addresses, *facts.code)}


def _asks_the_same(asked: str, known: str) -> bool:
    """An answer to `known` tells what `asked` wants to know."""
    wanted, told = asks(asked), asks(known)
    if not wanted - _PLAIN or wanted & told:
        return True
    if Asks.WHERE in wanted and Asks.HOW in told:
        return True
    return Asks.WHAT in told and Asks.WHY not in wanted and Asks.WHO not in wanted


def _is_must_against_may(asked: str, known: str) -> bool:
    if (asks(asked) | asks(known)) & {Asks.HOW, Asks.WHERE, Asks.WHAT}:
        return False  # "how can I" and "what do I have to do" are the same
    one, other = _force(asked), _force(known)
    return one != other and "" not in {one, other}


def _force(text: str) -> str:
    if _MUST.search(text):
        return "must"
    return "may" if _MAY.search(text) else ""


def _is_turned_round(asked: str, known: str) -> bool:
    """A word that comes after "from" in one of them comes after "to" in the other."""
    there = list(_roles(known))
    return any(
        role != other and not word.isdisjoint(again)
        for word, role in _roles(asked)
        for again, other in there
    ) or _are_swapped(dict(_cases(asked)), dict(_cases(known)))


def _runs_backwards(asked: str, known: str) -> bool:
    """Three words stand the other way round: "mayor overrides council".

    In English alone, where the order of words says who does what to whom.
    """
    one, other = ([w for w in words_of(text) if _is_english(w)] for text in (asked, known))
    places = [at for word in one for at in _only_place(word, other)]
    depths: list[int] = []
    for at, place in enumerate(places):
        before = (d for d, p in zip(depths, places[:at], strict=True) if p > place)
        depths.append(1 + max(before, default=0))
    return max(depths, default=0) >= _BACKWARDS


def _only_place(word: Forms, words: list[Forms]) -> list[int]:
    """Where a word stands, if it stands there once."""
    places = [at for at, other in enumerate(words) if not word.isdisjoint(other)]
    return places if len(places) == 1 else []


def _is_english(word: Forms) -> bool:
    return all(form.isascii() for form in word)


def _roles(text: str) -> Iterator[tuple[Forms, str]]:
    for role, word in _ROLE.findall(text):
        yield from ((forms, role) for forms in words_of(word))
    for word, particle in _KOREAN_ROLE.findall(text):
        yield from ((forms, _ROLES[particle]) for forms in words_of(word))


def _cases(text: str) -> Iterator[tuple[str, str]]:
    """Who does something, and to whom, as the particles 이·가 and 을·를 say."""
    for word, particle in _CASE.findall(text):
        yield word, "who" if particle in "이가" else "whom"


def _are_swapped(one: dict[str, str], other: dict[str, str]) -> bool:
    moved = [word for word in one if word in other and one[word] != other[word]]
    return len({one[word] for word in moved}) > 1
