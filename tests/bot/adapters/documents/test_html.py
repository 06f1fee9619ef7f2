"""HTML pages as people see them."""

from __future__ import annotations

import pytest

from bot.adapters.documents.html import read_html
from bot.domain.errors import DocumentUnreadable


def text_of(html: str) -> str:
    return read_html(html.encode(), "page.html").text


def trouble_with(raw: bytes) -> DocumentUnreadable:
    with pytest.raises(DocumentUnreadable) as trouble:
        read_html(raw, "page.html")
    return trouble.value


def test_a_page_becomes_markdown() -> None:
    html = """<!doctype html><html><head><meta charset="utf-8"><title>보증 안내</title></head>
    <body><h1>보증과 반품</h1><p>기간은 <b>3년</b>입니다. <a href="/terms">약관</a></p>
    <ul><li>낙뢰<li>침수</ul><ol start="3"><li>접수</li><li>발송</li></ol>
    <pre><code>curl -X GET  a_b*c*</code></pre></body></html>"""

    assert text_of(html) == (
        "# 보증과 반품\n\n기간은 **3년**입니다. [약관](/terms)\n\n- 낙뢰\n- 침수\n\n"
        "3. 접수\n4. 발송\n\n```\ncurl -X GET  a_b*c*\n```\n"
    )


def test_tables_stay_tables() -> None:
    html = "<table><tr><th>제품<th>기간<tr><td>허브<td>2년<tr><td colspan=2>건전지</table>"

    assert text_of(html) == "| 제품 | 기간 |\n| --- | --- |\n| 허브 | 2년 |\n| 건전지 | |\n"


def test_a_table_without_headings_takes_its_first_row() -> None:
    html = "<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"

    assert text_of(html) == "| a | b |\n| --- | --- |\n| c | d |\n"


def test_images_are_read_by_their_alternative_text() -> None:
    assert text_of("<p>See <img src='x.png' alt='the red button'>.<img src='y.png'></p>") == (
        "See the red button.\n"
    )


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>secret</script>",
        "<style>secret</style>",
        "<template><p>secret</p></template>",
        "<noscript>secret</noscript>",
        "<iframe>secret</iframe>",
        "<svg><title>secret</title><text>secret</text></svg>",
        "<nav>secret</nav>",
        "<dialog>secret</dialog>",
        "<!-- secret -->",
        "<?php secret ?>",
        "<![CDATA[secret]]>",
        "<p hidden>secret <b>secret</b></p>",
        "<p style='color: red; DISPLAY : none'>secret</p>",
        "<p style='display:/* no */none !important'>secret</p>",
        "<p style='visibility: hidden'>secret</p>",
        "<p style='font-size:0px'>secret</p>",
        "<p style='opacity: 0.0'>secret</p>",
        "<p style='position:absolute;left:-9999px'>secret</p>",
        "<p title='secret'></p>",
    ],
)
def test_what_nobody_sees_is_left_out(hidden: str) -> None:
    assert text_of(f"<body><p>a</p>{hidden}<p>b</p></body>") == "a\n\nb\n"


@pytest.mark.parametrize(
    "style",
    ["display:block", "opacity:0.8", "font-size:0.9em", "margin-top:-100px", "left:-20px"],
)
def test_what_is_merely_styled_stays(style: str) -> None:
    assert text_of(f"<p style='{style}'>seen</p>") == "seen\n"


def test_invisible_characters_written_as_entities_are_taken_out() -> None:
    assert text_of("<p>pass&#8203;word&#x202e;</p>") == "password\n"


@pytest.mark.parametrize(
    ("href", "seen"),
    [
        ("https://a.example/b?c=d", "[x](https://a.example/b?c=d)"),
        (" a (1).pdf\n", "[x](a%20%281%29.pdf)"),
        ("javascript:alert(1)", "x"),
        ("java\nscript:alert(1)", "x"),
        (" DATA:text/html,x", "x"),
        ("", "x"),
    ],
)
def test_links_keep_their_target_unless_it_is_code(href: str, seen: str) -> None:
    assert text_of(f'<p><a href="{href}">x</a></p>') == f"{seen}\n"


def test_the_title_is_the_pages_then_the_first_heading_then_the_file_name() -> None:
    svg = "<svg><title>icon</title></svg>"
    assert read_html(f"{svg}<title> A\n b</title><h1>c</h1>".encode(), "d.html").title == "A b"
    assert read_html(f"{svg}<h2>b</h2><h1>c</h1>".encode(), "d.html").title == "c"
    assert read_html(b"<p>text", "site/how-to.htm").title == "how to"


