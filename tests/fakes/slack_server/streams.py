"""chat.*Stream: messages that grow while people watch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes.slack_server.blocks import (
    MOST_BLOCKS,
    MOST_MARKDOWN,
    check_blocks,
    check_chunks,
    check_metadata,
)
from tests.fakes.slack_server.calls import Answers, Call, Reply
from tests.fakes.slack_server.chats import checked_thread, keep, new_message, writable
from tests.fakes.slack_server.moments import Moments
from tests.fakes.slack_server.refusal import Refusal
from tests.fakes.slack_server.workspace import Message

_LIFE = 300.0  # seconds from the start, however busy it is


@dataclass
class Stream:
    """The state of one that was started."""

    started: float
    is_stopped: bool = False
    is_stopped_by_user: bool = False

    def is_running(self, moments: Moments) -> bool:
        """Whether it still takes words."""
        return not self.is_stopped and moments.now() < self.started + _LIFE


def _start(call: Call) -> Reply:
    channel = writable(call, call["channel"])
    if not call.get("thread_ts"):
        raise Refusal("invalid_arguments", "a streamed message is a reply: thread_ts")
    thread = checked_thread(call, channel, call["thread_ts"])
    if channel.kind != "im":
        for name in ("recipient_user_id", "recipient_team_id"):
            if not call.get(name):
                raise Refusal(f"missing_{name}")
        if call["recipient_user_id"] not in call.workspace.users:
            raise Refusal("user_not_found")
    mode = call.get("task_display_mode", "timeline")
    if mode not in {"timeline", "plan"}:
        raise Refusal("invalid_arguments", "task_display_mode")
    message = new_message(call, channel, thread_ts=thread)
    message.stream = Stream(call.workspace.moments.now())
    _grow(message, call.args)
    keep(call, message)
    return {"channel": channel.id, "ts": message.ts}


def _append(call: Call) -> Reply:
    message = _running(call)
    if not call.get("markdown_text") and not call.get("chunks"):
        raise Refusal("no_text")
    before = message.shape()
    _grow(message, call.args)
    message.sent.append(dict(call.args))
    call.tells.changed(message, before)
    return {"channel": message.channel, "ts": message.ts}


def _stop(call: Call) -> Reply:
    message = _running(call)
    check_metadata(call.get("metadata"))
    if blocks := call.get("blocks"):
        check_blocks(blocks)
    before = message.shape()
    _grow(message, call.args)
    message.blocks += blocks or []
    message.metadata = call.get("metadata") or message.metadata
    message.stream.is_stopped = True
    message.sent.append(dict(call.args))
    call.tells.changed(message, before)
    return {"channel": message.channel, "ts": message.ts, "message": message.shape()}


def _running(call: Call) -> Message:
    channel = call.workspace.readable(call["channel"], call.app)
    message = call.workspace.message(channel.id, call["ts"])
    if message.user != call.app.bot:
        raise Refusal("message_not_owned_by_app")
    stream = message.stream
    if stream is not None and stream.is_stopped_by_user and call.method == "chat.appendStream":
        raise Refusal("stopped_by_user")
    if stream is None or not stream.is_running(call.workspace.moments):
        raise Refusal("message_not_in_streaming_state")
    return message


def _grow(message: Message, args: Mapping[str, Any]) -> None:
    text = args.get("markdown_text") or ""
    chunks = args.get("chunks") or []
    if len(text) > MOST_MARKDOWN:
        raise Refusal("msg_blocks_too_long", "markdown_text")
    check_chunks(chunks)
    for chunk in chunks:
        if chunk["type"] == "markdown_text":
            text += chunk["text"]
        if chunk["type"] == "blocks":
            message.blocks += chunk["blocks"]
    if len(message.blocks) > MOST_BLOCKS:
        raise Refusal("msg_blocks_too_many")
    message.text += text


STREAMS: Mapping[str, Answers] = {
    "chat.startStream": _start,
    "chat.appendStream": _append,
    "chat.stopStream": _stop,
}
