"""Who and what there is in the workspace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.fakes.slack_server.moments import Moments
from tests.fakes.slack_server.refusal import Refusal

SCOPES = frozenset(
    {
        *("app_mentions:read", "assistant:write", "chat:write", "commands", "reactions:write"),
        *("channels:history", "groups:history", "im:history", "mpim:history"),
        *("channels:read", "groups:read", "im:read", "mpim:read", "im:write"),
        *("users:read", "team:read", "usergroups:read", "reactions:read", "files:read"),
    }
)
Kind = Literal["channel", "group", "im", "mpim"]


@dataclass
class App:
    """An installed app. `url` is where HTTP events go; empty means Socket Mode."""

    bot: str = "U0BOT"
    bot_id: str = "B0BOT"
    id: str = "A0BOT"
    bot_token: str = "xoxb-house-bot"  # noqa: S105 - of a workspace that is not there
    app_token: str = "xapp-house-app"  # noqa: S105 - the same
    signing_secret: str = "house-secret"  # noqa: S105 - the same
    name: str = "supportbot"
    url: str = ""
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))


@dataclass
class User:
    """A person or a bot; `team` is another workspace's for somebody from Slack Connect."""

    id: str
    name: str
    team: str
    locale: str = "en-US"
    is_guest: bool = False
    is_single_channel_guest: bool = False
    is_bot: bool = False
    deleted: bool = False


@dataclass
class Channel:
    """A place. `members` includes bots."""

    id: str
    kind: Kind
    name: str = ""
    members: set[str] = field(default_factory=set)
    is_archived: bool = False
    is_shared_outside: bool = False
    is_closed_to_bots: bool = False


@dataclass
class Message:
    """As people see it now; `history` holds every text and blocks that it ever had."""

    channel: str
    ts: str
    user: str
    text: str
    thread_ts: str | None = None
    blocks: list[dict[str, Any]] = field(default_factory=list)
    metadata: dict[str, Any] | None = None
    app: str = ""
    bot_id: str = ""
    subtype: str = ""
    ephemeral_to: str = ""
    is_edited: bool = False
    reactions: dict[str, set[str]] = field(default_factory=dict)
    sent: list[dict[str, Any]] = field(default_factory=list)
    stream: Any = None
    files: list[dict[str, Any]] = field(default_factory=list)

    def shape(self, *, with_metadata: bool = False) -> dict[str, Any]:
        """As the platform tells of it."""
        shape: dict[str, Any] = {"type": "message", "ts": self.ts, "text": self.text}
        shape["user"] = self.user
        optional = {
            "thread_ts": self.thread_ts,
            "blocks": self.blocks,
            "app_id": self.app,
            "bot_id": self.bot_id,
            "subtype": self.subtype,
            "files": self.files,
        }
        shape |= {name: value for name, value in optional.items() if value}
        if self.is_edited:
            shape["edited"] = {"user": self.user, "ts": self.ts}
        if with_metadata and self.metadata:
            shape["metadata"] = self.metadata
        return shape


class Workspace:
    """Everything that is kept. Messages are in the order of their posting."""

    def __init__(self, moments: Moments, team: str = "T0HOUSE") -> None:
        self.moments = moments
        self.team = team
        self.apps: list[App] = []
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[tuple[str, str], Message] = {}
        self.deleted: set[tuple[str, str]] = set()
        self.groups: dict[str, str] = {}

    def install(self, app: App) -> App:
        """Let an app in, with a user of its own."""
        self.apps.append(app)
        self.users[app.bot] = User(app.bot, app.name, self.team, is_bot=True)
        return app

    def person(self, user: str, **more: Any) -> User:
        """Somebody new."""
        known: dict[str, Any] = {"name": user.lower(), "team": self.team, **more}
        self.users[user] = User(user, **known)
        return self.users[user]

    def place(
        self, channel: str, kind: Kind = "channel", *members: str, **more: Any
    ) -> Channel:
        """A new channel, with these in it."""
        name = more.pop("name", channel.lower())
        self.channels[channel] = Channel(channel, kind, name, set(members), **more)
        return self.channels[channel]

    def direct(self, user: str, app: App) -> Channel:
        """The direct messages of a person and an app."""
        found = f"D{user[1:]}{app.bot[1:]}"
        if found not in self.channels:
            self.place(found, "im", user, app.bot, name="")
        return self.channels[found]

    def channel(self, channel: object) -> Channel:
        """The channel of that id. Raises Refusal."""
        if not isinstance(channel, str) or channel not in self.channels:
            raise Refusal("channel_not_found")
        return self.channels[channel]

    def readable(self, channel: object, app: App) -> Channel:
        """The same, if the app's bot may look into it."""
        found = self.channel(channel)
        if found.kind != "channel" and app.bot not in found.members:
            raise Refusal("channel_not_found")
        return found

    def message(self, channel: str, ts: object) -> Message:
        """The message. Raises Refusal."""
        found = self.messages.get((channel, str(ts)))
        if found is None:
            raise Refusal("message_not_found")
        return found

    def visible(self, channel: str, *, thread: str | None = None) -> Iterator[Message]:
        """What everyone in there sees, oldest first; of one thread with its root, if given."""
        for message in list(self.messages.values()):
            if message.channel != channel or message.ephemeral_to:
                continue
            if thread is None or thread in {message.ts, message.thread_ts}:
                yield message
