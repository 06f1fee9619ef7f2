"""An exchange becomes a message of Slack. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from bot.core import captions, rendering, replies
from bot.domain.conversation import (
    Addressed,
    Answer,
    Citation,
    Exchange,
    Outcome,
    Pointer,
    Sentence,
    State,
)
from bot.domain.language import Language, language_of
from bot.domain.sentences import sentences
from connectors.slack.message import ANSWER_EVENT, ASKED_EVENT, NOTE_EVENT, Message
from connectors.slack.rich import (
    Piece,
    inert,
    is_web,
    link,
    paragraph,
    prose,
    quotation,
    rich,
    section,
    seen,
    text_of,
    words,
)

HELPFUL, UNHELPFUL, ASK_PERSON = "helpful", "unhelpful", "ask_person"
_LONGEST_BODY = 9000
_LONGEST_FALLBACK = 3000
_MOST_QUOTED = 30
_MOST_SOURCES = 20


def language(exchange: Exchange) -> Language:
    """The language that the asker reads."""
    if exchange.answer:
        return exchange.answer.language
    return language_of(exchange.question.text or exchange.reason or exchange.text)


def compose(exchange: Exchange, *, has_staff: bool, contact: str = "") -> Message:
    """The message that shows the exchange as it stands.

    `has_staff` says whether a person can be called with a button, `contact` where one is.
    """
    speaks = language(exchange)
    body = _body(exchange, speaks, contact=contact, has_staff=has_staff)
    # A notification shows the first words: the answer, and not what introduces it.
    is_introduced = len(body) > 1 and text_of(body[:1]) == replies.found(speaks)
    said = text_of(body[1:] if is_introduced else body)
    has_sources = exchange.answer is not None and bool(exchange.answer.citations)
    foot: list[Piece] = [_note(captions.ai_label(speaks, has_sources=has_sources))]
    if exchange.state is State.ANSWERING:
        foot = [_note(captions.working(speaks))]
    elif pressed := _buttons(exchange, speaks, has_staff=has_staff):
        foot.append({"type": "actions", "elements": pressed})
    return Message(
        text=_fallback(said),
        blocks=[*body, *foot],
        event=ANSWER_EVENT,
        exchange=exchange.question.id,
    )


def partial(exchange: Exchange) -> list[Piece]:
    """A block per sentence that stands so far, for an answer that is being written."""
    answer = exchange.answer
    if answer is None:
        return []
    return [rich(_sentence(one, answer)) for one in answer.sentences if one.text.strip()]


def asked(who: str, question: str) -> Message:
    """What was asked with `/ask`, for all to see; nobody is mentioned."""
    speaks = language_of(question)
    head = captions.asked(speaks, who)
    parts = [section(words(head, is_bold=True)), *quotation_of_words(question)]
    return Message(
        text=_fallback(f"{head} {question}"),
        blocks=[rich(parts)],
        event=ASKED_EVENT,
    )


def quotation_of_words(said: str, *, longest: int = 3000) -> list[Piece]:
    """What somebody typed, as a quotation, to the last character that fits."""
    shown = said if len(said) <= longest else f"{said[:longest]}…"
    return [{"type": "rich_text_quote", "elements": words(shown)}] if shown.strip() else []


def note(text: str) -> Message:
    """A few sentences in the bot's own name."""
    return Message(text=_fallback(text), blocks=[paragraph(prose(text))], event=NOTE_EVENT)


def pressed_under(value: str) -> tuple[uuid.UUID, Language] | None:
    """Which exchange a button stands under and its language; None if it is not ours."""
    key, _, code = value.partition(":")
    try:
        return uuid.UUID(hex=key), Language(code)
    except ValueError:
        return None


def _body(
    exchange: Exchange, speaks: Language, *, contact: str, has_staff: bool
) -> list[Piece]:
    answer = exchange.answer
    if exchange.reason and exchange.state is not State.ANSWERING:
        return _paragraphs([exchange.reason])
    if answer is None:
        return _paragraphs([exchange.text])
    if answer.outcome is Outcome.UNKNOWN:
        return _unknown(answer, contact=contact, has_staff=has_staff)
    if answer.outcome is Outcome.ANSWERED and answer.sentences:
        return _answered(answer, speaks)
    return _paragraphs([sentence.text for sentence in answer.sentences] or [exchange.text])


def _answered(answer: Answer, speaks: Language) -> list[Piece]:
    kept, is_cut = _fitting(answer.sentences)
    body: list[Piece] = [paragraph(rendering.lead(answer))] if answer.is_quoted else []
    if answer.is_quoted:
        body += [rich(_sentence(one, answer)) for one in kept]
    else:
        body.append(rich([section(_running(kept))]))
    body += [_note(said) for said in rendering.remarks(answer)]
    if is_cut:
        body.append(_note(captions.shortened(speaks)))
    if remarks := rendering.of_pictures(answer):
        body.append(_note(remarks))
    numbers = {number for one in kept for number in one.citations}
    listed = [one for one in answer.citations if one.number in numbers or not is_cut]
    return [*body, *_sources(listed, speaks)]


