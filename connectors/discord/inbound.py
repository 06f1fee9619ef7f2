"""What somebody wrote becomes a question. Pure: knows nothing of Discord's library."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from bot.domain.audience import clearance_of_place
from bot.domain.conversation import Addressed, Place, Question
from bot.domain.language import Language
from bot.domain.people import Person, Platform
from bot.domain.pictures import Attachment

_MENTION = re.compile(r"<@(!?)(\d{5,25})>")
_ROLE = re.compile(r"<@&(\d{5,25})>")
_CHANNEL = re.compile(r"<#(\d{5,25})>")
_EMOJI = re.compile(r"<a?(:\w{1,40}:)\d{5,25}>")


@dataclass(frozen=True, slots=True)
class Said:
    """A message that a person wrote, as it reached the bot.

    Ids are Discord's; `guild` is empty in a direct message. `text` is empty where Discord
    keeps the words back. `calls_bot`: the bot is mentioned, `answers_bot`: it is a reply to
    the bot, `is_for_others`: it is a reply to somebody else, or mentions somebody else.
    """

    message: str
    channel: str
    guild: str
    author: str
    text: str
    at: datetime
    is_thread: bool = False
    calls_bot: bool = False
    answers_bot: bool = False
    is_for_others: bool = False
    attachments: tuple[Attachment, ...] = ()
    has_stickers: bool = False

    @property
    def has_pictures(self) -> bool:
        """Whether there is something to look at."""
        return any(one.is_picture for one in self.attachments)

    @property
    def has_files(self) -> bool:
        """Whether there is something besides words."""
        return bool(self.attachments) or self.has_stickers

    @property
    def person(self) -> Person:
        """Who wrote it. Discord's user ids are unique everywhere."""
        return person(self.author)


def person(user: str) -> Person:
    """Somebody by their user id."""
    return Person(Platform.DISCORD, workspace="", user=user)


def reach(said: Said) -> Addressed | None:
    """How it is addressed to the bot; None when it is not.

    OVERHEARD: it stands in a thread and is for nobody in particular, so it is for the bot
    if its author spoke with the bot there.
    """
    if not said.guild:
        return Addressed.DIRECT
    if said.answers_bot and (said.text or said.has_files):
        return Addressed.FOLLOW_UP
    if said.calls_bot:
        return Addressed.MENTION
    has_matter = bool(said.text.strip()) or said.has_pictures
    if said.is_thread and has_matter and not said.is_for_others:
        return Addressed.OVERHEARD
    return None


def words(text: str, *, bot: str) -> str:
    """What was written, without calling the bot and without ids of anybody else."""

    def named(found: re.Match[str]) -> str:
        return "" if found[2] == bot else "@user"

    text = _MENTION.sub(named, text)
    text = _ROLE.sub("@role", text)
    text = _EMOJI.sub(r"\1", _CHANNEL.sub("#channel", text))
    return text.strip()


def place(*, guild: str, channel: str, thread: str) -> Place:
    """A conversation; whatever stands on Discord may be read by the public."""
    return Place(
        Platform.DISCORD,
        workspace=guild,
        channel=channel,
        thread=thread,
        clearance=clearance_of_place(Platform.DISCORD),
    )


def thread_of(said: Said, root: str) -> str:
    """The conversation: a thread, a direct message, or else what hangs on one message."""
    return said.channel if said.is_thread or not said.guild else root or said.message


def question(
    said: Said,
    text: str,
    *,
    addressed: Addressed,
    root: str = "",
    locale: Language | None = None,
) -> Question:
    """The question. `root` is the message that the conversation began with, if known.

    `locale` is for one without words.
    """
    return Question(
        place=place(guild=said.guild, channel=said.channel, thread=thread_of(said, root)),
        message=said.message,
        asker=said.person,
        text=text,
        asked_at=said.at,
        addressed=addressed,
        attachments=said.attachments,
        locale=None if text else locale,
    )
