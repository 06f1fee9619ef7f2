"""The manifests that we ship: what an app is made of in Slack."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from tests.connectors.slack.samples import shared
from tests.fakes.slack_server.arguments import METHODS

FILES = ("manifest.json", "manifest.http.json")


def manifest(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        files("connectors.slack").joinpath(name).read_text("utf-8")
    )
    return found


@pytest.mark.parametrize("name", FILES)
def test_slack_would_take_it(name: str) -> None:
    schema = json.loads((shared("manifest") / "manifest.schema.1.0.0.json").read_text())
    jsonschema.validate(manifest(name), schema)
    broken = manifest(name)
    broken["features"]["agent_view"]["agent_description"] = 7
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema)


def test_both_differ_in_how_messages_arrive_and_in_nothing_else() -> None:
    socket, http = manifest("manifest.json"), manifest("manifest.http.json")
    url = http["features"]["slash_commands"][0].pop("url")
    assert http["settings"]["event_subscriptions"].pop("request_url") == url
    assert http["settings"]["interactivity"].pop("request_url") == url
    assert url.endswith("/slack/events")
    assert socket["settings"].pop("socket_mode_enabled") is True
    assert http["settings"].pop("socket_mode_enabled") is False
    assert socket == http


def test_every_call_of_the_bot_has_its_scope() -> None:
    granted = set(manifest("manifest.json")["oauth_config"]["scopes"]["bot"])
    called = (
        "assistant.threads.setStatus",
        "chat.delete",
        "chat.postEphemeral",
        "chat.postMessage",
        "chat.startStream",
        "chat.update",
        "conversations.history",
        "conversations.info",
        "conversations.members",
        "conversations.open",
        "conversations.replies",
        "reactions.add",
        "reactions.remove",
        "users.info",
        "users.list",
    )
    for method in called:
        scopes = set(METHODS[method].scopes)
        assert granted & scopes, method
        if method.startswith("conversations.") and method != "conversations.open":
            assert scopes <= granted, method
