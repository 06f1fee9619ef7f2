"""What apps are told, in Slack's shapes."""

from __future__ import annotations

from itertools import count
from typing import Any

from tests.fakes.slack_server.deliveries import Courier
from tests.fakes.slack_server.workspace import App, Channel, Message, Workspace

_HISTORY = {"channel": "channels:history", "group": "groups:history"}


class Teller:
    """Tells every app of the workspace what it may know."""

    def __init__(self, workspace: Workspace, courier: Courier) -> None:
        self._workspace = workspace
        self._courier = courier
        self._events = count(1)

    def posted(self, message: Message) -> None:
        """A message appeared. Whoever is mentioned is told twice, as Slack does it."""
        channel = self._workspace.channels[message.channel]
        for app in self._listeners(channel):
            self.tell(app, channel, self._message(channel, message))
            is_named = f"<@{app.bot}>" in message.text and channel.kind != "im"
            if is_named and "app_mentions:read" in app.scopes and not message.subtype:
                event = {**self._message(channel, message), "type": "app_mention"}
                event.pop("channel_type")
                self.tell(app, channel, event)

    def changed(self, message: Message, before: dict[str, Any]) -> None:
        """A message changed."""
        now = self._workspace.moments.stamp()
        event = {
            "type": "message",
            "subtype": "message_changed",
            "message": self._told(message),
            "previous_message": before,
            "hidden": True,
            "ts": now,
            "event_ts": now,
        }
        self._tell_all(message.channel, event)

    def deleted(self, message: Message) -> None:
        """A message is gone."""
        now = self._workspace.moments.stamp()
        event = {
            "type": "message",
            "subtype": "message_deleted",
            "previous_message": self._told(message),
            "deleted_ts": message.ts,
            "hidden": True,
            "ts": now,
            "event_ts": now,
        }
        self._tell_all(message.channel, event)

    def tell(self, app: App, channel: Channel | None, event: dict[str, Any]) -> None:
        """One event for one app."""
        number = next(self._events)
        if channel:
            event = {"channel": channel.id, **event}
        team = self._workspace.team
        payload = {
            "token": "verification-token",
            "team_id": team,
            "context_team_id": team,
            "api_app_id": app.id,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev0HOUSE{number:05d}",
            "event_time": int(self._workspace.moments.now()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": team,
                    "user_id": app.bot,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": bool(channel and channel.is_shared_outside),
            "event_context": f"1-{event['type']}-{number}",
        }
        self._courier.send(app, "events_api", payload)

    def _tell_all(self, channel_id: str, event: dict[str, Any]) -> None:
        channel = self._workspace.channels[channel_id]
        event = {**event, "channel_type": channel.kind}
        for app in self._listeners(channel):
            self.tell(app, channel, event)

    def _listeners(self, channel: Channel) -> list[App]:
        scope = _HISTORY.get(channel.kind, f"{channel.kind}:history")
        apps = self._workspace.apps
        return [app for app in apps if app.bot in channel.members and scope in app.scopes]

    def _told(self, message: Message) -> dict[str, Any]:
        user = self._workspace.users[message.user]
        shape: dict[str, Any] = {**message.shape(), "team": user.team}
        if user.team != self._workspace.team:
            shape |= {"user_team": user.team, "source_team": user.team}
        return shape

    def _message(self, channel: Channel, message: Message) -> dict[str, Any]:
        told = {**self._told(message), "event_ts": message.ts, "channel_type": channel.kind}
        if not message.bot_id:
            told["client_msg_id"] = f"said-{message.ts}"
        return told
