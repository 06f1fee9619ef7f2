"""An answer becomes text: Markdown, the same for every door. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import replies
from bot.domain.conversation import Answer, Citation, Outcome
from bot.domain.language import Language


def render(answer: Answer, *, contact: str = "") -> str:
    """The text that the asker reads. `contact` is the way to a person, if one is set."""
    if answer.outcome is Outcome.ANSWERED:
        return _answered(answer)
    return _unknown(answer, contact)


def _answered(answer: Answer) -> str:
    quotes = [
        _quoted(sentence.text, "".join(f" [{n}]" for n in sentence.citations))
        for sentence in answer.sentences
    ]
    listed = sources(answer.citations, answer.language)
    return "\n\n".join(
        [
            replies.found(answer.language),
            *quotes,
            "\n".join([replies.sources(answer.language), *listed]),
        ]
    )


def _unknown(answer: Answer, contact: str) -> str:
    parts = [replies.not_found(answer.language)]
    if answer.nearest:
        listed = [f"- {_where(p.title, p.heading)} ({p.path})" for p in answer.nearest]
        parts.append("\n".join([replies.nearest(answer.language), *listed]))
    parts.append(replies.ask_a_person(answer.language, contact))
    return "\n\n".join(parts)


def sources(citations: Sequence[Citation], language: Language) -> list[str]:
    """One line per place that is quoted, with the numbers of its quotations."""
    lines: dict[str, str] = {}
    for citation in citations:
        place = _place(citation, language)
        lines[place] = lines.get(place, "") + f"[{citation.number}]"
    return [f"{numbers} {place}" for place, numbers in lines.items()]


def _place(citation: Citation, language: Language) -> str:
    page = f", {replies.page(language, citation.page)}" if citation.page else ""
    where = _where(citation.title, citation.heading)
    return f"{where} ({citation.url or citation.path}{page})"


def _where(title: str, heading: str) -> str:
    return f"{title} > {heading}" if heading else title


def _quoted(text: str, marks: str) -> str:
    lines = text.splitlines() or [""]
    is_code = lines[-1].strip().startswith(("```", "~~~"))
    lines = [*lines, marks.strip()] if is_code else [*lines[:-1], lines[-1] + marks]
    return "\n".join(f"> {line}" if line else ">" for line in lines)
