"""A question that leans on what was said before becomes one that can be searched. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from bot.core.leaning import Lean, lean
from bot.core.plain_words import content_words
from bot.core.retrieval import Evidence, distinct
from bot.domain.conversation import Question, Speaker, Turn
from bot.domain.knowledge import Hit

_TURNS = 3
_LONGEST_TURN = 300
_CARRIED = 0.5
_K = 60.0  # as in the fusion of the two arms
_SOURCE = re.compile(r"^(?:\[\d+\])+ (.+) \([^()]+\)$", re.MULTILINE)
_NUMBERED = re.compile(r"[A-Za-z_.-]*\d[A-Za-z0-9_.-]*")


def leaning(question: Question) -> Lean:
    """Whether the question needs what was said before it; not if nothing was."""
    return lean(question.sought) if _said(question) else Lean.NO


def standalone(question: Question) -> str:
    """The question so that it can be searched without what was said before it.

    One that leans takes along what the conversation is about: the words of the earlier
    questions, back to the last one that stands by itself, and where the last answer was
    found. One that does not is as it was asked.
    """
    if leaning(question) is Lean.NO:
        return question.sought
    return " ".join([*_topic(question), question.sought])


def merged(raw: Evidence, carried: Evidence, *, share: float) -> Evidence:
    """What the question found by itself, and with what it leans on, as one ranking.

    The raw ranking counts `share` times. What counts more gives the scores, and words that
    only the conversation knows count half, so that the answer is to what was asked now.
    """
    scores: defaultdict[UUID, float] = defaultdict(float)
    for evidence, weight in ((raw, share), (carried, 1.0)):
        for rank, hit in enumerate(evidence.hits, 1):
            scores[hit.passage.id] += weight / (_K + rank)
    first, second = (raw, carried) if share > 1 else (carried, raw)
    hits = {hit.passage.id: hit for evidence in (second, first) for hit in evidence.hits}
    near = _nearest(raw.hits, carried.hits)
    order = sorted(hits, key=lambda point: (-scores[point], point))
    weights = {t: w if t in raw.weights else _CARRIED * w for t, w in first.weights.items()}
    found = (replace(hits[p], score=scores[p], dense=near.get(p)) for p in order)
    ranked = distinct(found)
    return replace(first, hits=tuple(ranked), weights=weights)


def _nearest(*rankings: Sequence[Hit]) -> dict[UUID, float]:
    """The higher cosine of each: by itself or as it is meant, either will do."""
    near: dict[UUID, float] = {}
    for hit in (hit for hits in rankings for hit in hits):
        if hit.dense is not None:
            near[hit.passage.id] = max(hit.dense, near.get(hit.passage.id, -1.0))
    return near


def _said(question: Question) -> list[str]:
    """What the asker said before, oldest first."""
    return [turn.text for turn in question.history if turn.speaker is Speaker.USER]


def _topic(question: Question) -> list[str]:
    """The words that say what the conversation is about, each once."""
    words: list[str] = []
    for text in _needed(_said(question)):
        words = [*_kept(words, text), *content_words(text)]
    found = [*_kept(words, question.sought), *content_words(_cited(question.history))]
    return list(dict.fromkeys(found))


def _needed(said: Sequence[str]) -> list[str]:
    """The last few questions, from one that stands by itself on."""
    needed: list[str] = []
    for text in reversed(said[-_TURNS:]):
        needed.insert(0, text[:_LONGEST_TURN])
        if lean(text) is not Lean.CLEARLY:
            break
    return needed


def _kept(words: Sequence[str], later: str) -> list[str]:
    """The words that a later turn does not replace: a code takes the place of its like."""
    shapes = {_shape(code) for code in _NUMBERED.findall(later)}
    return [word for word in words if _code_shape(word) not in shapes]


def _code_shape(word: str) -> str | None:
    code = _NUMBERED.match(word)
    return _shape(code[0]) if code else None


def _shape(code: str) -> str:
    """`BW-203` and `BW-407` are of one shape; so are any two plain numbers."""
    return re.sub(r"\d+", "0", code.casefold())


def _cited(history: Sequence[Turn]) -> str:
    """Title and heading of the first source of the last answer, if it named any."""
    answers = [turn.text for turn in history if turn.speaker is Speaker.BOT]
    source = _SOURCE.search(answers[-1]) if answers else None
    return source[1] if source else ""
