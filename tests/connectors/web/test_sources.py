"""A document opens at the words that were quoted."""

from __future__ import annotations

import html
import random
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.quoting import Quote, units
from bot.domain.audience import EMPLOYEES
from bot.domain.conversation import Citation, Pointer
from bot.domain.knowledge import Document, Hit, Passage
from bot.domain.language import Language
from bot.domain.sentences import Span
from bot.indexing.chunking import Chunking, chunk
from connectors.web.marking import marked
from connectors.web.markup import parser
from connectors.web.quotes import Wanted, citation_link, find, pointer_link
from connectors.web.sources import SourcePages
from connectors.web.words import Words
from tests.connectors.web.house import QUOTE, WARRANTY, citation, cut, knowledge, opened

PAGES = SourcePages(parser(), Words())
MARK = re.compile(r"<mark[^>]*>(.*?)</mark>", re.DOTALL)


def page_of(passages: tuple[Passage, ...], wanted: Wanted) -> str:
    """The page in English."""
    return PAGES.page(passages, wanted, Language.ENGLISH)


def quoted(page: str) -> str:
    """The marked words, letters and digits only."""
    return letters(" ".join(MARK.findall(page)))


def stand_in_order(runs: list[str], quote: str) -> bool:
    """Whether the marked runs stand in the quotation one after the other."""
    rest = letters(quote)
    for run in filter(None, map(letters, runs)):
        _, found, rest = rest.partition(run)
        if found != run:
            return False
    return True


def letters(text: str) -> str:
    """Without tags, signs and space."""
    return re.sub(r"[\W_]+", "", html.unescape(re.sub(r"<[^>]+>", "", text)))


