"""conversations.*, users.*, team, groups: who and what there is."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from typing import Any

from tests.fakes.slack_server.arguments import truth
from tests.fakes.slack_server.calls import Answers, Call, Reply
from tests.fakes.slack_server.refusal import Refusal
from tests.fakes.slack_server.workspace import Channel, Message, User


def _page(call: Call, found: list[Any], *, default: int) -> tuple[list[Any], str]:
    """The page that the cursor names, and the cursor of the next one."""
    try:
        start = int(base64.b64decode(call.get("cursor") or "").decode() or 0)
    except (ValueError, binascii.Error):
        raise Refusal("invalid_cursor") from None
    limit = int(call.get("limit") or default) or len(found)
    end = start + limit
    cursor = base64.b64encode(str(end).encode()).decode() if end < len(found) else ""
    return found[start:end], cursor


def _listed(name: str, found: list[Any], cursor: str) -> Reply:
    return {name: found, "response_metadata": {"next_cursor": cursor}}


def _info(call: Call) -> Reply:
    channel = call.workspace.readable(call["channel"], call.app)
    return {"channel": _channel(call, channel)}


def _channel(call: Call, channel: Channel) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "id": channel.id,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "channel",
        "is_archived": channel.is_archived,
        "is_ext_shared": channel.is_shared_outside,
        "is_shared": channel.is_shared_outside,
        "is_org_shared": False,
        "context_team_id": call.workspace.team,
    }
    if channel.kind == "im":
        (user,) = channel.members - {call.app.bot}
        return {**shape, "user": user}
    shape |= {"name": channel.name, "is_member": call.app.bot in channel.members}
    if truth(call.get("include_num_members")):
        shape["num_members"] = len(channel.members)
    return shape


def _members(call: Call) -> Reply:
    channel = call.workspace.readable(call["channel"], call.app)
    page, cursor = _page(call, sorted(channel.members), default=100)
    return _listed("members", page, cursor)


def _list(call: Call) -> Reply:
    kinds = str(call.get("types") or "public_channel").split(",")
    names = {"public_channel": "channel", "private_channel": "group", "im": "im"}
    wanted = {names.get(kind, kind) for kind in kinds}
    seen = [one for one in call.workspace.channels.values() if one.kind in wanted]
    mine = [one for one in seen if one.kind == "channel" or call.app.bot in one.members]
    page, cursor = _page(call, mine, default=100)
    return _listed("channels", [_channel(call, one) for one in page], cursor)


def _open(call: Call) -> Reply:
    users = str(call.get("users") or "").split(",")
    if users == [""]:
        raise Refusal("users_list_not_supplied")
    if len(users) > 1:
        raise Refusal("method_not_supported_for_channel_type")
    if users[0] not in call.workspace.users:
        raise Refusal("user_not_found")
    return {"channel": {"id": call.workspace.direct(users[0], call.app).id}}


def _replies(call: Call) -> Reply:
    channel = call.workspace.readable(call["channel"], call.app)
    found = list(call.workspace.visible(channel.id, thread=str(call["ts"])))
    if not found:
        raise Refusal("thread_not_found")
    inside = [one for one in found if _is_within(call, one) or one.ts == call["ts"]]
    return _messages(call, inside, default=1000)


def _history(call: Call) -> Reply:
    channel = call.workspace.readable(call["channel"], call.app)
    if call.app.bot not in channel.members:
        raise Refusal("not_in_channel")
    top = [one for one in call.workspace.visible(channel.id) if _is_top(one)]
    return _messages(call, [one for one in reversed(top) if _is_within(call, one)], default=100)


def _is_top(message: Message) -> bool:
    is_reply = message.thread_ts not in {None, message.ts}
    return not is_reply or message.subtype == "thread_broadcast"


def _is_within(call: Call, message: Message) -> bool:
    moment = float(message.ts)
    oldest, latest = float(call.get("oldest") or 0), float(call.get("latest") or 1e12)
    if truth(call.get("inclusive")):
        return oldest <= moment <= latest
    return oldest < moment < latest


def _messages(call: Call, found: list[Message], *, default: int) -> Reply:
    page, cursor = _page(call, found, default=default)
    with_metadata = truth(call.get("include_all_metadata"))
    shapes = [one.shape(with_metadata=with_metadata) for one in page]
    return {**_listed("messages", shapes, cursor), "has_more": bool(cursor)}


def _user(call: Call) -> Reply:
    user = call.workspace.users.get(str(call["user"]))
    if user is None:
        raise Refusal("user_not_found")
    return {"user": _person(call, user)}


def _users(call: Call) -> Reply:
    page, cursor = _page(call, list(call.workspace.users.values()), default=0)
    return _listed("members", [_person(call, one) for one in page], cursor)


def _person(call: Call, user: User) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "id": user.id,
        "team_id": user.team,
        "name": user.name,
        "real_name": user.name,
        "deleted": user.deleted,
        "is_bot": user.is_bot,
        "is_restricted": user.is_guest or user.is_single_channel_guest,
        "is_ultra_restricted": user.is_single_channel_guest,
        "tz": "Asia/Seoul" if user.locale == "ko-KR" else "Europe/London",
        "profile": {"real_name": user.name, "display_name": user.name, "team": user.team},
    }
    if user.team != call.workspace.team:
        shape["is_stranger"] = True
    if truth(call.get("include_locale")):
        shape["locale"] = user.locale
    return shape


def _bot(call: Call) -> Reply:
    apps: Iterator[Any] = iter(call.workspace.apps)
    app = next((one for one in apps if one.bot_id == call.get("bot")), None)
    if app is None:
        raise Refusal("bot_not_found")
    return {"bot": {"id": app.bot_id, "app_id": app.id, "user_id": app.bot, "name": app.name}}


def _groups(call: Call) -> Reply:
    groups = call.workspace.groups.items()
    return {"usergroups": [{"id": group, "handle": name} for group, name in groups]}


def _team(call: Call) -> Reply:
    team = {"id": call.workspace.team, "name": "House", "domain": "house"}
    return {"team": team}


DIRECTORY: Mapping[str, Answers] = {
    "conversations.info": _info,
    "conversations.members": _members,
    "conversations.list": _list,
    "conversations.open": _open,
    "conversations.replies": _replies,
    "conversations.history": _history,
    "users.info": _user,
    "users.list": _users,
    "bots.info": _bot,
    "usergroups.list": _groups,
    "team.info": _team,
}
