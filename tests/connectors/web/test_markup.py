"""Nothing in a document or an answer comes alive."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from connectors.web.markup import parser, shown, tree

MARKDOWN = parser()
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "<iframe src=//evil.example></iframe>",
    "<svg onload=alert(1)>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](java\nscript:alert(1))",
    "[click](&#106;avascript:alert(1))",
    "[click](data:text/html,<script>alert(1)</script>)",
    "[click](vbscript:x)",
    "[click](file:///etc/passwd)",
    "[click](//evil.example/x)",
    "[click](\\\\evil.example)",
    "[click](/api/privacy)",
    "<javascript:alert(1)>",
    "![pixel](https://evil.example/pixel.png)",
    "[![x](https://evil.example/p.png)](javascript:alert(1))",
    "![x][1]\n\n[1]: javascript:alert(1)",
    '[a](https://ok.example "x\\" onmouseover=alert(1)")',
    "`<script>`",
    "```html\n<script>alert(1)</script>\n```",
    "| <script> | [x](javascript:1) |\n|---|---|\n| <b> | ![i](http://e.example/i.png) |",
    "<style>*{display:none}</style>",
    "<!-- comment --><script>alert(1)</script>",
    "\u202egnp.exe",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)
TAGS = {
    *("p", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "strong", "em"),
    *("del", "code", "pre", "br", "blockquote"),
}
LIVE = re.compile(
    r"<(?!/?(?:p|ul|ol|li|table|thead|tbody|tr|th|td|strong|em|s|code|pre|br|hr|blockquote"
    r"|h[1-6]|mark)\b|a href=|/a>)[a-z!/]",
    re.IGNORECASE,
)


def _elements(nodes: list[JsonValue]) -> list[dict[str, JsonValue]]:
    found = []
    for node in nodes:
        if isinstance(node, dict):
            children = node["children"]
            assert isinstance(children, list)
            found.extend([node, *_elements(children)])
        else:
            assert isinstance(node, str)
    return found


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_becomes_no_live_markup_in_a_document(text: str) -> None:
    page = MARKDOWN.render(text, {"path": "a/b.md"})

    assert not LIVE.search(page), page
    assert not re.search(r"<[^>]+\s(on\w+|src|style)=", page), page
    for address in re.findall(r'href="([^"]*)"', page):
        assert address.startswith(("https://", "http://", "mailto:", "/sources/")), address


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_becomes_only_tags_of_ours_in_an_answer(text: str) -> None:
    for element in _elements(tree(MARKDOWN, text)):
        assert element["tag"] in TAGS
        assert element.keys() <= {"tag", "children", "start"}


@given(
    st.text(st.sampled_from("[]()!<>\"'`*_~|#-:\\/.&; \n\u202ejavscript:tp12"), max_size=200)
)
def test_no_text_at_all_becomes_live(text: str) -> None:
    page = MARKDOWN.render(text, {"path": "a/b.md"})

    assert not LIVE.search(page)
    for address in re.findall(r'href="([^"]*)"', page):
        assert address.startswith(("https://", "http://", "mailto:", "/sources/"))
    json.dumps(tree(MARKDOWN, text))
    assert {element["tag"] for element in _elements(tree(MARKDOWN, text))} <= TAGS


def test_a_link_in_an_answer_becomes_its_words_and_its_address() -> None:
    assert tree(MARKDOWN, "See [the portal](https://p.example/x) now.") == [
        {
            "tag": "p",
            "children": ["See ", "the portal", " (https://p.example/x)", " now."],
        }
    ]
    assert tree(MARKDOWN, "<https://p.example>") == [
        {"tag": "p", "children": ["https://p.example"]}
    ]


def test_an_image_becomes_its_description() -> None:
    assert tree(MARKDOWN, "![A map](https://evil.example/p.png)") == [
        {"tag": "p", "children": ["[A map]"]}
    ]


def test_a_table_row_without_its_header_is_still_a_row() -> None:
    [table] = tree(MARKDOWN, "| a \\| b | `c` |")

    assert table == {
        "tag": "table",
        "children": [
            {
                "tag": "tbody",
                "children": [
                    {
                        "tag": "tr",
                        "children": [
                            {"tag": "td", "children": ["a | b"]},
                            {"tag": "td", "children": [{"tag": "code", "children": ["c"]}]},
                        ],
                    }
                ],
            }
        ],
    }


def test_a_list_that_begins_in_the_middle_keeps_its_number() -> None:
    [numbered] = tree(MARKDOWN, "3. third")

    assert isinstance(numbered, dict)
    assert (numbered["tag"], numbered["start"]) == ("ol", 3)


def test_a_link_to_another_document_opens_it_here() -> None:
    page = MARKDOWN.render("[x](../b/휴가.md#s) [y](other.md) [z](#top)", {"path": "a/c.md"})

    assert re.findall(r'href="([^"]*)"', page) == [
        "/sources/b/%ED%9C%B4%EA%B0%80.md",
        "/sources/a/other.md",
        "/sources/a/c.md",
    ]


def test_characters_that_turn_text_around_are_not_shown() -> None:
    assert shown("a\u202eb\u2066c\x00d\x1b[1m") == "abcd[1m"
    assert shown("tab\tline\n가") == "tab\tline\n가"
