"""What the styles of a page hide."""

from __future__ import annotations

import pytest

from bot.adapters.documents.html import read_html


def page(style: str, body: str) -> str:
    html = f"<html><head><style>{style}</style></head><body><p>seen</p>{body}</body></html>"
    return read_html(html.encode(), "a.html").text


@pytest.mark.parametrize(
    "rule",
    [
        ".x{display:none}",
        "p.x { color: red; visibility : hidden }",
        "a, .x ,b{ /* why */ font-size:0 }",
        "#y{opacity:0!important}",
        "@media screen{.z{color:red}} .x{display:none}",
        "<!-- .x{position:absolute;left:-9999px} -->",
        ".x{color:#fff}",
        ".x{color:rgb(255, 255, 255)}",
        ".x{height:0;overflow:hidden}",
        ".x{font-size:1px}",
        ".x{clip:rect(0 0 0 0)}",
        ".x{color:transparent}",
    ],
)
def test_a_rule_hides_what_it_speaks_of(rule: str) -> None:
    assert page(rule, "<p class='a x' id=y>secret</p>") == "seen\n"


@pytest.mark.parametrize(
    "style",
    ["color:white", "color:#FFFFFF", "color: rgba(255,255,255,0.9)", "font-size:1px", "zoom:0"],
)
def test_a_style_attribute_hides(style: str) -> None:
    assert page("", f"<div style='{style}'>secret</div>") == "seen\n"


@pytest.mark.parametrize(
    "rule",
    [
        "@media print{.x{display:none}}",
        ".x:hover{display:none}",
        ".other{display:none}",
        ".menu .x{display:none}",
        ".x{background:#003366;color:#fff}",
        "body{background-color:black}.x{color:#fff}",
        ".card > .x{background:url(a.png)}.x{color:white}",
        ".x{color:#ffeeee}",
        ".x{overflow:hidden;height:10px}",
    ],
)
def test_what_is_seen_on_a_screen_stays(rule: str) -> None:
    assert page(rule, "<p class='x'>too</p>") == "seen\n\ntoo\n"


def test_hidden_text_is_reported() -> None:
    html = b"<p>seen</p><p style='display:none'>secret</p>"

    assert "hidden text" in read_html(html, "a.html").remarks[0]
    assert read_html(b"<p>seen</p><p style='display:none'></p>", "a.html").remarks == ()


def test_a_page_of_endless_rules_is_read_in_bearable_time() -> None:
    assert page("{" * 100_000, "<p>too</p>").endswith("too\n")
    assert page("@a{" * 100_000, "<p>too</p>").endswith("too\n")
    assert page(".x{" + "a:b;" * 100_000 + "}", "<p>too</p>").endswith("too\n")
