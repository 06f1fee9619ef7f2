"""The audience rule, from the search to the rendered text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.answerability import Gate
from bot.core.rendering import render
from bot.domain.audience import (
    COMMUNITY,
    EMPLOYEES,
    OPERATOR,
    PUBLIC,
    Audience,
    Clearance,
    clearance,
)
from bot.domain.conversation import Question
from bot.domain.knowledge import Passage
from tests.bot.core.evidence import passage, unhurried
from tests.bot.core.library import ALWAYS, NEVER, Library
from tests.bot.core.questions import asked

LABELS = ("public", "community", "employees", "group:hr", "group:it", "restricted")
READERS = (
    clearance(PUBLIC),
    clearance(COMMUNITY),
    clearance(EMPLOYEES),
    clearance(EMPLOYEES, ["hr"]),
    clearance(EMPLOYEES, ["hr", "it"]),
    OPERATOR,
)
_MARK = re.compile(r"secret(\d+)x")

audiences = st.sampled_from(LABELS).map(Audience)
topics = st.lists(
    st.sampled_from(["vpn", "reset", "leave", "비밀번호", "연차", "days"]),
    min_size=1,
    max_size=4,
)
shelves = st.lists(st.tuples(topics, audiences, audiences), min_size=1, max_size=10)


def document(number: int, words: list[str], audience: Audience) -> Passage:
    """A passage that bears its mark wherever words of it could be shown."""
    mark = f"secret{number}x"
    return passage(
        f"{' '.join(words)} {mark}.",
        path=f"{mark}.md",
        title=f"{words[0]} {mark}",
        headings=(mark,),
        audience=audience,
        url=f"https://wiki/{mark}",
    )


@settings(unhurried, max_examples=200)
@given(shelves, topics, st.sampled_from(READERS))
async def test_nothing_above_the_clearance_is_found_quoted_named_or_embedded(
    shelf: list[tuple[list[str], Audience, Audience]], words: list[str], reader: Clearance
) -> None:
    library = Library()
    documents = [document(n, body, true) for n, (body, true, _) in enumerate(shelf)]
    for found, (_, _, label) in zip(documents, shelf, strict=True):
        await library.put(found, label=label)
    question = asked(" ".join(words) + " 어때요?", reader=reader)

    evidence = await library.retrieval().find(question.text, reader)
    answers = [await library.answering(gate).answer(question) for gate in (ALWAYS, NEVER)]

    shown = [repr(evidence.hits), *map(repr, answers), *map(render, answers)]
    outside = [*library.embedder.passages, *library.embedder.questions]
    seen = {int(mark) for text in (*shown, *outside) for mark in _MARK.findall(text)}
    allowed = {
        n
        for n, (_, true, label) in enumerate(shelf)
        if reader.may_read(true) and reader.may_read(label)
    }
    assert seen <= allowed
    assert bool(evidence.hits) == bool(allowed)


@pytest.mark.parametrize("gate", [ALWAYS, NEVER])
async def test_the_operator_may_see_what_nobody_else_may(gate: Gate) -> None:
    library = Library()
    await library.put(document(0, ["vpn", "reset"], Audience("restricted")))
    assert "secret0x" in repr(await library.answering(gate).answer(_vpn(OPERATOR)))
    for reader in READERS[:-1]:
        assert "secret" not in repr(await library.answering(gate).answer(_vpn(reader)))


def _vpn(reader: Clearance) -> Question:
    return asked("reset vpn", reader=reader)
