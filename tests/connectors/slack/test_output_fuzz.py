"""Whatever is quoted or written: nobody is called, only sources are linked, Slack takes it.

SLACK_FUZZ_SEED=7 .venv/bin/pytest tests/connectors/slack/test_output_fuzz.py
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from bot.domain.conversation import Exchange
from connectors.slack.directory import Directory
from connectors.slack.outbound import asked
from connectors.slack.outlet import SlackOutlet
from connectors.slack.pace import Pace
from connectors.slack.setup import Identity, SlackSetup
from connectors.slack.signs import Signs
from connectors.slack.staff import Staff
from connectors.slack.tasks import Tasks
from connectors.slack.whisper import Whisper
from tests.connectors.slack.hostile import Case, Hostility
from tests.connectors.slack.reading import effects
from tests.connectors.slack.recording import PERMALINK, RecordingApi
from tests.connectors.slack.schemas import block_schema, chunk_schema
from tests.fakes.slack_server.blocks import check_chunks, check_words

SEED = int(os.environ.get("SLACK_FUZZ_SEED", "20261122"))
GROUP = "S0STAFF"
_SHOWN = {
    *("chat.postMessage", "chat.update", "chat.postEphemeral"),
    *("chat.startStream", "chat.appendStream", "chat.stopStream"),
}
Sent = tuple[str, dict[str, Any]]


async def everything(case: Case) -> list[Sent]:
    """Every message that the door makes of it, one after the other."""
    api, tasks = RecordingApi(case.name), Tasks()
    setup = SlackSetup("xoxb-x", staff_channel="C0STAFF", staff_group=GROUP)
    who = Identity("T0HOUSE", "U0BOT", "B0BOT", "supportbot", "House")
    staff = Staff(api, setup=setup, directory=Directory(api, team="T0HOUSE"))
    outlet = SlackOutlet(
        api, setup=setup, who=who, signs=Signs(api, tasks), staff=staff, pace=Pace(0.0)
    )
    exchange = case.exchange
    posted = await outlet.post(exchange)
    await outlet.update(posted, exchange)
    await outlet.call_person(exchange, case.turns)
    await Whisper(api).tell("U0KIM", exchange.text or case.name, channel="C0HELP")
    api.calls.append(("chat.postMessage", _echo(exchange, case.name)))
    api.takes_no_blocks = True
    await outlet.update(posted, replace(exchange, posted=posted))
    await tasks.end(1.0)
    return [one for one in api.calls if one[0] in _SHOWN]


def _echo(exchange: Exchange, name: str) -> dict[str, Any]:
    said = asked(name, exchange.question.text)
    return {"unfurl_links": False, "unfurl_media": False, **said.arguments()}


def wrongs(method: str, args: dict[str, Any], case: Case) -> list[str]:
    """What is wrong with a call, in words."""
    found = effects(method, args)
    is_for_staff = args.get("channel") == "C0STAFF"
    wrong = [f"calls {one}" for one in found.mentions]
    if is_for_staff and f"calls usergroup {GROUP}" in wrong:
        wrong.remove(f"calls usergroup {GROUP}")
    allowed = {PERMALINK} if is_for_staff else case.allowed
    wrong += [f"leads to {one}" for one in found.foreign(allowed)]
    return wrong + (["shows previews"] if found.previews else [])


def check(method: str, args: dict[str, Any]) -> None:
    """Raises Refusal for what Slack would not take."""
    if method == "chat.stopStream":
        return
    if "Stream" in method:
        check_chunks(args.get("chunks", []))
    else:
        check_words(args)


async def fuzzed(cases: int, *, look_closely_every: int) -> Counter[str]:
    """Makes that many, judges each message; gives how many of each method there were."""
    blocks, chunks = block_schema(), chunk_schema()
    made: Counter[str] = Counter()
    for number in range(cases):
        case = Hostility(SEED + number).case()
        told = f"case {number} of seed {SEED}: {case}"
        for method, args in await everything(case):
            made[method] += 1
            assert not wrongs(method, args, case), (wrongs(method, args, case), told)
            check(method, args)
            if number % look_closely_every == 0:
                _look_closely(args, blocks, chunks)
    return made


def _look_closely(
    args: dict[str, Any],
    blocks: jsonschema.Draft7Validator | None,
    chunks: jsonschema.Draft7Validator | None,
) -> None:
    for block in args.get("blocks", ()) if blocks else ():
        assert blocks is not None
        blocks.validate(block)
    for chunk in args.get("chunks", ()) if chunks else ():
        assert chunks is not None
        chunks.validate(chunk)


async def test_hostile_words_are_only_words() -> None:
    made = await fuzzed(1000, look_closely_every=50)
    assert made["chat.postMessage"] >= 1000
    assert made["chat.startStream"] > 50


@pytest.mark.proof
async def test_50_000_hostile_exchanges_are_only_words() -> None:
    made = await fuzzed(50_000, look_closely_every=500)
    print(f"seed {SEED}: {sum(made.values())} messages of 50,000 exchanges: {dict(made)}")  # noqa: T201 - the figure


@pytest.mark.parametrize(
    ("args", "wrong"),
    [
        ({"text": "<!channel>"}, "calls !channel"),
        ({"text": "see http://evil.example/x"}, "leads to http://evil.example/x"),
        ({"text": "see evil.example"}, "leads to evil.example"),
        ({"text": "<@U123ABC> hi"}, "calls @U123ABC"),
        (
            {"markdown_text": "![](http://evil.example/p.png)"},
            "leads to http://evil.example/p.png",
        ),
        (
            {"blocks": [{"type": "markdown", "text": "[x](http://evil.example)"}]},
            "evil.example",
        ),
        (
            {
                "blocks": [
                    {"type": "section", "text": {"type": "mrkdwn", "text": "@here a.example"}}
                ]
            },
            "calls @here",
        ),
        (
            {
                "blocks": [
                    {
                        "type": "section",
                        "text": {"type": "mrkdwn", "text": "<x:y|z>", "verbatim": True},
                    }
                ]
            },
            "leads to x:y",
        ),
        (
            {
                "blocks": [
                    {"type": "rich_text", "elements": [{"type": "broadcast", "range": "here"}]}
                ]
            },
            "calls broadcast",
        ),
        (
            {
                "blocks": [
                    {"type": "rich_text", "elements": [{"type": "link", "url": "http://e"}]}
                ]
            },
            "leads to http://e",
        ),
        ({"blocks": [{"type": "image", "image_url": "http://e/p"}]}, "leads to http://e/p"),
        ({"blocks": [{"type": "button", "url": "http://e/b"}]}, "leads to http://e/b"),
        ({"chunks": [{"type": "markdown_text", "text": "<!here>"}]}, "calls !here"),
        (
            {
                "chunks": [
                    {"type": "task_update", "sources": [{"type": "url", "url": "http://e"}]}
                ]
            },
            "leads to http://e",
        ),
    ],
)
def test_the_judge_sees_what_acts(args: dict[str, Any], wrong: str) -> None:
    case = Hostility(SEED).case()
    quiet = {"unfurl_links": False, "unfurl_media": False}
    assert wrong in "; ".join(wrongs("chat.postMessage", {**args, **quiet}, case))
    assert "shows previews" in wrongs("chat.postMessage", args, case)
