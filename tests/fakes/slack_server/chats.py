"""chat.*: messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fakes.slack_server.arguments import truth
from tests.fakes.slack_server.blocks import MOST_TEXT, check_words
from tests.fakes.slack_server.calls import Answers, Call, Reply
from tests.fakes.slack_server.refusal import Refusal
from tests.fakes.slack_server.workspace import Channel, Message


def writable(call: Call, channel: object) -> Channel:
    """The channel, if the bot may write there; a person's id stands for their messages."""
    workspace = call.workspace
    if isinstance(channel, str) and channel in workspace.users:
        return workspace.direct(channel, call.app)
    found = workspace.readable(channel, call.app)
    if found.is_archived:
        raise Refusal("is_archived")
    if call.app.bot not in found.members:
        raise Refusal("not_in_channel")
    if found.is_closed_to_bots:
        raise Refusal("restricted_action_read_only_channel")
    return found


def checked_thread(call: Call, channel: Channel, thread: object) -> str | None:
    """The thread that a message goes into: its root is, or was, a message of the channel."""
    if not thread:
        return None
    key = (channel.id, str(thread))
    root = call.workspace.messages.get(key)
    if root is None and key not in call.workspace.deleted:
        raise Refusal("cannot_reply_to_message", "there is no such message")
    if root is not None and root.thread_ts not in {None, root.ts}:
        raise Refusal("cannot_reply_to_message", "the root of the thread is needed")
    return str(thread)


def new_message(call: Call, channel: Channel, **more: Any) -> Message:
    """A message of the app's bot, not yet shown."""
    app, ts = call.app, call.workspace.moments.stamp()
    known: dict[str, Any] = {"app": app.id, "bot_id": app.bot_id, "text": "", **more}
    return Message(channel.id, ts, app.bot, sent=[dict(call.args)], **known)


def keep(call: Call, message: Message) -> None:
    """Show it."""
    call.workspace.messages[message.channel, message.ts] = message
    if not message.ephemeral_to:
        call.tells.posted(message)


def _post(call: Call) -> Reply:
    channel = writable(call, call["channel"])
    check_words(call.args)
    thread = checked_thread(call, channel, call.get("thread_ts"))
    message = new_message(
        call,
        channel,
        text=_text(call),
        thread_ts=thread,
        blocks=call.get("blocks") or [],
        metadata=call.get("metadata") or None,
    )
    if thread and truth(call.get("reply_broadcast")):
        message.subtype = "thread_broadcast"
    keep(call, message)
    reply: Reply = {"channel": channel.id, "ts": message.ts, "message": message.shape()}
    if len(call.get("text") or "") > MOST_TEXT:
        reply["warning"] = "message_truncated"
    return reply


def _text(call: Call) -> str:
    return str(call.get("text") or call.get("markdown_text") or "")[:MOST_TEXT]


def _own(call: Call, refusal: str) -> Message:
    channel = call.workspace.readable(call["channel"], call.app)
    message = call.workspace.message(channel.id, call["ts"])
    if message.ephemeral_to:
        raise Refusal("message_not_found")
    if message.user != call.app.bot:
        raise Refusal(refusal)
    return message


def _update(call: Call) -> Reply:
    message = _own(call, "cant_update_message")
    check_words(call.args)
    if message.stream is not None and message.stream.is_running(call.workspace.moments):
        raise Refusal("streaming_state_conflict")
    if call.workspace.channels[message.channel].is_archived:
        raise Refusal("is_inactive")
    before = message.shape()
    message.text = _text(call)
    if "blocks" in call.args or "text" in call.args:
        message.blocks = call.get("blocks") or []
    if "metadata" in call.args:  # left out, the earlier one stays
        message.metadata = call["metadata"] or None
    message.is_edited = True
    message.sent.append(dict(call.args))
    call.tells.changed(message, before)
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": message.shape(),
    }


def _delete(call: Call) -> Reply:
    message = _own(call, "cant_delete_message")
    del call.workspace.messages[message.channel, message.ts]
    call.workspace.deleted.add((message.channel, message.ts))
    call.tells.deleted(message)
    return {"channel": message.channel, "ts": message.ts}


def _ephemeral(call: Call) -> Reply:
    channel = writable(call, call["channel"])
    check_words(call.args)
    if call["user"] not in channel.members:
        raise Refusal("user_not_in_channel")
    thread = checked_thread(call, channel, call.get("thread_ts"))
    blocks = call.get("blocks") or []
    message = new_message(
        call,
        channel,
        text=_text(call),
        thread_ts=thread,
        blocks=blocks,
        ephemeral_to=call["user"],
    )
    keep(call, message)
    return {"message_ts": message.ts}


def _permalink(call: Call) -> Reply:
    channel = call.workspace.readable(call["channel"], call.app)
    message = call.workspace.message(channel.id, call["message_ts"])
    link = f"https://house.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts and message.thread_ts != message.ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


CHATS: Mapping[str, Answers] = {
    "chat.postMessage": _post,
    "chat.update": _update,
    "chat.delete": _delete,
    "chat.postEphemeral": _ephemeral,
    "chat.getPermalink": _permalink,
}
