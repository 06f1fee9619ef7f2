"""Passages and a question become what a chat model is sent. Pure.

Passages, conversation and question are data between marks that cannot stand in them, and
what no reader of the document would see is left out of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.conversation import Question, Speaker
from bot.domain.knowledge import Passage
from bot.domain.language import Language
from bot.ports import Message, Voice

NONE = "NONE"
"""What a model writes when the passages do not answer."""
PARTIAL = "PARTIAL"
"""What it writes last when they answer only a part."""

_LANGUAGES = {Language.KOREAN: "Korean (polite -습니다 style)", Language.ENGLISH: "English"}
_OURS = re.compile(r"<(?=\s*/?\s*(?:passages?|conversation|question|picture)\b)", re.IGNORECASE)
_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)"  # HTML comments
    r"|!\[[^\]\n]*\]\([^)\n]*\)"  # images, with the words for those who cannot see them
    r"|(?<=\])\([^)\n]*\)"  # where a link goes, and its title
    r"|^[ \t]*\[(?!\^)[^\]\n]+\]:[^\n]*$"  # the same, in a line of its own
    r"|<(\w+)[^>]*style=[^>]*(?:display:\s*none|visibility:\s*hidden|opacity:\s*0"
    r"|font-size:\s*[01](?:px|pt)?\b|color:\s*(?:\#fff|white))[^>]*>.*?</\1>",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})
_EARLIER = 6
_LONGEST_TURN = 500
_LONGEST_QUESTION = 4000


@dataclass(frozen=True, slots=True)
class Example:
    """A question, passages, and the answer that the operator would like to see."""

    question: str
    passages: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Prompting:
    """Words the request. `rules` says `{language}` where the asker's language belongs.

    `version` changes whenever the rules or the examples do.
    """

    rules: str
    version: str
    examples: tuple[Example, ...] = ()

    def messages(self, question: Question, passages: Sequence[Passage]) -> list[Message]:
        """All that the model is sent; the passages are numbered from 1 in their order."""
        language = question.language
        sent = [Message(Voice.SYSTEM, self.told(language))]
        for example in self.examples:
            shown = [("", text) for text in example.passages]
            sent.append(Message(Voice.USER, _request(shown, example.question)))
            sent.append(Message(Voice.MODEL, example.answer))
        found = [(_crumbs(passage), visible(passage.text)) for passage in passages]
        asked = _request(found, question.text, conversation_of(question), question.pictured)
        return [*sent, Message(Voice.USER, asked)]

    def told(self, language: Language) -> str:
        """The rules as the model reads them."""
        return self.rules.replace("{language}", _LANGUAGES[language]).strip()


def visible(text: str) -> str:
    """What a reader of the document sees: no comments, no image texts, no hidden characters."""
    seen = _UNSEEN.sub("", text)
    return "".join(c for c in seen if c in "\n\t" or unicodedata.category(c) not in _HIDDEN)


def framed(name: str, text: str) -> str:
    """Text between marks of this name, which cannot stand in it."""
    return f"<{name}>\n{_data(text)}\n</{name}>"


def spoken(language: Language) -> str:
    """How a model is told to write in a language."""
    return _LANGUAGES[language]


def conversation_of(question: Question) -> str:
    """What was said before, as a model reads it: the last turns, long ones cut."""
    said = {Speaker.USER: "Asker", Speaker.BOT: "Answer"}
    turns = question.history[-_EARLIER:]
    return "\n".join(f"{said[turn.speaker]}: {turn.text[:_LONGEST_TURN]}" for turn in turns)


def _request(
    found: Sequence[tuple[str, str]], asked: str, conversation: str = "", pictured: str = ""
) -> str:
    numbered = [
        f'<passage number="{number}" from="{_data(crumbs)}">\n{_data(text)}\n</passage>'
        for number, (crumbs, text) in enumerate(found, 1)
    ]
    parts = ["<passages>", *numbered, "</passages>"]
    if conversation:
        parts.append(framed("conversation", conversation))
    words = [_data(asked[:_LONGEST_QUESTION])]
    if pictured:
        words.append(framed("picture", visible(pictured)))
    return "\n".join([*parts, "<question>", *filter(None, words), "</question>"])


def _data(text: str) -> str:
    """Text in which none of our marks can begin."""
    return _OURS.sub("‹", text)


def _crumbs(passage: Passage) -> str:
    crumbs = " > ".join(part for part in (passage.title, passage.heading) if part)
    return visible(crumbs).replace('"', "'").replace("\n", " ")
