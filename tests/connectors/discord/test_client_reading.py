"""The reading sees what Discord's client sees: each fault that it must find, planted."""

from __future__ import annotations

import pytest

from tests.connectors.discord.client_reading import SUPPRESS_EMBEDS, holds, read

NOBODY: dict[str, list[str]] = {"parse": []}


def live(content: str) -> list[str]:
    found = read({"content": content, "allowed_mentions": NOBODY}).live
    return [one.target for one in found]


@pytest.mark.parametrize(
    ("content", "targets"),
    [
        ("see https://evil.example/x.", ["https://evil.example/x"]),
        ("see HTTPS://evil.example", ["HTTPS://evil.example"]),
        ("wordhttps://evil.example", ["https://evil.example"]),
        ("<https://evil.example>", ["https://evil.example"]),
        ("\\<https://evil.example>", ["https://evil.example>"]),
        ("[x](http://evil.example)", ["http://evil.example"]),
        ("[x](<http://evil.example/a b>)", ["http://evil.example/a"]),
        ("![x](http://evil.example/a.png)", ["http://evil.example/a.png"]),
        ("**[x](http://evil.example)**", ["http://evil.example"]),
        ("> quoted\n> [x](http://evil.example)", ["http://evil.example"]),
        ("\\[x](http://evil.example)", ["http://evil.example"]),
        ("[a [b] c](http://evil.example)", ["http://evil.example"]),
        ("[<@1>](http://evil.example)", ["<@1>", "http://evil.example"]),
        ("discord.gg/abc", ["discord.gg/abc"]),
        ("<someone@evil.example>", ["someone@evil.example"]),
        ("<@1> <@!2> <@&3> <#4> @everyone @here", None),
        ("```\nhttps://evil.example\n```", []),
        ("`https://evil.example`", []),
        ("``a ` https://evil.example``", []),
        ("\\`https://evil.example`", ["https://evil.example`"]),
        ("```\nhttps://evil.example", ["https://evil.example"]),
        ("> ```\nhttps://evil.example\n```", ["https://evil.example"]),
        ("> ```\n>\n> https://evil.example\n> ```", ["https://evil.example"]),
        ("> ```\n> \n> https://evil.example\n> ```", []),
        ("https:\u200b//evil.example", []),
        ("https:\\//evil.example", []),
        ("@\u200beveryone", []),
        ("<\u200b@1>", []),
        ("\\<@1>", []),
        ("[x] (not a link)", []),
    ],
)
def test_it_finds_what_is_live_and_nothing_else(
    content: str, targets: list[str] | None
) -> None:
    if targets is None:
        targets = content.split()
    assert live(content) == targets


def test_whoever_may_be_called_is_called_even_from_code() -> None:
    content = "`<@1>` \\@everyone <@&7>"
    assert read({"content": content}).called == ("<@1>", "@everyone", "<@&7>")
    assert read({"content": content, "allowed_mentions": NOBODY}).called == ()
    roles = {"parse": [], "roles": ["7"]}
    assert read({"content": content, "allowed_mentions": roles}).called == ("<@&7>",)
    users = {"parse": ["users"]}
    assert read({"content": content, "allowed_mentions": users}).called == ("<@1>",)


def test_addresses_outside_of_texts_count_too() -> None:
    button = {"type": 2, "style": 5, "label": "x", "url": "https://evil.example"}
    body = {
        "embeds": [{"description": "[x](https://a.example)", "image": {"url": "https://b"}}],
        "components": [{"type": 1, "components": [button]}],
    }
    assert [one.target for one in read(body).live] == [
        "https://a.example",
        "https://b",
        "https://evil.example",
    ]


@pytest.mark.parametrize(
    ("content", "flags", "previews"),
    [
        ("https://good.example", 0, True),
        ("<https://good.example>", 0, False),
        ("[x](https://good.example)", 0, True),
        ("[x](<https://good.example>)", 0, False),
        ("https://good.example", SUPPRESS_EMBEDS, False),
    ],
)
def test_it_knows_what_the_client_would_fetch(
    content: str, flags: int, *, previews: bool
) -> None:
    (found,) = read({"content": content, "flags": flags}).live
    assert found.previews == previews


@pytest.mark.parametrize(
    ("content", "unclosed"),
    [
        ("```\na\n```", False),
        ("```py\na", True),
        ("a ``` b", True),
        ("\\`\\`\\` a", False),
        ("```\na\n``` and ```", True),
        ("> ```\n> a\n> ```", False),
        ("> ```\n> a\n```", True),
    ],
)
def test_it_sees_a_fence_that_nobody_closed(content: str, *, unclosed: bool) -> None:
    assert read({"content": content}).unclosed == unclosed


def test_it_sees_what_was_lost_between_parts() -> None:
    sentence = "one two three four five"
    assert holds(["x one two three", "four five y"], sentence)
    assert holds(["> ```py\none two three\n```", "```py\nfour five\n```"], sentence)
    assert holds(["one two", "three four", "five"], sentence)
    assert not holds(["one two three", "five"], sentence)
    assert not holds(["one two", "four five"], sentence)
    assert not holds(["four five", "one two three"], sentence)
