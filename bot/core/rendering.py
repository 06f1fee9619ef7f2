"""An answer becomes text: Markdown, the same for every door. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from bot.core import replies, sights
from bot.core.facts import CODE, addresses_in, with_addresses
from bot.domain.conversation import Answer, Citation, Outcome
from bot.domain.language import Language

_PINGS = re.compile(
    r"<!(?:channel|here|everyone|subteam)|<[@#]|@(?:everyone|(?:here|channel)\b)"
)
_HANDLE = re.compile(r"(?<![\w.])@\w")
_TAG = re.compile(r"<[A-Za-z/!?]")
_IMAGE = re.compile(r"!\[")
_LINK = re.compile(r"\[([^\]\n]*)\](?:\([^)\n]*\)|\[[^\]\n]*\])")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^>\s]*)>")
_DEFINITION = re.compile(r"\[[^\]\n]+\]:")
_LEADING = re.compile(r"^(?:\s*(?:>|#{1,6}(?=\s)))+\s*")
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})
_HERE = frozenset({"localhost", "127.0.0.1"})
_LIST = re.compile(r"\s*(?:[-*•·]|\d{1,2}[.)])\s")


def inert(text: str, *, hosts: Collection[str], language: Language) -> str | None:
    """A model's sentence without anything that acts; None when that was its point.

    No image, no tag and no mention passes. Of a link only its words stay, of an address
    whose host is neither one of `hosts` nor below one, only that there is one. Code stays
    as it is, or goes as a whole.
    """
    seen = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in _HIDDEN)
    if _PINGS.search(seen):
        return None
    made: list[str] = []
    at = 0
    for code in CODE.finditer(seen):
        if not _is_at_home(code[0], hosts):
            return None
        made += [seen[at : code.start()], code[0]]
        at = code.end()
    made.append(seen[at:])
    prose = [_prose(part, hosts, language) for part in made[::2]]
    if any(part is None for part in prose):
        return None
    made[::2] = [part or "" for part in prose]
    return _LEADING.sub("", "".join(made)).strip()


def _prose(text: str, hosts: Collection[str], language: Language) -> str | None:
    plain = _AUTOLINK.sub(r"\1", text)
    if _IMAGE.search(plain) or _TAG.search(plain) or _DEFINITION.search(plain):
        return None
    if _HANDLE.search(plain):
        return None
    there = replies.address_in_source(language)
    named = with_addresses(
        _LINK.sub(r"\1", plain),
        lambda address, host: address if _is_below(host, hosts) else there,
    )
    return named.replace("](", "] (")


def _is_at_home(code: str, hosts: Collection[str]) -> bool:
    return all(_is_below(host, hosts) for _, host in addresses_in(code))


def _is_below(host: str, hosts: Collection[str]) -> bool:
    return any(host == one or host.endswith(f".{one}") for one in (*hosts, *_HERE))


def render(answer: Answer, *, contact: str = "") -> str:
    """The text that the asker reads. `contact` is the way to a person, if one is set."""
    if answer.outcome is Outcome.ANSWERED:
        return _answered(answer)
    if answer.outcome is Outcome.HANDED_OVER:
        return "\n\n".join(sentence.text for sentence in answer.sentences)
    return _unknown(answer, contact)


def _answered(answer: Answer) -> str:
    if answer.is_worded:
        return _worded(answer)
    quotes = [
        _quoted(sentence.text, "".join(f" [{n}]" for n in sentence.citations))
        for sentence in answer.sentences
    ]
    listed = sources(answer.citations, answer.language)
    told = [*remarks(answer), of_pictures(answer)]
    parts = [lead(answer), *quotes, *filter(None, told)]
    return "\n\n".join([*parts, "\n".join([replies.sources(answer.language), *listed])])


def _worded(answer: Answer) -> str:
    listed = sources(answer.citations, answer.language)
    parts = [_run_on(answer), *remarks(answer), *filter(None, [of_pictures(answer)])]
    return "\n\n".join(
        [*parts, "\n".join([replies.sources(answer.language), *listed])] if listed else parts
    )


def _run_on(answer: Answer) -> str:
    """The sentences as a paragraph; items and code in lines of their own."""
    made = ""
    for sentence in answer.sentences:
        is_code = sentence.text.startswith(("```", "~~~"))
        marks = "".join(f"[{n}]" for n in sentence.citations)
        own_line = is_code or _LIST.match(sentence.text) is not None
        joint = "\n" if own_line or made.endswith("\n") else " "
        made += (joint if made else "") + sentence.text + ("\n" if is_code else " ") + marks
        made += "\n" if own_line else ""
    return made.strip()


def note(answer: Answer) -> str:
    """What to know about an answer besides its sentences; mostly nothing."""
    said = remarks(answer)
    if answer.stands_in and answer.outcome is Outcome.ANSWERED:
        said = [replies.quoted_instead(answer.language), *said]
    elif answer.approval:
        said = [replies.approved(answer.language, answer.approval), *said]
    return " ".join(said)


def remarks(answer: Answer) -> list[str]:
    """What to know about how far an answer goes: a part of it only, or a doubt."""
    said = [replies.partial(answer.language)] if answer.is_partial else []
    if answer.outcome is Outcome.ANSWERED and not answer.is_sure:
        said.append(replies.unsure(answer.language))
    return said


def of_pictures(answer: Answer) -> str:
    """What to know about the attachments of the question; mostly nothing."""
    return sights.remarks(answer.seen, answer.language)


def not_found(answer: Answer) -> str:
    """That there is no answer; where there was nothing to look up, why not."""
    told = of_pictures(answer)
    if answer.seen.is_lost and told:
        return told
    return " ".join(filter(None, [replies.not_found(answer.language), told]))


def lead(answer: Answer) -> str:
    """What the bot says before the sentences; nothing before a model's own."""
    if answer.is_worded or answer.outcome is not Outcome.ANSWERED:
        return ""
    if answer.sides:
        return replies.disagree(answer.language, answer.sides)
    if answer.stands_in:
        return replies.quoted_instead(answer.language)
    if answer.approval:
        return replies.approved(answer.language, answer.approval)
    return replies.found(answer.language)


def _unknown(answer: Answer, contact: str) -> str:
    parts = [not_found(answer)]
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
