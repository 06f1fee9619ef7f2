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
│   └── HomeBusy
└── OperatorError          whoever runs the bot must act          exit code 2
    ├── BadSetting
    ├── KnowledgeMissing
    ├── HomeUnusable
    ├── KeyMismatch
    └── BadInput
DocumentUnreadable         not a BotError: one document's trouble, told in the report

An error carries facts; `bot.core.replies` holds the words that people in a chat read.
"""

from __future__ import annotations


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


class HomeBusy(ServiceError):
    """Another process owns the home folder just now."""


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


class DocumentUnreadable(Exception):
    """One document cannot be indexed; `reason` tells an admin what to do.

    `withhold` is true when nobody can tell any more who may read the document: then
    what is already indexed of it must not be shown either.
    """

    def __init__(self, reason: str, *, withhold: bool = False) -> None:
        self.reason = reason
        self.withhold = withhold
        super().__init__(reason)
