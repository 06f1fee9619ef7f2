"""A question and what became of it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.audience import Clearance
from bot.domain.language import Language, language_of
from bot.domain.people import Person, Platform
from bot.domain.pictures import Attachment, Seen

QUOTATION = "quotation"
"""The model of an answer whose sentences are quoted from the documents word for word."""

APPROVED = "approved"
"""The model of an answer that a person wrote and approved, shown whole and word for word."""

_LONGEST_PICTURED = 600
_NAMES = uuid.UUID("6f6f1d0c-8a51-4b8e-9a34-0a6de0b8f1a7")


class Addressed(StrEnum):
    """How a question reached the bot."""

    MENTION = "mention"
    DIRECT = "direct"
    COMMAND = "command"
    FOLLOW_UP = "follow_up"
    PERSON = "person"
    """A person is asked for, instead of the bot."""
    OVERHEARD = "overheard"


class Verdict(StrEnum):
    """What somebody thinks of an answer."""

    HELPFUL = "helpful"
    UNHELPFUL = "unhelpful"


class Speaker(StrEnum):
    """Whose turn it was in a conversation."""

    USER = "user"
    BOT = "bot"


class Outcome(StrEnum):
    """What an asker ended up with."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"
    HANDED_OVER = "handed_over"
    FAILED = "failed"


class State(StrEnum):
    """How far an exchange has come."""

    RECEIVED = "received"
    ANSWERING = "answering"
    ANSWERED = "answered"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question was asked, and what everyone who can read there may read.

    Platform, workspace, channel and thread are the key of a conversation.
    """

    platform: Platform
    workspace: str
    channel: str
    thread: str
    clearance: Clearance


def exchange_id(place: Place, message: str) -> uuid.UUID:
    """The id of the exchange about a message; the thread plays no part in it."""
    key = (place.platform, place.workspace, place.channel, message)
    return uuid.uuid5(_NAMES, "\x1f".join(key))


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of a conversation."""

    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked. `message` is the platform's own id of the message.

    `history` holds earlier turns, oldest first. `about` is set where a person is asked for
    with a button: the exchange that it stands under. `locale` is the language that the
    platform knows the asker by, where it was asked. `pictured` is what was read from the
    pictures, for as long as the answer is worked out: data, and never the asker's words.
    """

    place: Place
    message: str
    asker: Person
    text: str
    asked_at: datetime
    addressed: Addressed
    history: tuple[Turn, ...] = ()
    about: uuid.UUID | None = None
    attachments: tuple[Attachment, ...] = ()
    locale: Language | None = None
    pictured: str = ""

    @property
    def id(self) -> uuid.UUID:
        """The same whenever the same message is delivered again."""
        return exchange_id(self.place, self.message)

    @property
    def is_empty(self) -> bool:
        """Whether there is neither a word nor an attachment; so it is once erased."""
        return not self.text.strip() and not self.attachments

    @property
    def sought(self) -> str:
        """What to look up: the asker's words, and the beginning of what their pictures say.

        All of a picture's text would drown the words that it explains.
        """
        return "\n".join(filter(None, (self.text, self.pictured[:_LONGEST_PICTURED])))

    @property
    def language(self) -> Language:
        """The language to answer in: of the words, else the asker's, else the picture's."""
        if any(sign.isalpha() for sign in self.text) or not self.attachments:
            return language_of(self.text)
        return self.locale or language_of(self.pictured)


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a sentence of an answer stands.

    `quote` is a verbatim slice of the document's text; `path` is relative to the
    knowledge folder, NFC, with `/`; `heading` is the breadcrumb without the title.
    """

    number: int
    path: str
    title: str
    heading: str
    page: int | None
    url: str | None
    quote: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One piece of an answer and the numbers of the citations that hold it up."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """What one of several documents says that contradict each other: its citation's number.

    `updated` is the day of the document's last true change, None when nobody knows it.
    """

    number: int
    updated: date | None = None


@dataclass(frozen=True, slots=True)
class Pointer:
    """A document worth opening when no passage holds the answer."""

    path: str
    title: str
    heading: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens that a paid model read and wrote."""

    input: int = 0
    output: int = 0


@dataclass(frozen=True, slots=True)
class Approval:
    """Who stands behind an approved answer, and since which day; either may be unknown."""

    owner: str = ""
    updated: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of a question, as values; `bot.core.rendering` makes the text.

    `confidence` is the probability, 0 to 1, that the documents answer the question.
    `model` names what worded the answer, `prompt` the version of what the model was told;
    a quotation with a prompt stands in for a model that gave no answer. `cost` is in US
    dollars, None when nobody knows the price. An answer is partial when the documents hold
    only a part of it, or the model came to its limit. Unless `is_sure`, it is shown
    with a caution. `seen` is what became of attachments.
    `approval` tells of the person behind an answer that was not found, but approved.
    `sides` is set where documents contradict each other, newest first.
    """

    outcome: Outcome
    language: Language
    confidence: float
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Pointer, ...] = ()
    model: str = ""
    tokens: Tokens = Tokens()
    cost: float | None = 0.0
    prompt: str = ""
    is_partial: bool = False
    is_sure: bool = True
    seen: Seen = field(default_factory=Seen)
    approval: Approval | None = None
    sides: tuple[Side, ...] = ()

    @property
    def is_quoted(self) -> bool:
        """Whether the sentences are quoted from the documents word for word."""
        return self.model in {QUOTATION, APPROVED}

    @property
    def is_worded(self) -> bool:
        """Whether a chat model worded the sentences, perhaps not to the end yet."""
        return bool(self.prompt) and not self.is_quoted

    @property
    def stands_in(self) -> bool:
        """Whether it is a quotation because no model gave an answer."""
        return self.is_quoted and bool(self.prompt)


class Remedy(StrEnum):
    """What helps when a question failed."""

    REWORD = "reword"
    WAIT = "wait"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with its state and, once there is one, its answer.

    `text` is the answer as it was or will be shown. `reason` and `remedy` are set when it
    failed: one sentence that may be shown to the asker, and who can put it right. `posted`
    is the platform's id of the message that showed either; empty while none is known.
    """

    question: Question
    state: State
    answer: Answer | None = None
    text: str = ""
    reason: str = ""
    remedy: Remedy | None = None
    posted: str = ""

    @property
    def asked(self) -> str:
        """The words of the question and, marked as such, what its pictures say."""
        words, answer = self.question.text, self.answer
        return answer.seen.beside(words, answer.language) if answer else words

    @property
    def reference(self) -> str:
        """What the asker can quote to whoever runs the bot; the log has it too."""
        return self.question.id.hex[:8]
