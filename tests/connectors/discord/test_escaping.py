"""Words of others read well and do nothing. The fuzz tests look for what was not thought of."""

from __future__ import annotations

import pytest

from connectors.discord.escaping import code, inline, lines, link, literal


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("max_retries * 2", "max\\_retries \\* 2"),
        ("Run `pip install x_y` now", "Run `pip install x_y` now"),
        ("**중요** 사항", "**중요** 사항"),
        ("See [the page](https://a.example/x).", "See the page (`https://a.example/x`)."),
        ("See [the page](../x.md).", "See the page."),
        ("https://a.example/x에서", "`https://a.example/x`에서"),
        ("https://a.example/x.", "`https://a.example/x`."),
        ("![a chart](https://a.example/x.png)", "a chart"),
        ("a\\_b", "a\\_b"),
        ("1 < 2 > 0", "1 \\< 2 \\> 0"),
    ],
)
def test_prose_reads_as_it_was_meant(written: str, shown: str) -> None:
    assert lines(written) == [shown]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("# Leave", "**Leave**"),
        ("### **Leave** #", "**Leave**"),
        ("* one", "- one"),
        ("  + one", "  - one"),
        ("12. one", "12. one"),
        ("-# small", "\\-# small"),
        ("#channel", "\\#channel"),
        ("- # huge", "- \\# huge"),
        ("> quoted", "\\> quoted"),
        ("---", "———"),
        ("2026) first", "2026\\) first"),
    ],
)
def test_the_beginning_of_a_line_means_what_it_meant(written: str, shown: str) -> None:
    assert lines(written) == [shown]


def test_code_stays_code_and_is_always_closed() -> None:
    assert lines("```bash\nrm -rf *\n```") == ["```bash", "rm -rf *", "```"]
    assert lines("~~~\na_b\n~~~\nc_d") == ["```", "a_b", "```", "c\\_d"]
    assert lines("```\na") == ["```", "a", "```"]


def test_an_empty_code_block_is_left_out() -> None:
    assert lines("a\n```\n\n```\nb") == ["a", "b"]


def test_the_rule_of_a_table_is_left_out() -> None:
    assert lines("| a | b |\n|---|:-:|\n| 1 | 2 |") == ["\\| a \\| b \\|", "\\| 1 \\| 2 \\|"]


@pytest.mark.parametrize(
    "call",
    ["@everyone", "@here", "<@1>", "<@!1>", "<@&1>", "<#1>", "</ask:1>", "<:x:1>", "<t:0:R>"],
)
@pytest.mark.parametrize("frame", ["{}", "`{}`", "**{}**", "```\n{}\n```", "[{}](x)", "\\{}"])
def test_nobody_is_called_wherever_it_stands(call: str, frame: str) -> None:
    assert call not in "\n".join(lines(frame.format(call)))
    assert call not in literal(call) + inline(call) + code(call)


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example",
        "HTTP://a.example/x",
        "discord.gg/x",
        "https:\\/\\/a.example",
        "steam://run/1",
        "https://위키.example",
    ],
)
def test_no_address_can_be_pressed(address: str) -> None:
    (shown,) = lines(f"go to {address} now")
    outside = "".join(shown.split("`")[::2])
    assert "://" not in outside
    assert "discord.gg" not in outside


def test_what_turns_the_order_of_signs_around_is_gone() -> None:
    assert literal("a\u202eb\u2066c\x00d") == "abcd"


def test_a_source_is_a_link_without_a_preview() -> None:
    assert link("휴가 › 이월", "https://a.example/x") == "[휴가 › 이월](<https://a.example/x>)"


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "javascript:alert(1)",
        "ftp://a.example",
        "//a.example",
        "https://",
        "https://me@a.example",
        "https://a.example/x y",
        "https://[",
        "https://a.example/" + "x" * 1000,
    ],
)
def test_what_is_no_address_of_a_page_is_no_link(address: str | None) -> None:
    assert link("x", address) is None


def test_an_address_cannot_end_its_link_early() -> None:
    shown = link("x", "https://a.example/a)>b`|*c")
    assert shown == "[x](<https://a.example/a%29%3Eb%60%7C%2Ac>)"


def test_a_label_cannot_end_its_link_early() -> None:
    shown = link("a](https://evil.example)", "https://a.example")
    assert shown is not None
    assert shown.count("](") == 1
    assert "https://evil" not in shown


def test_what_is_too_long_is_cut() -> None:
    assert code("x" * 400) == f"`{'x' * 299}…`"
