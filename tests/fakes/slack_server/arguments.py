"""What each method takes, what it needs, and how often it may be called."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes.slack_server.refusal import Refusal

_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_STRUCTURED = {"blocks", "metadata", "chunks", "view", "prompts", "loading_messages"}


@dataclass(frozen=True)
class Method:
    """`tier` 1 to 4 as documented, 5 for a special one; any one of `scopes` will do."""

    tier: int
    scopes: tuple[str, ...]
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def known(self) -> set[str]:
        """Every argument."""
        return {"token", *self.required, *self.optional}


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_WRITE = ("chat:write",)
METHODS: Mapping[str, Method] = {
    "api.test": Method(4, (), (), ("error",)),
    "auth.test": Method(5, (), ()),
    "apps.connections.open": Method(3, (), ()),
    "chat.postMessage": Method(
        5,
        _WRITE,
        ("channel",),
        _words(
            "text blocks attachments markdown_text metadata mrkdwn parse reply_broadcast "
            "thread_ts unfurl_links unfurl_media link_names username icon_emoji icon_url"
        ),
    ),
    "chat.update": Method(
        3,
        _WRITE,
        ("channel", "ts"),
        _words("text blocks attachments markdown_text metadata parse link_names"),
    ),
    "chat.delete": Method(3, _WRITE, ("channel", "ts")),
    "chat.postEphemeral": Method(
        4,
        _WRITE,
        ("channel", "user"),
        _words("text blocks attachments markdown_text thread_ts parse link_names"),
    ),
    "chat.getPermalink": Method(5, (), ("channel", "message_ts")),
    "chat.startStream": Method(
        2,
        _WRITE,
        ("channel",),
        _words(
            "thread_ts markdown_text chunks recipient_user_id recipient_team_id "
            "task_display_mode"
        ),
    ),
    "chat.appendStream": Method(4, _WRITE, ("channel", "ts"), ("markdown_text", "chunks")),
    "chat.stopStream": Method(
        2, _WRITE, ("channel", "ts"), ("markdown_text", "chunks", "blocks", "metadata")
    ),
    "assistant.threads.setStatus": Method(
        5, _WRITE, ("channel_id", "thread_ts", "status"), ("loading_messages",)
    ),
    "assistant.threads.setSuggestedPrompts": Method(
        4, ("assistant:write",), ("channel_id", "prompts"), ("thread_ts", "title")
    ),
    "agents.sessions.setStatus": Method(
        3, _WRITE, ("channel_id", "status"), ("thread_ts", "title", "initiator_user_id")
    ),
    "agents.sessions.rename": Method(3, _WRITE, ("channel_id", "title"), ("thread_ts",)),
    "conversations.info": Method(
        3, _READ, ("channel",), ("include_locale", "include_num_members")
    ),
    "conversations.members": Method(4, _READ, ("channel",), ("cursor", "limit")),
    "conversations.list": Method(
        2, _READ, (), ("cursor", "limit", "types", "exclude_archived", "team_id")
    ),
    "conversations.open": Method(
        3,
        ("im:write", "mpim:write", "groups:write", "channels:manage"),
        (),
        ("channel", "users", "return_im", "prevent_creation"),
    ),
    "conversations.replies": Method(
        3,
        _HISTORY,
        ("channel", "ts"),
        _words("cursor include_all_metadata inclusive latest limit oldest"),
    ),
    "conversations.history": Method(
        3,
        _HISTORY,
        ("channel",),
        _words("cursor include_all_metadata inclusive latest limit oldest"),
    ),
    "files.info": Method(4, ("files:read",), ("file",)),
    "users.info": Method(4, ("users:read",), ("user",), ("include_locale",)),
    "users.list": Method(
        2, ("users:read",), (), ("cursor", "limit", "include_locale", "team_id")
    ),
    "bots.info": Method(3, ("users:read",), (), ("bot", "team_id")),
    "usergroups.list": Method(
        2,
        ("usergroups:read",),
        (),
        ("include_count", "include_disabled", "include_users", "team_id"),
    ),
    "team.info": Method(3, ("team:read",), (), ("team", "domain")),
    "reactions.add": Method(3, ("reactions:write",), ("channel", "name", "timestamp")),
    "reactions.remove": Method(2, ("reactions:write",), ("name",), ("channel", "timestamp")),
    "views.open": Method(4, (), ("view",), ("trigger_id", "interactivity_pointer")),
}


def method_named(name: str) -> Method:
    """The method. Raises Refusal."""
    if name not in METHODS:
        raise Refusal("unknown_method", name)
    return METHODS[name]


def checked(method: Method, given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments, with JSON in strings read. Raises Refusal."""
    for name in given:
        if name not in method.known:
            raise Refusal("invalid_arg_name", f"unknown argument: {name}")
    args = {name: _read(name, value) for name, value in given.items() if value is not None}
    for name in method.required:
        if args.get(name) in {None, ""} and name != "status":
            raise Refusal(_missing(name), f"missing required field: {name}")
    return args


def _missing(name: str) -> str:
    """What Slack says where this one is missing."""
    return {
        "channel": "channel_not_found",
        "channel_id": "channel_not_found",
        "ts": "message_not_found",
        "message_ts": "message_not_found",
        "user": "user_not_found",
        "view": "invalid_arguments",
    }.get(name, "invalid_arguments")


def _read(name: str, value: Any) -> Any:
    if name not in _STRUCTURED or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        code = {"blocks": "invalid_blocks_format", "metadata": "invalid_metadata_format"}
        raise Refusal(code.get(name, "invalid_arguments"), f"{name} is no JSON") from None


def truth(value: Any) -> bool:
    """How Slack reads a flag: JSON, or words in a form."""
    return value in {True, "true", "True", "1"}  # 1 is True
