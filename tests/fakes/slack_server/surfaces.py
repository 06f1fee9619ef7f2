"""Status, prompts, sessions, reactions, modals, and who one is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack_server.calls import Answers, Call, Reply
from tests.fakes.slack_server.refusal import Refusal
from tests.fakes.slack_server.workspace import App

_STATUS_LIFE = 120.0
_TRIGGER_LIFE = 3.0


@dataclass
class Trigger:
    """What lets an app open a modal once, for a few seconds."""

    at: float
    is_used: bool = False


@dataclass
class Surfaces:
    """What is shown beside messages."""

    statuses: dict[tuple[str, str], list[tuple[str, float]]] = field(default_factory=dict)
    prompts: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    sessions: dict[tuple[str, str], str] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    views: list[dict[str, Any]] = field(default_factory=list)

    def status(self, channel: str, thread: str, *, now: float) -> str:
        """What is shown in that thread just now; empty for nothing."""
        said = self.statuses.get((channel, thread), [("", 0.0)])[-1]
        return said[0] if now < said[1] + _STATUS_LIFE else ""

    def clear(self, channel: str, thread: str | None) -> None:
        """A message of the bot takes the status away."""
        self.statuses.get((channel, thread or ""), []).append(("", 0.0))

    def methods(self) -> Mapping[str, Answers]:
        """What answers the calls."""
        return {
            "api.test": lambda _call: {},
            "auth.test": _auth,
            "assistant.threads.setStatus": self._set_status,
            "assistant.threads.setSuggestedPrompts": self._set_prompts,
            "agents.sessions.setStatus": self._set_session,
            "agents.sessions.rename": self._rename,
            "reactions.add": _react,
            "reactions.remove": _unreact,
            "views.open": self._open_view,
        }

    def _set_status(self, call: Call) -> Reply:
        channel = call.workspace.readable(call["channel_id"], call.app)
        if (channel.id, str(call["thread_ts"])) not in call.workspace.messages:
            raise Refusal("invalid_thread_ts")
        loading = call.get("loading_messages") or []
        if len(loading) > 10 or any(not 1 <= len(one) <= 50 for one in loading):
            raise Refusal("invalid_arguments", "loading_messages: 10 of 50 characters")
        told = self.statuses.setdefault((channel.id, str(call["thread_ts"])), [])
        told.append((str(call["status"]), call.workspace.moments.now()))
        return {}

    def _set_prompts(self, call: Call) -> Reply:
        channel = call.workspace.readable(call["channel_id"], call.app)
        prompts = call["prompts"]
        if not 1 <= len(prompts) <= 4 or any(
            set(one) != {"title", "message"} for one in prompts
        ):
            raise Refusal("invalid_arguments", "one to four prompts: title and message")
        self.prompts[channel.id] = prompts
        return {}

    def _set_session(self, call: Call) -> Reply:
        if call["status"] not in {"active", "processing", "suspended", "closed"}:
            raise Refusal("invalid_status")
        channel = call.workspace.readable(call["channel_id"], call.app)
        if not call.get("thread_ts"):
            raise Refusal("thread_ts_required")
        self.sessions[channel.id, str(call["thread_ts"])] = call["status"]
        return {"status": call["status"], "agent_status": call["status"], "title": ""}

    def _rename(self, call: Call) -> Reply:
        channel = call.workspace.readable(call["channel_id"], call.app)
        if not call.get("thread_ts"):
            raise Refusal("thread_ts_required")
        if (channel.id, str(call["thread_ts"])) not in self.sessions:
            raise Refusal("session_not_found")
        if not 1 <= len(call["title"]) <= 200:
            raise Refusal("invalid_name")
        return {"title": call["title"]}

    def _open_view(self, call: Call) -> Reply:
        trigger = self.triggers.get(str(call.get("trigger_id")))
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.is_used:
            raise Refusal("exchanged_trigger_id")
        if call.workspace.moments.now() > trigger.at + _TRIGGER_LIFE:
            raise Refusal("expired_trigger_id")
        view = call["view"]
        if view.get("type") != "modal" or len(view.get("title", {}).get("text", "")) > 24:
            raise Refusal("invalid_arguments", "a modal with a title of 24 characters")
        trigger.is_used = True
        self.views.append(view)
        return {"view": {**view, "id": f"V{len(self.views)}", "app_id": call.app.id}}


def _auth(call: Call) -> Reply:
    app: App = call.app
    return {
        "url": "https://house.slack.com/",
        "team": "House",
        "user": app.name,
        "team_id": call.workspace.team,
        "user_id": app.bot,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


def _react(call: Call) -> Reply:
    channel = call.workspace.readable(call["channel"], call.app)
    message = call.workspace.message(channel.id, call["timestamp"])
    who = message.reactions.setdefault(str(call["name"]), set())
    if call.app.bot in who:
        raise Refusal("already_reacted")
    who.add(call.app.bot)
    return {}


def _unreact(call: Call) -> Reply:
    channel = call.workspace.readable(call.get("channel"), call.app)
    message = call.workspace.message(channel.id, call.get("timestamp"))
    who = message.reactions.get(str(call["name"]), set())
    if call.app.bot not in who:
        raise Refusal("no_reaction")
    who.discard(call.app.bot)
    return {}
