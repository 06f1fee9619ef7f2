"""The whole error tree, by who can act.

BotError
├── AskerError             the person who asks can put it right
│   ├── QuestionTooLong
│   └── QuestionEmpty
├── ServiceError           later the same call may work           exit code 1
│   ├── DatabaseUnavailable
│   ├── IndexUnavailable
│   │   └── IndexCorrupt
│   ├── EmbedderUnavailable
│   ├── ModelUnavailable
│   ├── HomeBusy
│   ├── OutletUnavailable
│   ├── BudgetSpent
│   ├── StillReading
│   └── LeaseLost
└── OperatorError          whoever runs the bot must act          exit code 2
    ├── BadSetting
    ├── KnowledgeMissing
    ├── HomeUnusable
    ├── KeyMismatch
    ├── BadInput
    └── OutletRefused
DocumentUnreadable         not a BotError: one document's trouble, told in the report
PictureUnread              not a BotError: one picture's trouble, told with the answer

An error carries facts; `bot.core.replies` holds the words that people in a chat read.
"""

from __future__ import annotations

from datetime import datetime

from bot.domain.conversation import Tokens
from bot.domain.pictures import Unread


class BotError(Exception):
    """Something went wrong that the program foresaw; `str()` is one clear sentence."""

    exit_code = 1


class AskerError(BotError):
    """The asker can put it right; the reply says how."""

    exit_code = 2


class QuestionTooLong(AskerError):
    """The question has more characters than the bot reads at once."""

    def __init__(self, *, length: int, limit: int) -> None:
        self.length = length
        self.limit = limit
        super().__init__(
            f"The question has {length:,} characters and at most {limit:,} are read: "
            "ask about one thing at a time, or leave out what was pasted."
        )


class QuestionEmpty(AskerError):
    """The question has no words."""

    def __init__(self) -> None:
        super().__init__("The question is empty: write what you want to know.")


class ServiceError(BotError):
    """A part that the bot needs did not do its work; later it may."""


class DatabaseUnavailable(ServiceError):
    """The SQL database cannot be reached or refuses to work."""


class IndexUnavailable(ServiceError):
    """The vector index cannot be reached or refuses to work."""


class IndexCorrupt(IndexUnavailable):
    """A collection of the embedded index cannot be opened; it can be built anew."""


class EmbedderUnavailable(ServiceError):
    """The embedding model cannot be reached or refuses to work."""


class ModelUnavailable(ServiceError):
    """No chat model gave a whole answer in time.

    `tokens` is what the tries may have used, `cost` that in US dollars; None: nobody knows.
    """

    def __init__(
        self, sentence: str, *, tokens: Tokens | None = None, cost: float | None = 0.0
    ) -> None:
        self.tokens = tokens or Tokens()
        self.cost = cost
        super().__init__(sentence)


class HomeBusy(ServiceError):
    """Another process owns the home folder just now."""


class OutletUnavailable(ServiceError):
    """A platform did not take a message, and may take it later.

    `after` is how many seconds the platform asked to wait; 0 when it did not say.
    """

    def __init__(self, sentence: str, *, after: float = 0.0) -> None:
        self.after = after
        super().__init__(sentence)


class BudgetSpent(ServiceError):
    """What the house may spend in a day is spent; `until` is when the next day begins."""

    def __init__(self, *, until: datetime) -> None:
        self.until = until
        super().__init__(
            f"The day's budget for paid models is spent until {until:%Y-%m-%d %H:%M %Z}: "
            "wait, or raise BOT_LIMITS__TOKENS_PER_DAY or BOT_LIMITS__COST_PER_DAY."
        )


class StillReading(ServiceError):
    """The documents are being read for the first time."""

    def __init__(self) -> None:
        super().__init__("The documents are being read for the first time: ask again soon.")


class LeaseLost(ServiceError):
    """Another worker took over what this one was at: whatever it did is not written."""


class OperatorError(BotError):
    """Whoever runs the bot must change something before it can work."""

    exit_code = 2


class BadSetting(OperatorError):
    """A setting is unknown, malformed, or contradicts another."""


class KnowledgeMissing(OperatorError):
    """The folder with the documents does not exist or cannot be read."""


class HomeUnusable(OperatorError):
    """The folder for the bot's own state cannot be written."""


class KeyMismatch(OperatorError):
    """The key file is missing, damaged, or not the one that sealed this database."""


class BadInput(OperatorError):
    """A file handed to a command is not in the form that the command reads."""


class OutletRefused(OperatorError):
    """A platform will never take this message: the place is gone, or the bot may not post."""


class DocumentUnreadable(Exception):
    """One document cannot be indexed; `reason` tells an admin what to do.

    `withhold` is true when nobody can tell any more who may read the document: then
    what is already indexed of it must not be shown either.
    """

    def __init__(self, reason: str, *, withhold: bool = False) -> None:
        self.reason = reason
        self.withhold = withhold
        super().__init__(reason)


class PictureUnread(Exception):
    """One picture cannot be read, and why; the question is answered all the same."""

    def __init__(self, why: Unread) -> None:
        self.why = why
        super().__init__(why.value)
