"""A model's words reach people as words: nothing in them acts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.facts import CODE
from bot.core.rendering import inert
from bot.domain.language import Language
from tests.bot.core.evidence import unhurried

EN, KO = Language.ENGLISH, Language.KOREAN
HOSTS = ("corp.example",)
_PINGS = r"<[@#]|@everyone|@(?:here|channel)\b|https?://(?!([\w-]+\.)*corp\.example)"
_ACTS = re.compile(rf"{_PINGS}|<!|!\[|\]\(")
_ACTS_IN_CODE = re.compile(rf"{_PINGS}|<!(?:channel|here|everyone|subteam)")


@pytest.mark.parametrize(
    "text",
    [
        "![](https://collect.example/p?u=1) Done.",
        "See ![this][x].",
        "Hello <@U0ADMIN99>.",
        "<!channel> read this.",
        "<!subteam^S1> read this.",
        "Hello <@&123>.",
        "@everyone read this.",
        "Ask @kim about it.",
        "`@here` is a ping.",
        "An <img src=x> and text.",
        "A <a href='http://x.example'>link</a>.",
        "[x]: http://collect.example",
        "Run `curl https://collect.example/x`.",
        "```\ncurl https://collect.example\n```",
        "@\u200beveryone read this.",
        "@every\u2060one read this.",
    ],
)
def test_what_is_there_to_act_goes_with_its_sentence(text: str) -> None:
    assert inert(text, hosts=HOSTS, language=EN) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("You get 15 days.", "You get 15 days."),
        ("Use [the portal](https://collect.example/a).", "Use the portal."),
        ("Use [the portal][1].", "Use the portal."),
        ("Go to https://collect.example/a?b=1.", "Go to (address in the source)."),
        ("Go to collect.example now.", "Go to (address in the source) now."),
        ("Go to <https://collect.example>.", "Go to (address in the source)."),
        ("Write to a@collect.example.", "Write to (address in the source)."),
        ("Go to https://it.corp.example/a.", "Go to https://it.corp.example/a."),
        ("Go to https://corp.example.collect.example/a.", "Go to (address in the source)."),
        ("Go to https://corp.example@collect.example/a.", "Go to (address in the source)."),
        ("Go to http://localhost:8080/a.", "Go to http://localhost:8080/a."),
        ("Run `curl https://corp.example/x`.", "Run `curl https://corp.example/x`."),
        ("Run `a <b> c` and 1 < 2.", "Run `a <b> c` and 1 < 2."),
        ("> # Heading", "Heading"),
        ("- item", "- item"),
        ("Hid\u200bden\u202e text", "Hidden text"),
        ("Use `os.path` and Node.js.", "Use `os.path` and Node.js."),
    ],
)
def test_everything_else_stays_without_what_acts(text: str, shown: str) -> None:
    assert inert(text, hosts=HOSTS, language=EN) == shown


@pytest.mark.parametrize(
    "address",
    [
        "https://x.example://corp.example",
        "https://x.example\\@corp.example",
        "https://corp.example@x.example/",
        "https://x.example@corp.example/",
        "HTTPS://X.EXAMPLE/?corp.example",
    ],
)
def test_an_address_that_only_looks_like_one_of_ours_is_not_named(address: str) -> None:
    shown = inert(f"See {address} now.", hosts=HOSTS, language=EN)
    assert shown is None or "x.example" not in shown.lower()


def test_the_words_for_an_address_are_in_the_askers_language() -> None:
    assert inert("https://a.example 에서 합니다.", hosts=(), language=KO) == (
        "(주소는 출처 참고) 에서 합니다."
    )


_PARTS = st.sampled_from(
    [
        *("<", "!", "@", "everyone", "[a]", "(", "https://x.example", ")", " ", "`", "#", "\n"),
        *("a", "<!here>", "\u200b", "![", "x.example", "|", "corp.example", "://", "가"),
    ]
)


@given(st.lists(_PARTS, max_size=14).map("".join))
@unhurried
def test_nothing_that_acts_comes_through_whatever_the_pieces(text: str) -> None:
    shown = inert(text, hosts=HOSTS, language=EN)
    prose = CODE.sub("`", shown or "")
    assert not _ACTS.search(prose)
    assert not any(_ACTS_IN_CODE.search(code[0]) for code in CODE.finditer(shown or ""))