def _sentence(sentence: Sentence, answer: Answer) -> list[Piece]:
    marks = _marks(sentence)
    if answer.is_quoted:
        return quotation(sentence.text, marks)
    return [section(words(prose(sentence.text) + marks))]


def _running(kept: Iterable[Sentence]) -> list[Piece]:
    """Sentences as one text; where one has lines of its own, it begins on a new one."""
    text = ""
    for sentence in kept:
        shown = prose(sentence.text) + _marks(sentence)
        is_apart = "\n" in shown or shown.startswith("•")
        text += (("\n" if is_apart else " ") if text else "") + shown
    return words(text)


def _marks(sentence: Sentence) -> str:
    return "".join(f" [{number}]" for number in sentence.citations)


def _fitting(all_of_them: Sequence[Sentence]) -> tuple[list[Sentence], bool]:
    """The first sentences that fit into a message, and whether anything was left out."""
    kept: list[Sentence] = []
    room = _LONGEST_BODY
    for sentence in all_of_them[:_MOST_QUOTED]:
        if len(sentence.text) > room:
            if short := _cut(sentence.text, room):
                kept.append(Sentence(short, sentence.citations))
            return kept, True
        kept.append(sentence)
        room -= len(sentence.text)
    return kept, len(all_of_them) > len(kept)


def _cut(text: str, room: int) -> str:
    """The whole sentences that fit; a single one that does not is cut, and shows it."""
    ends = [span.end for span in sentences(text) if span.end <= room]
    if ends:
        return text[: ends[-1]]
    return f"{text[: room - 1]}…" if room > 1 else ""


def _sources(citations: Sequence[Citation], speaks: Language) -> list[Piece]:
    """A line per place that is cited, with the numbers of what it holds."""
    lines: dict[tuple[object, ...], tuple[str, Citation]] = {}
    for one in citations:
        place = (one.path, one.title, one.heading, one.page, one.url)
        numbers, first = lines.get(place, ("", one))
        lines[place] = (f"{numbers}[{one.number}]", first)
    if not lines:
        return []
    pieces = words(replies.sources(speaks), is_bold=True)
    for numbers, citation in list(lines.values())[:_MOST_SOURCES]:
        pieces += words(f"\n{numbers} ") + _source(citation, speaks)
    return [rich([section(pieces)])]


def _source(citation: Citation, speaks: Language) -> list[Piece]:
    where = _where(citation.title, citation.heading)
    page = replies.page(speaks, citation.page) if citation.page else ""
    if citation.url and is_web(citation.url):
        return [*link(citation.url, where), *words(f" ({page})" if page else "")]
    told = ", ".join(part for part in (citation.path, page) if part)
    return words(f"{where} ({told})")


def _unknown(answer: Answer, *, contact: str, has_staff: bool) -> list[Piece]:
    speaks = answer.language
    body = _paragraphs([rendering.not_found(answer)])
    if answer.nearest:
        pieces = words(replies.nearest(speaks))
        for pointer in answer.nearest[:_MOST_SOURCES]:
            pieces += words(f"\n• {_pointed(pointer)}")
        body.append(rich([section(pieces)]))
    if contact or not has_staff:
        body += _paragraphs([replies.ask_a_person(speaks, contact)])
    return body


def _pointed(pointer: Pointer) -> str:
    return f"{_where(pointer.title, pointer.heading)} ({pointer.path})"[:600]


def _where(title: str, heading: str) -> str:
    return (f"{title} > {heading}" if heading else title)[:600]


def _paragraphs(texts: Iterable[str]) -> list[Piece]:
    whole = "\n\n".join(prose(text) for text in texts)
    shown = whole if len(whole) <= _LONGEST_BODY else _cut(whole, _LONGEST_BODY)
    return [paragraph(part) for part in shown.split("\n\n") if part.strip()][:_MOST_QUOTED]


def _note(text: str) -> Piece:
    return {
        "type": "context",
        "elements": [{"type": "plain_text", "text": text, "emoji": False}],
    }


def _buttons(exchange: Exchange, speaks: Language, *, has_staff: bool) -> list[Piece]:
    outcome = exchange.answer.outcome if exchange.answer else Outcome.FAILED
    if outcome is Outcome.HANDED_OVER or exchange.question.addressed is Addressed.PERSON:
        return []
    value = f"{exchange.question.id.hex}:{speaks.value}"
    found: list[Piece] = []
    if outcome is Outcome.ANSWERED:
        found += [
            _button(HELPFUL, captions.helpful(speaks), value),
            _button(UNHELPFUL, captions.unhelpful(speaks), value),
        ]
    if has_staff:
        found.append(_button(ASK_PERSON, captions.ask_person(speaks), value))
    return found


def _button(action: str, label: str, value: str) -> Piece:
    return {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": label, "emoji": False},
        "value": value,
    }


def _fallback(text: str) -> str:
    shown = "\n".join(line for line in text.splitlines() if line.strip())
    return inert(seen(shown)[:_LONGEST_FALLBACK]) or "…"
