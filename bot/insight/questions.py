"""Questions whose answers are known, from the rows of a file. Pure."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from bot.domain.conversation import Speaker, Turn
from bot.domain.language import Language, language_of
from bot.insight.rows import Row, wrong

_YES = ("true", "yes", "y", "1", "예", "네")
_NO = ("false", "no", "n", "0", "아니오", "아니요")
# What our public sets carry besides; a field that looks like none of all these is passed over.
_OURS = ("id", "question", "lang", "answerable", "kind", "history", "documents", "facts")
_THEIRS = (
    *("gold_doc", "gold_docs", "more_gold", "expected_facts", "doc", "answers", "sample"),
    *("gold_section", "gold_quote", "answer_polarity", "answer_bool", "answer", "section"),
    *("paragraph_index", "why_unanswerable", "near_miss_doc", "notes"),
)
_NEAR = 0.8

Fact = tuple[str, ...]
"""Wordings of one fact: any of them will do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what is known about its answer.

    `documents` are those that hold the answer, as the file names them; `facts` is what a
    right answer says. Both are empty where nobody wrote them down.
    """

    id: str
    line: int
    question: str
    language: Language
    kind: str
    answerable: bool
    history: tuple[Turn, ...] = ()
    documents: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    is_sample: bool = True


def questions_of(rows: Iterable[Row], *, name: str) -> list[Asked]:
    """The questions of a file called `name`, in order.

    Raises BadInput, which names the line that is wrong and what would be right.
    """
    found: dict[str, Asked] = {}
    for row in rows:
        asked = _Reader(row, name).asked()
        if asked.id in found:
            earlier = found[asked.id].line
            raise wrong(
                name, row.line, f"has the id '{asked.id}' of line {earlier}: give it another"
            )
        found[asked.id] = asked
    if not found:
        raise wrong(name, 1, "is the end already: there is no question in it")
    return list(found.values())


class _Reader:
    """Reads one row."""

    def __init__(self, row: Row, name: str) -> None:
        self._row = row
        self._name = name
        self._fields: Mapping[str, Any] = row.fields

    def asked(self) -> Asked:
        for field in self._fields:
            self._recognise(field)
        question = self._text("question")
        if not question.strip():
            self._refuse("has no text under 'question'")
        answerable = self._flag("answerable", default=True)
        return Asked(
            id=self._text("id") or f"line-{self._row.line}",
            line=self._row.line,
            question=question,
            language=self._language(question),
            kind=self._text("kind"),
            answerable=answerable,
            history=self._history(),
            # Of a question without an answer, such a field names where it is missing.
            documents=self._documents() if answerable else (),
            facts=self._facts() if answerable else (),
            is_sample=self._flag("sample", default=True),
        )

    def _refuse(self, what: str) -> NoReturn:
        raise wrong(self._name, self._row.line, what)

    def _recognise(self, field: str) -> None:
        if field in (*_OURS, *_THEIRS):
            return
        near = difflib.get_close_matches(field, _OURS, n=1, cutoff=_NEAR)
        if near:
            self._refuse(f"has a field '{field}': did you mean '{near[0]}'?")

    def _text(self, field: str) -> str:
        value = self._fields.get(field)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self._refuse(f"has no text under '{field}'")
        return str(value)

    def _flag(self, field: str, *, default: bool) -> bool:
        value = self._fields.get(field)
        if value is None:
            return default
        word = str(value).strip().casefold()
        if word not in _YES + _NO:
            self._refuse(f"has '{value}' under '{field}': write true or false")
        return word in _YES

    def _language(self, question: str) -> Language:
        word = self._text("lang").strip()
        if word and word not in list(Language):
            self._refuse(f"has '{word}' under 'lang': write ko or en, or leave it out")
        return Language(word) if word else language_of(question)

    def _history(self) -> tuple[Turn, ...]:
        value = self._fields.get("history") or ()
        if isinstance(value, str):
            return (Turn(Speaker.USER, value),)
        if not isinstance(value, list | tuple):
            self._refuse("has a 'history' that is neither a text nor a list of turns")
        return tuple(self._turn(turn) for turn in value)

    def _turn(self, turn: object) -> Turn:
        if (
            not isinstance(turn, dict)
            or turn.get("role") not in [str(speaker) for speaker in Speaker]
            or not isinstance(turn.get("text"), str)
        ):
            self._refuse("has a turn without 'role' (user or bot) and 'text'")
        return Turn(Speaker(turn["role"]), turn["text"])

    def _documents(self) -> tuple[str, ...]:
        names = [
            *self._texts("documents"),
            *self._texts("gold_docs"),
            *self._texts("gold_doc"),
            *self._texts("doc"),
            *(place.get("doc") for place in self._more()),
        ]
        paths = (unicodedata.normalize("NFC", n.strip()) for n in names if isinstance(n, str))
        return tuple(dict.fromkeys(path for path in paths if path))

    def _more(self) -> Sequence[Mapping[str, Any]]:
        more = self._fields.get("more_gold") or ()
        if not isinstance(more, list) or not all(isinstance(place, dict) for place in more):
            return ()
        return more

    def _facts(self) -> tuple[Fact, ...]:
        facts = [*self._texts("facts"), *self._texts("expected_facts")]
        stated = [_wordings(fact.split("|")) for fact in facts]
        spans = _wordings(self._texts("answers"))
        # Whether a yes is right, a search for "yes" cannot tell.
        if any(span.casefold() not in _YES + _NO for span in spans):
            stated.append(spans)
        return tuple(fact for fact in stated if fact)

    def _texts(self, field: str) -> list[str]:
        """A list of texts; one text with semicolons is such a list too."""
        value = self._fields.get(field)
        if isinstance(value, str):
            return value.split(";") if field in _OURS else [value]
        if value is None:
            return []
        if not isinstance(value, list) or not all(
            isinstance(v, str | int | float) for v in value
        ):
            self._refuse(f"has something else than texts under '{field}'")
        return [str(each) for each in value]


def _wordings(texts: Iterable[str]) -> Fact:
    return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))
