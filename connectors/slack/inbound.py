"""What Slack delivers becomes what was said. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain.audience import Clearance
from bot.domain.conversation import Addressed, Place, Question
from bot.domain.language import Language
from bot.domain.people import Person, Platform
from bot.domain.pictures import Attachment
from connectors.slack.files import attachments
from connectors.slack.setup import Identity

Event = Mapping[str, object]

TS = re.compile(r"[0-9]{1,12}\.[0-9]{1,9}")
_ID = re.compile(r"[A-Z][A-Z0-9]{1,30}")
_TEAM = re.compile(r"T[A-Z0-9]{1,30}")
_SPOKEN = frozenset({None, "file_share", "thread_broadcast"})
_TOKEN = re.compile(r"<([^<>]*)>")
_AT_START = re.compile(r"\s*<(?:@(?P<user>[A-Z0-9]+)|!)")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message of a person. `thread` is the root that it hangs under, or its own `ts`.

    `addressed` is FOLLOW_UP where only the conversation can tell whether it is for us.
    """

    channel: str
    thread: str
    ts: str
    person: Person
    text: str
    addressed: Addressed
    attachments: tuple[Attachment, ...] = ()

    @property
    def has_pictures(self) -> bool:
        """Whether there is something to look at."""
        return any(one.is_picture for one in self.attachments)

    @property
    def is_direct(self) -> bool:
        """Whether nobody but the person and the bot can read it."""
        return is_direct(self.channel)

    @property
    def is_threaded(self) -> bool:
        """Whether it was said inside a thread."""
        return self.thread != self.ts

    def place(self, team: str, clearance: Clearance) -> Place:
        """Where it was said; `team` is the workspace that the bot is installed in."""
        return place(team, self.channel, self.thread, clearance)

    def question(
        self, team: str, clearance: Clearance, *, locale: Language | None = None
    ) -> Question:
        """The question that it is; `locale` is for one without words."""
        return Question(
            place=self.place(team, clearance),
            message=self.ts,
            asker=self.person,
            text=self.text,
            asked_at=moment(self.ts),
            addressed=self.addressed,
            attachments=self.attachments,
            locale=locale,
        )


@dataclass(frozen=True, slots=True)
class Edited:
    """A person changed the words or the files of a message; `now` is how it stands."""

    now: Spoken


@dataclass(frozen=True, slots=True)
class Deleted:
    """The message `ts` is gone."""

    channel: str
    thread: str
    ts: str


def read(body: Event, who: Identity) -> Spoken | Edited | Deleted | None:
    """What an event says to us; None when it is not for us, or not of a person."""
    event = _mapping(body.get("event"))
    subtype = event.get("subtype")
    if subtype == "message_changed":
        return _changed(event, body, who)
    if subtype == "message_deleted":
        before = _mapping(event.get("previous_message"))
        return _deleted(event, before, event.get("deleted_ts"))
    if event.get("type") not in {"app_mention", "message"} or subtype not in _SPOKEN:
        return None
    spoken = _spoken(event, event, body, who)
    return spoken if spoken and spoken.addressed is not Addressed.OVERHEARD else None


def place(team: str, channel: str, thread: str, clearance: Clearance) -> Place:
    """A conversation in Slack."""
    return Place(Platform.SLACK, team, channel, thread, clearance)


def person(user: str, team: str) -> Person:
    """Somebody, by the workspace that they belong to."""
    return Person(Platform.SLACK, team, user)


def is_direct(channel: str) -> bool:
    """Whether the channel is a conversation of one person and the bot."""
    return channel.startswith("D")


def moment(ts: str) -> datetime:
    """When a message was written, by its id."""
    return datetime.fromtimestamp(float(ts), UTC)


def identifier(value: object) -> str:
    """An id as Slack makes them; empty for anything else."""
    return value if isinstance(value, str) and _ID.fullmatch(value) else ""


