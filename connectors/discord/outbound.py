"""An exchange becomes the messages that show it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core import captions, rendering, replies
from bot.domain.conversation import (
    Addressed,
    Answer,
    Citation,
    Exchange,
    Outcome,
    Remedy,
    Sentence,
    State,
)
from bot.domain.language import Language, language_of
from connectors.discord import escaping, words
from connectors.discord.splitting import split, width

MOST_PARTS = 4
"""Messages that one answer may take; a longer one is cut, and says so."""

_LONGEST_QUESTION = 200


class Press(StrEnum):
    """A button under a message."""

    HELPFUL = "up"
    UNHELPFUL = "down"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Shown:
    """What people see: messages of at most 2,000 characters; the buttons are under the last."""

    parts: tuple[str, ...]
    language: Language
    buttons: tuple[Press, ...] = ()


def shown(exchange: Exchange, *, contact: str = "", has_staff: bool = False) -> Shown:
    """The exchange as it stands.

    `contact` is the way to a person, if one is set; `has_staff` says whether somebody can
    be called with a button.
    """
    language = language_of_exchange(exchange)
    buttons = _buttons(exchange, has_staff=has_staff)
    way = words.press_button(language) if Press.PERSON in buttons else ""
    body = _body(exchange, language, way or replies.ask_a_person(language, contact))
    label = f"-# {_label(exchange, language)}"
    text = "\n".join([*_asked(exchange, language), *body, "", label])
    return Shown(_limited(text, label, language), language, buttons)


def language_of_exchange(exchange: Exchange) -> Language:
    """That of the answer, else of what was asked, else of what is said instead."""
    if exchange.answer:
        return exchange.answer.language
    return language_of(exchange.question.text or exchange.reason or exchange.text)


def _label(exchange: Exchange, language: Language) -> str:
    has_sources = exchange.answer is not None and bool(exchange.answer.citations)
    label = captions.ai_label(language, has_sources=has_sources)
    if exchange.question.addressed is Addressed.PERSON:
        return f"{label} · {words.reference(language, exchange.reference)}"
    return label


def _buttons(exchange: Exchange, *, has_staff: bool) -> tuple[Press, ...]:
    if exchange.state in {State.RECEIVED, State.ANSWERING}:
        return ()
    if exchange.question.addressed is Addressed.PERSON:
        return ()
    person = (Press.PERSON,) if has_staff else ()
    if exchange.answer is None:
        is_ours = exchange.reason and exchange.remedy is not Remedy.REWORD
        return person if is_ours else ()
    if exchange.answer.outcome is Outcome.ANSWERED:
        return (Press.HELPFUL, Press.UNHELPFUL, *person)
    return person if exchange.answer.outcome is Outcome.UNKNOWN else ()


def _asked(exchange: Exchange, language: Language) -> list[str]:
    """The question of a command, which Discord does not show to anybody else."""
    question = exchange.question
    if question.addressed is not Addressed.COMMAND or not question.text:
        return []
    asked = " ".join(question.text.split())
    cut = asked if len(asked) <= _LONGEST_QUESTION else asked[: _LONGEST_QUESTION - 1] + "…"
    return [f"-# {words.question(language)}: {escaping.literal(cut)}", ""]


def _body(exchange: Exchange, language: Language, way: str) -> list[str]:
    answer = exchange.answer
    if answer and answer.outcome is Outcome.ANSWERED and answer.sentences:
        return _answered(answer)
    if answer and answer.outcome is Outcome.UNKNOWN:
        return _unknown(answer, way)
    said = exchange.text or exchange.reason
    if not said and exchange.state in {State.RECEIVED, State.ANSWERING}:
        said = captions.working(language)
    return escaping.lines(said)


def _answered(answer: Answer) -> list[str]:
    if answer.is_quoted:
        body = escaping.lines(rendering.lead(answer))
        for sentence in answer.sentences:
            body += ["", *(f"> {line}" for line in _marked(sentence))]
    else:
        body = _prose(answer.sentences)
    for said in rendering.remarks(answer):
        body += ["", said]
    if remarks := rendering.of_pictures(answer):
        body += ["", remarks]
    if not answer.citations:
        return body
    listed = _sources(answer.citations, answer.language)
    return [*body, "", f"**{replies.sources(answer.language)}**", *listed]


def _marked(sentence: Sentence) -> list[str]:
    """The lines of a sentence, with the numbers of its citations behind the last."""
    made = escaping.lines(sentence.text.strip("\n")) or [""]
    marks = "".join(f" [{number}]" for number in sentence.citations)
    if made[-1].startswith("```"):
        return [*made, marks.strip()] if marks else made
    return [*made[:-1], made[-1] + marks]


def _prose(sentences: Sequence[Sentence]) -> list[str]:
    """Sentences follow each other on a line, unless one of them is a line of its own."""
    made: list[str] = []
    for sentence in sentences:
        lines = _marked(sentence)
        is_running = made and len(lines) == 1 and not _stands_alone(lines[0])
        if is_running and not _stands_alone(made[-1]):
            made[-1] += f" {lines[0]}"
        else:
            made += lines
    return made


def _stands_alone(line: str) -> bool:
    return line.lstrip().startswith(("- ", "```")) or line.lstrip()[:1].isdigit() or not line


def _sources(citations: Sequence[Citation], language: Language) -> Iterator[str]:
    """A line per place, with the numbers of what is quoted from there."""
    numbers: dict[str, str] = {}
    for citation in citations:
        place = _place(citation, language)
        numbers[place] = numbers.get(place, "") + f"[{citation.number}]"
    return (f"{marks} {place}" for place, marks in numbers.items())


def _place(citation: Citation, language: Language) -> str:
    where = _where(citation.title, citation.heading)
    page = f", {replies.page(language, citation.page)}" if citation.page else ""
    linked = escaping.link(where, citation.url)
    if linked:
        return f"{linked}{page}"
    return f"{escaping.title(where)} ({escaping.code(citation.path)}{page})"


def _where(title: str, heading: str) -> str:
    return f"{title} › {heading.replace(' > ', ' › ')}" if heading else title


def _unknown(answer: Answer, way: str) -> list[str]:
    body = [rendering.not_found(answer)]
    if answer.nearest:
        body += ["", replies.nearest(answer.language)]
        for pointer in answer.nearest:
            where = escaping.title(_where(pointer.title, pointer.heading))
            body.append(f"- {where} ({escaping.code(pointer.path)})")
    return [*body, "", *escaping.lines(way)]


def _limited(text: str, label: str, language: Language) -> tuple[str, ...]:
    """In parts; what goes beyond the last is cut."""
    parts = split(text)
    if len(parts) <= MOST_PARTS:
        return tuple(parts)
    end = f"\n\n{words.cut(language)}\n{label}"
    last = split(parts[MOST_PARTS - 1], limit=1900 - width(end))[0]
    return (*parts[: MOST_PARTS - 1], last + end)
