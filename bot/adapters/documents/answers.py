"""Answers that a person approved: Markdown below `answers/`, with the questions on top.

What such a file gets wrong is never guessed, as it speaks in a person's name: it is not
used until it is mended, and the report says how.
"""

from __future__ import annotations

from dataclasses import replace

from bot.adapters.documents import markdown
from bot.adapters.documents.label_keys import key_of
from bot.adapters.documents.labels import split_front_matter
from bot.adapters.documents.text import EMPTY, Reading, decode, first_heading, shortened
from bot.domain.errors import DocumentUnreadable
from bot.domain.knowledge import FoundFile, Labels

VERSION = "answers/1"

MOST_QUESTIONS = 50
LONGEST_QUESTION = 300
LONGEST_ANSWER = 3000
"""Characters; a longer text is a document."""

_FOLDER = "answers/"
_KEYS = ("questions", "question")
_NO_QUESTIONS = (
    "an approved answer says which questions it answers: write 'questions:' between the lines "
    "--- at its top, and below that one '- …?' a line; or move the file out of answers/"
)
_NO_ANSWER = "it has no answer: write it below the second line ---"
_NO_OWNER = (
    "no owner is named, so askers do not see who stands behind the answer: add 'owner: …'"
)
_NOT_MARKDOWN = (
    "it is no Markdown with 'questions:' on top, so it is read as a document, and not as an "
    "approved answer"
)


def read_markdown(raw: bytes, file: FoundFile) -> tuple[Reading, str]:
    """A Markdown file and what reads it: an approved answer with its questions, or neither.

    Raises DocumentUnreadable, which says to withhold an answer that was approved before.
    """
    try:
        reading = markdown.read_markdown(raw, file.path)
    except DocumentUnreadable as trouble:
        if _is_below_answers(file):
            reason = _NO_ANSWER if trouble.reason == EMPTY else trouble.reason
            raise _broken(reason) from trouble
        raise
    found = _keys(decode(raw)) if _may_be_one(reading, file) else {}
    if not _is_below_answers(file) and not _written(found):
        return reading, markdown.VERSION  # other programs have a key 'approved', too
    return _answer(reading, found), f"{markdown.VERSION} {VERSION}"


def labels_of(reading: Reading, file: FoundFile) -> Labels:
    """The labels of what was read; without questions nothing is an approved answer."""
    return replace(reading.said.over(file.labels), approved=bool(reading.questions))


def remarks_of(reading: Reading, file: FoundFile) -> tuple[str, ...]:
    """What an admin should know of it."""
    if not reading.questions and _may_be_one(reading, file):
        return (*reading.remarks, _NOT_MARKDOWN)
    return reading.remarks


def _is_below_answers(file: FoundFile) -> bool:
    return file.path.casefold().startswith(_FOLDER)


def _may_be_one(reading: Reading, file: FoundFile) -> bool:
    """It lies below `answers/`, or it or its folder says that somebody approved it."""
    said = reading.said.labels.get("approved", file.labels.approved)
    return _is_below_answers(file) or said is True


def _answer(reading: Reading, found: dict[str, list[str]]) -> Reading:
    said = reading.said
    if said.labels.get("approved") is False:
        raise _broken("it says 'approved: false': take that line out once it is approved")
    for name in ("valid_from", "valid_until", "updated"):
        if found.get(name) and name not in said.labels:
            raise _broken(_remark_on(said.remarks, name))
    questions = _questions(found)
    if len(reading.text.strip()) > LONGEST_ANSWER:
        raise _broken(
            f"the answer has more than {LONGEST_ANSWER:,} characters: shorten it, or move it "
            "out of answers/ and let a short answer point to it"
        )
    title = shortened(said.title or "") or first_heading(reading.text) or questions[0]
    remarks = () if said.labels.get("owner") else (_NO_OWNER,)
    return replace(
        reading, title=title, questions=questions, remarks=(*reading.remarks, *remarks)
    )


def _questions(found: dict[str, list[str]]) -> tuple[str, ...]:
    questions = tuple(dict.fromkeys(" ".join(one.split()) for one in _written(found)))
    if not questions:
        raise _broken(_NO_QUESTIONS)
    if len(questions) > MOST_QUESTIONS:
        raise _broken(
            f"it has more than {MOST_QUESTIONS} questions: leave out the least likely"
        )
    for question in questions:
        if len(question) > LONGEST_QUESTION:
            raise _broken(
                f"the question '{question[:40]}…' has more than {LONGEST_QUESTION} characters: "
                "ask it in one sentence"
            )
    return questions


def _written(found: dict[str, list[str]]) -> list[str]:
    return [one for name in _KEYS for one in found.get(name, [])]


def _keys(source: str) -> dict[str, list[str]]:
    """The keys of front matter that is known to be sound, and what is written behind each."""
    import yaml  # noqa: PLC0415 - a start that reads no answers need not pay for it

    body = split_front_matter(source)[1]
    lines = source[: len(source) - len(body)].strip().splitlines()[1:-1]
    root = yaml.compose("\n".join(lines), Loader=yaml.BaseLoader)
    if not isinstance(root, yaml.MappingNode):
        return {}
    found: dict[str, list[str]] = {}
    for key, value in root.value:
        if isinstance(key, yaml.ScalarNode):
            name = key_of(key.value.strip()) or key.value.strip().casefold()
            nodes = value.value if isinstance(value, yaml.SequenceNode) else [value]
            if name in _KEYS and not all(isinstance(one, yaml.ScalarNode) for one in nodes):
                line = key.start_mark.line + 2
                raise _broken(
                    f"line {line}: a question there is no plain text: write it in quotes, "
                    'such as - "VPN: how do I sign in?"'
                )
            written = [str(one.value) for one in nodes if isinstance(one, yaml.ScalarNode)]
            found.setdefault(name, []).extend(filter(str.strip, written))
    return found


def _remark_on(remarks: tuple[str, ...], name: str) -> str:
    about = [one for one in remarks if "is no day" in one or f"'{name}'" in one]
    return (about or [f"'{name}' is no day: write it such as 2026-03-01"])[0].removesuffix(
        "; it has no effect"
    )


def _broken(reason: str) -> DocumentUnreadable:
    return DocumentUnreadable(reason, withhold=True)
