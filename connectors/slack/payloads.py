"""Whether what was delivered has the shape that Slack gives it. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl

_MOST_FIELDS = 200
_AS_JSON = frozenset({"event_callback", "url_verification", "app_rate_limited"})


class Malformed(Exception):
    """The body is no JSON and no form of Slack's."""


def parsed(body: bytes, content_type: str) -> str:
    """The body as text, once its shape is known to be one that Slack sends.

    Raises Malformed.
    """
    try:
        text = body.decode("utf-8")
        if content_type == "application/json":
            _check_json(json.loads(text))
        elif content_type == "application/x-www-form-urlencoded":
            _check_form(text)
        else:
            raise Malformed("neither JSON nor a form")
    except (ValueError, RecursionError) as error:
        raise Malformed("cannot be parsed") from error
    return text


def check(payload: object) -> None:
    """Raise Malformed unless it is a payload of Slack's: an event, or a press, or such."""
    if not isinstance(payload, Mapping):
        raise Malformed("no object")
    if "command" in payload and "type" not in payload:
        return
    _check_event(payload) if "event" in payload else _check_interaction(payload)


def _check_json(payload: object) -> None:
    _check_event(payload)
    _must(isinstance(payload, Mapping) and payload.get("type") in _AS_JSON)


def _check_event(payload: object) -> None:
    if not isinstance(payload, Mapping) or not isinstance(payload.get("type"), str):
        raise Malformed("no object with a type")
    kind = payload["type"]
    if kind == "url_verification":
        _must(isinstance(payload.get("challenge"), str))
    if kind == "event_callback":
        event = payload.get("event")
        _must(isinstance(event, Mapping) and isinstance(event.get("type"), str))
        _must(isinstance(event, Mapping) and isinstance(event.get("subtype", ""), str))
        _check_outside(event if isinstance(event, Mapping) else {})
    _check_outside(payload)


def _check_form(text: str) -> None:
    fields = dict(
        parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    )
    if "payload" in fields:
        payload = json.loads(fields["payload"])
        _check_interaction(payload)
        _must("event" not in payload)
    else:
        _must("command" in fields or "ssl_check" in fields)


def _check_interaction(payload: object) -> None:
    if not isinstance(payload, Mapping) or not isinstance(payload.get("type"), str):
        raise Malformed("no object with a type")
    if payload["type"] == "block_actions":
        actions = payload.get("actions")
        _must(isinstance(actions, list) and bool(actions))
        for action in actions if isinstance(actions, list) else ():
            _must(isinstance(action, Mapping) and isinstance(action.get("action_id"), str))
            _must(isinstance(action.get("block_id", ""), str))
    _check_outside(payload)


def _check_outside(payload: Mapping[str, object]) -> None:
    """What Bolt looks at before any listener does."""
    authorizations = payload.get("authorizations") or []
    _must(isinstance(authorizations, list))
    for one in authorizations if isinstance(authorizations, list) else ():
        _must(isinstance(one, Mapping))
    for name in ("team", "user", "enterprise", "view", "channel", "container", "message"):
        _must(isinstance(payload.get(name) or "", (str, Mapping)))


def _must(is_so: bool) -> None:  # noqa: FBT001 - a check reads best as a plain condition
    if not is_so:
        raise Malformed("not as Slack sends it")