def stamp(value: object) -> str:
    """The id of a message; empty for anything else."""
    return value if isinstance(value, str) and TS.fullmatch(value) else ""


def home(*candidates: object) -> str:
    """The first that is the id of a workspace; empty if none is."""
    fitting = (one for one in candidates if isinstance(one, str) and _TEAM.fullmatch(one))
    return next(fitting, "")


def words(text: str, *, without: str = "") -> str:
    """What a person reads of Slack's markup: no ids, no mention of the user `without`."""
    if without:
        text = re.sub(rf"[ \t]*<@{re.escape(without)}(?:\|[^<>]*)?>[,:]?[ \t]*", " ", text)
    shown = _TOKEN.sub(lambda found: _label(found[1]), text)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        shown = shown.replace(entity, character)
    return shown.strip()


def _label(inside: str) -> str:
    target, _, label = inside.partition("|")
    kind, name = target[:1], label.lstrip("@#")
    if kind in {"@", "#"}:
        return f"{kind}{name}" if name else ""
    if kind == "!":
        if label:
            return label
        return f"@{target[1:]}" if target[1:] in {"here", "channel", "everyone"} else ""
    bare = target.removeprefix("mailto:")
    return f"{label} ({bare})" if label and label not in bare else bare


def _spoken(event: Event, message: Event, body: Event, who: Identity) -> Spoken | None:
    """`event` says where, `message` what; they are one unless a message was changed."""
    channel, ts = identifier(event.get("channel")), stamp(message.get("ts"))
    user, text = identifier(message.get("user")), message.get("text") or ""
    if not (channel and ts and user and isinstance(text, str)) or _is_machine(message, who):
        return None
    is_follow_up = bool(stamp(message.get("thread_ts"))) and not _calls_another(text, who)
    if is_direct(channel):
        addressed = Addressed.DIRECT
    elif event.get("type") == "app_mention" or _calls_us(text, who):
        addressed = Addressed.MENTION
    else:
        addressed = Addressed.FOLLOW_UP if is_follow_up else Addressed.OVERHEARD
    team = home(message.get("user_team"), message.get("team"), body.get("team_id"), who.team)
    return Spoken(
        channel=channel,
        thread=stamp(message.get("thread_ts")) or ts,
        ts=ts,
        person=person(user, team),
        text=words(text, without=who.user),
        addressed=addressed,
        attachments=attachments(message),
    )


def _changed(event: Event, body: Event, who: Identity) -> Edited | Deleted | None:
    message = _mapping(event.get("message"))
    before = _mapping(event.get("previous_message"))
    if message.get("subtype") == "tombstone":  # a deleted root that has replies
        return _deleted(event, before or message, message.get("ts"))
    same = message.get("text") == before.get("text")
    same = same and attachments(message) == attachments(before)
    if same or message.get("subtype") not in _SPOKEN:
        return None  # a link was unfurled, or a reply was counted
    # Slack's own samples leave the id to the earlier form of the message.
    now = _spoken(event, {"ts": before.get("ts"), **message}, body, who)
    return Edited(now) if now else None  # whether it had been heard, the desk knows


def _deleted(event: Event, before: Event, ts: object) -> Deleted | None:
    channel, gone = identifier(event.get("channel")), stamp(ts)
    if not channel or not gone:
        return None
    return Deleted(channel, stamp(before.get("thread_ts")) or gone, gone)


def _is_machine(message: Event, who: Identity) -> bool:
    marks = ("bot_id", "bot_profile", "app_id")
    is_ours = message.get("user") in {who.user, "USLACKBOT"}
    return is_ours or any(message.get(mark) for mark in marks)


def _calls_us(text: str, who: Identity) -> bool:
    return f"<@{who.user}>" in text or f"<@{who.user}|" in text


def _calls_another(text: str, who: Identity) -> bool:
    start = _AT_START.match(text)
    return start is not None and start["user"] != who.user


def _mapping(value: object) -> Event:
    return value if isinstance(value, dict) else {}