def wanted_by(link: str) -> Wanted:
    """What a link asks for."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    return Wanted(**asked)


@pytest.mark.parametrize(
    "quote",
    [
        QUOTE,
        "lasts **24 months** from",
        "24 months",
        "| Battery | 6 |",
        "| Battery | 6 |\n| Screen | 24 |",
        "- Keep the receipt, `FORM-7` included.",
        "- Keep the receipt, `FORM-7` included.\n- Send the device *without* accessories.",
        "Send the device *without* accessories.",
        "```sh\nwarranty --check SERIAL\n```",
        "warranty --check",
        "Everything about the warranty.",
    ],
)
def test_exactly_the_quoted_words_are_marked_and_the_first_is_where_the_page_opens(
    quote: str,
) -> None:
    passages = cut(WARRANTY)
    page = page_of(passages, Wanted(quote))
    expected = letters(quote.removeprefix("```sh"))

    assert quoted(page) == expected
    assert page.count('id="quote"') == 1
    assert 'class="notice"' not in page
    assert MARK.sub(r"\1", page) == page_of(passages, Wanted())


async def test_every_quotation_that_the_bot_makes_of_the_shipped_documents_is_marked() -> None:
    for document in await knowledge():
        passages = chunk(document, Chunking())
        for passage in passages:
            hit = Hit(passage, 1.0, None, None)
            for unit in units([hit]):
                quote = Quote(passage, unit.text)
                cited = _cited(quote)
                page = page_of((passage,), wanted_by(citation_link(cited)))

                assert 'class="notice"' not in page, (document.path, unit.text)
                assert _plain_letters(unit.text) == quoted(page), (document.path, unit.text)


async def test_any_slice_at_all_of_the_shipped_documents_is_marked_or_shown_above() -> None:
    chance = random.Random(7)  # noqa: S311 - the same slices every time
    above = count = 0
    for document in await knowledge():
        passages = chunk(document, Chunking())
        bare = page_of(passages, Wanted())
        for _ in range(12):
            passage = chance.choice(passages)
            start = chance.randrange(len(passage.text))
            quote = passage.text[start : start + chance.randrange(1, 400)]
            page = page_of(passages, Wanted(quote))
            count += bool(quote.strip())
            above += 'class="notice"' in page
            without = re.sub(r'<aside class="notice".*?</aside>', "", page, flags=re.DOTALL)

            assert MARK.sub(r"\1", without).replace(" ", "") == bare.replace(" ", "")
            assert stand_in_order(MARK.findall(page), quote)
    assert above <= count / 20


def test_a_long_quotation_is_found_by_its_beginning_and_its_end() -> None:
    long = "start " + "word " * 60 + "middle " + "word " * 60 + "end."
    document = replace(WARRANTY, text=f"# W\n\n## A\n\nBefore. {long} After.\n")
    link = citation_link(citation(long, heading="A"))

    assert len(link) < 400
    assert quoted(page_of(chunk(document, Chunking(5000, 5000)), wanted_by(link))) == letters(
        long
    )


def test_the_words_under_their_own_heading_win_over_the_same_words_elsewhere() -> None:
    text = "# D\n\n## One\n\nSame words.\n\n## Two\n\nSame words.\n"
    passages = cut(replace(WARRANTY, text=text, title="D"))

    found = find(passages, Wanted("Same words.", under="Two"))
    anywhere = find(passages, Wanted("Same words.", under="Gone"))

    assert found
    assert anywhere
    assert passages[found.index].heading == "Two"
    assert passages[anywhere.index].heading == "One"


def test_words_that_are_gone_are_told_as_such_and_the_document_is_shown() -> None:
    page = page_of(cut(WARRANTY), Wanted("It <b>lasted</b> 12 months."))

    assert "The document has changed" in page
    assert "It &lt;b&gt;lasted&lt;/b&gt; 12 months." in page
    assert "24 months" in page
    assert page.count('id="quote"') == 1


def test_words_that_cannot_be_marked_are_shown_above_the_document() -> None:
    text = "# D\n\n[label](https://e.example/quoted) and more.\n"
    page = page_of(cut(replace(WARRANTY, text=text)), Wanted("e.example/quoted"))

    assert "This is the part that was quoted." in page
    assert page.count('id="quote"') == 1
    assert "<mark" not in page


def test_a_document_that_uses_our_own_signs_is_marked_all_the_same() -> None:
    text = "# D\n\nPrivate \ue000 use. **Bold** words.\n"
    page = page_of(cut(replace(WARRANTY, text=text)), Wanted("**Bold** words."))

    assert quoted(page) == "Boldwords"
    assert "\ue000" in page


def test_each_heading_is_shown_once_and_the_title_once() -> None:
    page = page_of(cut(WARRANTY), Wanted())

    assert page.count("<h1>Warranty</h1>") == 1
    assert re.findall(r"<h2.*?</h2>", page) == ["<h2>Duration</h2>"]


def test_a_pointer_opens_the_document_at_its_heading() -> None:
    link = pointer_link(Pointer(WARRANTY.path, "Warranty", "Duration"))
    page = page_of(cut(WARRANTY), wanted_by(link))

    assert link.endswith("#section")
    assert '<h2 id="section">Duration</h2>' in page


def test_code_and_tables_that_were_cut_into_passages_still_read_as_such() -> None:
    code = "\n".join(f"line number {number} of the code" for number in range(200))
    rows = "\n".join(f"| row {number} | some words here |" for number in range(100))
    text = f"# D\n\n## C\n\n```\n{code}\n```\n\n## T\n\n| a | b |\n|---|---|\n{rows}\n"
    passages = cut(replace(WARRANTY, text=text))
    page = page_of(passages, Wanted("| row 99 | some words here |"))
    middle = page_of(passages, Wanted("line number 150 of the code"))

    assert len(passages) > 4
    assert "<p>line" not in page
    assert "<p>|" not in page
    assert "```" not in page
    assert quoted(page) == "row99somewordshere"
    assert quoted(middle) == "linenumber150ofthecode"


def test_the_original_is_linked_only_if_it_is_on_the_web() -> None:
    there = page_of(cut(WARRANTY), Wanted())
    nowhere = page_of(cut(replace(WARRANTY, url="javascript:alert(1)")), Wanted())

    assert '<a href="https://example.org/warranty" rel="noopener noreferrer">' in there
    assert "javascript" not in nowhere


def test_a_title_and_a_path_are_text() -> None:
    named = replace(WARRANTY, title="<script>x</script>", path="a/<b>&c.md")
    page = page_of(cut(named), Wanted())

    assert "<script>" not in page
    assert "a/&lt;b&gt;&amp;c.md" in page


@given(st.data())
def test_marking_never_changes_the_page_but_for_the_marks(data: st.DataObject) -> None:
    text = data.draw(st.text(st.sampled_from("ab가 \n*_`[]()|-#>~!\\:1.<&"), max_size=120))
    start = data.draw(st.integers(0, max(0, len(text))))
    end = data.draw(st.integers(start, len(text)))
    markdown = parser()
    page, is_marked = marked(markdown, text, Span(start, end), path="a.md")

    assert page.replace("<mark>", "").replace("</mark>", "") == markdown.render(
        text, {"path": "a.md"}
    )
    assert is_marked == ("<mark>" in page)


@pytest.mark.parametrize(
    "path",
    [
        "nowhere.md",
        "help/warranty.md/",
        "../secret",
        "help%2F..%2Fhelp%2Fwarranty.md",
        "",
        "%00",
    ],
)
async def test_an_unknown_document_is_404_in_words(path: str) -> None:
    async with opened(passages=cut(WARRANTY)) as house, house.visitor("ko") as visitor:
        answer = await visitor.get(f"/sources/{path}")

        assert answer.status_code == 404
        assert "볼 수 있는 것이 없습니다" in answer.text


async def test_a_document_that_the_web_may_not_read_looks_like_one_that_is_not_there() -> None:
    hidden = replace(WARRANTY, path="hr/secret.md", audience=EMPLOYEES)
    async with opened(passages=cut(hidden)) as house, house.visitor() as visitor:
        withheld = await visitor.get("/sources/hr/secret.md")
        missing = await visitor.get("/sources/hr/nothing.md")

        assert (withheld.status_code, withheld.text) == (missing.status_code, missing.text)


async def test_a_document_with_a_difficult_name_opens_by_its_link() -> None:
    named = replace(WARRANTY, path="휴가 & 복지/100% #1?.md")
    cited = replace(citation(QUOTE), path=named.path)
    async with opened(passages=cut(named)) as house, house.visitor() as visitor:
        answer = await visitor.get(citation_link(cited))

        assert answer.status_code == 200
        assert quoted(answer.text) == letters(QUOTE)


async def test_a_decomposed_path_finds_the_composed_one() -> None:
    async with opened(passages=cut(replace(WARRANTY, path="휴가.md"))) as house:
        async with house.visitor() as visitor:
            answer = await visitor.get("/sources/%E1%84%92%E1%85%B2%E1%84%80%E1%85%A1.md")

        assert answer.status_code == 200


def _cited(quote: Quote) -> Citation:
    passage = quote.passage
    return Citation(1, passage.path, passage.title, passage.heading, None, None, quote.text)


def _plain_letters(quote: str) -> str:
    """The letters that a reader sees of a quotation."""
    document: Document = replace(WARRANTY, text=quote)
    bare = re.sub(r"^\s*(?:\d+[.)]|```\w*)", "", document.text, flags=re.MULTILINE)
    return letters(re.sub(r"\]\([^)]*\)", "]", bare))
