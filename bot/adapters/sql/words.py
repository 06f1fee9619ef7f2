"""What is sealed in an exchange, as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from bot.domain.audience import Clearance
from bot.domain.conversation import (
    Answer,
    Approval,
    Citation,
    Outcome,
    Pointer,
    Question,
    Sentence,
    Side,
    Speaker,
    Tokens,
    Turn,
)
from bot.domain.language import Language
from bot.domain.pictures import Attachment, Seen, Unread

_ALL = "all"


def pack_question(question: Question) -> str:
    """All of a question that says who asked, and what."""
    turns = [[turn.speaker, turn.text] for turn in question.history]
    asker = question.asker
    words: dict[str, Any] = {"text": question.text, "history": turns}
    words |= {"workspace": asker.workspace, "user": asker.user}
    if question.attachments:
        words["attachments"] = [asdict(one) for one in question.attachments]
    if question.locale:
        words["locale"] = question.locale
    return json.dumps(words)


def unpack_turns(turns: list[list[str]]) -> tuple[Turn, ...]:
    """The history of a packed question."""
    return tuple(Turn(Speaker(speaker), text) for speaker, text in turns)


def unpack_attachments(packed: Sequence[Mapping[str, Any]]) -> tuple[Attachment, ...]:
    """Where the files beside a packed question are."""
    return tuple(Attachment(**one) for one in packed)


def pack_answer(answer: Answer, text: str) -> str:
    """A whole answer with its quotations, and its text as shown."""
    return json.dumps({"answer": asdict(answer), "text": text}, default=str)  # days


def unpack_answer(packed: str) -> tuple[Answer, str]:
    """The answer and its text."""
    loaded = json.loads(packed)
    return _answer(loaded["answer"]), loaded["text"]


def pack_clearance(clearance: Clearance) -> str:
    """The word "all", or the labels in order."""
    return json.dumps(_ALL if clearance.labels is None else sorted(clearance.labels))


def unpack_clearance(packed: str) -> Clearance:
    """The clearance again."""
    loaded = json.loads(packed)
    return Clearance(None if loaded == _ALL else frozenset(loaded))


def _answer(loaded: dict[str, Any]) -> Answer:
    return Answer(
        outcome=Outcome(loaded["outcome"]),
        language=Language(loaded["language"]),
        confidence=loaded["confidence"],
        sentences=tuple(
            Sentence(sentence["text"], tuple(sentence["citations"]))
            for sentence in loaded["sentences"]
        ),
        citations=tuple(Citation(**citation) for citation in loaded["citations"]),
        nearest=tuple(Pointer(**pointer) for pointer in loaded["nearest"]),
        model=loaded["model"],
        tokens=Tokens(**loaded["tokens"]),
        cost=loaded["cost"],
        # Of what was packed before there were chat models.
        prompt=loaded.get("prompt", ""),
        is_partial=loaded.get("is_partial", False),
        is_sure=loaded.get("is_sure", True),
        seen=_seen(loaded.get("seen", {})),
        approval=_approval(loaded.get("approval")),
        sides=tuple(
            Side(one["number"], _day(one["updated"])) for one in loaded.get("sides", ())
        ),
    )


def _approval(loaded: dict[str, Any] | None) -> Approval | None:
    if loaded is None:
        return None
    return Approval(loaded["owner"], _day(loaded["updated"]))


def _day(loaded: str | None) -> date | None:
    return date.fromisoformat(loaded) if loaded else None


def _seen(loaded: dict[str, Any]) -> Seen:
    unread = tuple(Unread(why) for why in loaded.get("unread", ()))
    return Seen(**(loaded | {"unread": unread}))
