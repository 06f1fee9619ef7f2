"""What people do in Slack."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator
from typing import Any

from tests.fakes.slack_server.deliveries import Courier, Delivery
from tests.fakes.slack_server.events import Teller
from tests.fakes.slack_server.surfaces import Surfaces, Trigger
from tests.fakes.slack_server.workspace import App, Message, Workspace

_USER = re.compile(r"<@([A-Z0-9]+)>")


class People:
    """Says, changes, deletes, commands and presses; the apps are told."""

    def __init__(
        self, workspace: Workspace, teller: Teller, courier: Courier, surfaces: Surfaces
    ) -> None:
        self.url = ""
        self.hooks: dict[str, tuple[App, str, str, Message | None]] = {}
        self._workspace = workspace
        self._teller = teller
        self._courier = courier
        self._surfaces = surfaces

    def say(
        self,
        user: str,
        channel: str,
        text: str,
        *,
        thread: str | None = None,
        files: list[dict[str, Any]] | None = None,
    ) -> Message:
        """Write a message; `files` makes it one that shares them."""
        message = Message(
            channel,
            self._workspace.moments.stamp(),
            user,
            text,
            thread_ts=thread,
            blocks=[_rich_text(text)],
            subtype="file_share" if files else "",
            files=files or [],
        )
        self._workspace.messages[channel, message.ts] = message
        self._teller.posted(message)
        return message

    def direct(self, user: str, text: str, app: App, *, thread: str | None = None) -> Message:
        """Write to the bot alone."""
        return self.say(user, self._workspace.direct(user, app).id, text, thread=thread)

    def edit(self, message: Message, text: str) -> None:
        """Write something else instead."""
        before = message.shape()
        message.text, message.blocks, message.is_edited = text, [_rich_text(text)], True
        self._teller.changed(message, before)

    def take_off(self, message: Message) -> None:
        """Remove the files from a message, and leave its words."""
        before = message.shape()
        message.files = []
        self._teller.changed(message, before)

    def delete(self, message: Message) -> None:
        """Take a message back."""
        del self._workspace.messages[message.channel, message.ts]
        self._workspace.deleted.add((message.channel, message.ts))
        self._teller.deleted(message)

    def command(self, user: str, channel: str, command: str, text: str, app: App) -> Delivery:
        """Type a slash command."""
        payload = {
            "token": "verification-token",
            "team_id": self._workspace.team,
            "team_domain": "house",
            "channel_id": channel,
            "channel_name": self._workspace.channels[channel].name or "directmessage",
            "user_id": user,
            "user_name": self._workspace.users[user].name,
            "command": command,
            "text": text,
            "api_app_id": app.id,
            "is_enterprise_install": "false",
            "response_url": self._hook(app, channel, user, None),
            "trigger_id": self._trigger(),
        }
        return self._courier.send(app, "slash_commands", payload)

    def press(self, user: str, message: Message, element: dict[str, Any], app: App) -> Delivery:
        """Press a button under a message; `element` is a button, or one half of feedback."""
        channel = self._workspace.channels[message.channel]
        action = {**element, "action_ts": self._workspace.moments.stamp()}
        payload: dict[str, Any] = {
            "type": "block_actions",
            "user": {"id": user, "username": user.lower(), "team_id": self._workspace.team},
            "api_app_id": app.id,
            "token": "verification-token",
            "container": {
                "type": "message",
                "message_ts": message.ts,
                "channel_id": channel.id,
                "is_ephemeral": bool(message.ephemeral_to),
                **({"thread_ts": message.thread_ts} if message.thread_ts else {}),
            },
            "trigger_id": self._trigger(),
            "team": {"id": self._workspace.team, "domain": "house"},
            "enterprise": None,
            "is_enterprise_install": False,
            "channel": {"id": channel.id, "name": channel.name or "directmessage"},
            "message": message.shape(),
            "state": {"values": {}},
            "response_url": self._hook(app, channel.id, user, message),
            "actions": [action],
        }
        return self._courier.send(app, "interactive", payload)

    def open_home(self, user: str, app: App, *, tab: str = "messages") -> None:
        """Look at the app's page."""
        channel = self._workspace.direct(user, app)
        event = {
            "type": "app_home_opened",
            "user": user,
            "tab": tab,
            "event_ts": self._workspace.moments.stamp(),
        }
        self._teller.tell(app, channel, event)

    def stop(self, user: str, message: Message, app: App) -> None:
        """Press Stop while the bot writes."""
        if message.stream is not None:
            message.stream.is_stopped_by_user = True
        event = {
            "type": "agent_session_stopped",
            "user": user,
            "thread_ts": message.thread_ts,
            "streaming_message_ts": [message.ts],
            "event_ts": self._workspace.moments.stamp(),
        }
        self._teller.tell(app, self._workspace.channels[message.channel], event)

    def _trigger(self) -> str:
        trigger = f"{time.time_ns()}.{uuid.uuid4().hex}"
        self._surfaces.triggers[trigger] = Trigger(self._workspace.moments.now())
        return trigger

    def _hook(self, app: App, channel: str, user: str, message: Message | None) -> str:
        name = uuid.uuid4().hex
        self.hooks[name] = (app, channel, user, message)
        return f"{self.url}/hooks/{name}"


def buttons(message: Message) -> dict[str, dict[str, Any]]:
    """Everything that can be pressed, by what it says."""
    found: dict[str, dict[str, Any]] = {}
    for part in _objects(message.blocks):
        if part.get("type") == "button":
            found[part["text"]["text"]] = part
        if part.get("type") == "feedback_buttons":
            for half in ("positive_button", "negative_button"):
                said = part[half]["text"]["text"]
                found[said] = {
                    "type": "feedback_buttons",
                    "action_id": part["action_id"],
                    "value": part[half]["value"],
                    "text": part[half]["text"],
                }
    return found


def _objects(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    for value in part if isinstance(part, list) else []:
        yield from _objects(value)


def _rich_text(text: str) -> dict[str, Any]:
    """What Slack makes of what somebody types."""
    elements: list[dict[str, Any]] = []
    for number, piece in enumerate(_USER.split(text)):
        if number % 2:
            elements.append({"type": "user", "user_id": piece})
        elif piece:
            elements.append({"type": "text", "text": piece})
    section = {"type": "rich_text_section", "elements": elements}
    return {"type": "rich_text", "block_id": "typed", "elements": [section]}