def test_the_main_part_is_read_alone_when_it_holds_most_of_the_page() -> None:
    around = "<header>Shop</header><footer>Imprint</footer>"

    assert text_of(f"<body>{around}<main><p>What people came for</p></main>") == (
        "What people came for\n"
    )
    assert text_of(f"{around}<article><p>What people came for</p></article>") == (
        "What people came for\n"
    )


def test_nothing_is_lost_where_the_main_part_is_not_clear() -> None:
    assert "second" in text_of("<article>the first of two</article><article>second</article>")
    assert "much more text outside" in text_of("<main>a</main><p>much more text outside</p>")


def test_tags_that_html_ends_by_itself_are_ended() -> None:
    assert text_of("<p>a<p>b<div>c</div>d<h2>e</h2>") == "a\n\nb\n\nc\n\nd\n\n## e\n"
    assert text_of("<ul><li>a<ul><li>b<li>c</ul><li>d</ul>") == "- a\n  - b\n  - c\n- d\n"
    assert text_of("<table><tr><td><table><tr><td>a</table><td>b</table>").count("b") == 1


def test_a_long_page_without_end_tags_is_read() -> None:
    assert text_of("<p>line\n" * 1000).count("line") == 1000


def test_a_very_long_list_loses_its_numbers_and_no_item() -> None:
    text = text_of("<ol>" + "<li>item</li>" * 2001 + "</ol>")

    assert text.count("- item\n") == 2001


@pytest.mark.parametrize(
    "raw", [b"<div>" * 20_000 + b"text", b"<b>" * 20_000 + b"text" + b"</b>" * 20_000]
)
def test_a_page_nested_too_deeply_is_reported(raw: bytes) -> None:
    assert "deep" in trouble_with(raw).reason


def test_the_deepest_page_that_is_read_does_not_run_out_of_stack() -> None:
    assert text_of("<div>" * 140 + "text") == "text\n"


@pytest.mark.parametrize("raw", [b"<p>a</p><![foo bar", b"<p>&#" + b"9" * 5000 + b";</p>"])
def test_a_page_that_breaks_the_parser_is_reported(raw: bytes) -> None:
    assert "too broken" in trouble_with(raw).reason


def test_a_page_that_keeps_the_parser_busy_is_given_up() -> None:
    with pytest.raises(DocumentUnreadable, match="more than 0 seconds"):
        read_html(b"<p>text</p>" * 1000, "a.html", patience=0)


def test_numbers_that_are_none_do_no_harm() -> None:
    html = "<ol start='²'><li>a</ol><table><tr><td colspan='²'>b<td colspan=1000>c</table>"

    assert text_of(html) == "1. a\n\n| b | c |\n| --- | --- |\n"


@pytest.mark.parametrize(
    "raw",
    [
        b"https://wiki.example/page",
        b"page.html",
        b"<?xml version='1.0'?><feed>page.html</feed>",
    ],
)
def test_pages_that_hardly_are_html_are_read_without_a_warning(raw: bytes) -> None:
    assert "page" in read_html(raw, "a.html").text


@pytest.mark.parametrize(
    "raw", [b"", b"<html><body></body></html>", b"<script>draw()</script>"]
)
def test_a_page_that_shows_no_text_is_reported(raw: bytes) -> None:
    assert "no text" in trouble_with(raw).reason


def test_a_label_in_an_html_file_is_refused_because_nobody_would_honour_it() -> None:
    assert trouble_with(b"---\naudience: restricted\n---\n<p>text").withhold


def test_korean_pages_in_cp949_are_read() -> None:
    raw = "<meta charset=euc-kr><p>휴가는 팀장이 승인합니다.</p>".encode("cp949")

    assert read_html(raw, "a.html").text == "휴가는 팀장이 승인합니다.\n"


def test_the_main_heading_is_read_where_it_stands_outside_the_article() -> None:
    page = f"<header><h1>Badges</h1></header><main><p>{'Ask the desk. ' * 5}</p></main>"

    assert text_of(f"<html>{page}").startswith("# Badges\n\nAsk the desk.")


def test_what_a_search_within_the_page_opens_is_no_hidden_text() -> None:
    page = '<html><p>a</p><p hidden="until-found">b</p><p hidden>secret</p>'

    assert text_of(page) == "a\n\nb\n"


def test_a_page_in_another_encoding_says_so_itself() -> None:
    page = '<html><head><meta charset="Shift_JIS"></head><p>会議室</p>'

    assert read_html(page.encode("cp932"), "a.html").text == "会議室\n"
