"""No passage, no claim."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.citing import cite, verified
from bot.core.quoting import Quote
from bot.domain.conversation import Citation, Sentence
from tests.bot.core.evidence import passage, unhurried

LEAVE = passage(
    "You get 15 days. They do not carry over.", headings=("Annual", "How many"), page=3
)
IT = passage("Reset the VPN in the portal.", path="it.md", title="IT", url="https://wiki/it")
BOTH = [LEAVE, IT]
DAYS, VPN = Quote(LEAVE, "You get 15 days."), Quote(IT, "Reset the VPN in the portal.")


def test_every_quote_becomes_a_numbered_sentence_with_its_source() -> None:
    sentences, citations = cite([DAYS, VPN])
    assert sentences == (Sentence(DAYS.text, (1,)), Sentence(VPN.text, (2,)))
    assert citations[0] == Citation(
        number=1,
        path="leave.md",
        title="Leave",
        heading="Annual > How many",
        page=3,
        url=None,
        quote="You get 15 days.",
    )
    assert (citations[1].number, citations[1].url) == (2, "https://wiki/it")


def test_what_was_quoted_holds() -> None:
    cited = cite([DAYS, VPN])
    assert verified(*cited, BOTH) == cited


def test_no_quotes_make_no_sentences() -> None:
    assert cite([]) == ((), ())
    assert verified((), (), BOTH) == ((), ())


def test_an_invented_quote_is_dropped_with_its_sentence_and_numbers_stay() -> None:
    sentences, citations = cite([Quote(LEAVE, "You get 30 days."), VPN])
    assert verified(sentences, citations, BOTH) == (sentences[1:], citations[1:])


def test_a_quote_from_another_document_does_not_hold() -> None:
    sentences, (citation,) = cite([DAYS])
    moved = replace(citation, path="it.md")
    assert verified(sentences, [moved], BOTH) == ((), ())


def test_a_quote_of_a_passage_that_was_not_found_does_not_hold() -> None:
    assert verified(*cite([DAYS]), [IT]) == ((), ())


def test_a_quote_that_differs_in_case_or_spaces_does_not_hold() -> None:
    for words in ("you get 15 days.", "You  get 15 days."):
        assert verified(*cite([Quote(LEAVE, words)]), BOTH) == ((), ())


def test_a_sentence_without_a_citation_is_dropped() -> None:
    sentences, citations = cite([DAYS])
    bare = Sentence("You get 15 days.", ())
    assert verified([bare, *sentences], citations, BOTH) == (sentences, citations)


def test_a_sentence_whose_words_are_not_in_its_citation_is_dropped() -> None:
    _, citations = cite([DAYS, VPN])
    borrowed = Sentence("Reset the VPN in the portal.", (1,))
    assert verified([borrowed], citations, BOTH) == ((), ())


def test_a_sentence_with_one_citation_that_does_not_hold_is_dropped() -> None:
    _, citations = cite([DAYS])
    assert verified([Sentence("15 days", (1, 2))], citations, BOTH) == ((), ())
    assert verified([Sentence("15 days", (1,))], citations, BOTH)[0]


def test_a_citation_that_no_sentence_uses_is_dropped() -> None:
    sentences, citations = cite([DAYS, VPN])
    assert verified(sentences[:1], citations, BOTH) == (sentences[:1], citations[:1])


def test_a_number_that_is_given_twice_holds_for_neither() -> None:
    sentences, (citation,) = cite([DAYS])
    invented = replace(citation, quote="You get 99 days.")
    assert verified(sentences, [citation, invented], BOTH) == ((), ())
    assert verified(sentences, [invented, citation], BOTH) == ((), ())


def test_blank_quotes_and_blank_sentences_do_not_hold() -> None:
    for words in ("", " "):
        assert verified(*cite([Quote(LEAVE, words)]), BOTH) == ((), ())
        _, citations = cite([DAYS])
        assert verified([Sentence(words, (1,))], citations, BOTH) == ((), ())


numbers = st.integers(0, 4)
snippets = st.sampled_from(
    [LEAVE.text, DAYS.text, VPN.text, "15 days", "VPN", " ", "", "Lies."]
)
sentences_given = st.lists(
    st.builds(Sentence, snippets, st.lists(numbers, max_size=3).map(tuple)), max_size=6
)
citations_given = st.lists(
    st.builds(
        Citation,
        number=numbers,
        path=st.sampled_from(["leave.md", "it.md", "none.md"]),
        title=st.just(""),
        heading=st.just(""),
        page=st.none(),
        url=st.none(),
        quote=snippets,
    ),
    max_size=6,
)


@unhurried
@given(sentences_given, citations_given, st.lists(st.sampled_from(BOTH), max_size=2))
def test_whatever_goes_in_what_comes_out_holds(
    sentences: list[Sentence], citations: list[Citation], passages: list[object]
) -> None:
    found = [p for p in BOTH if p in passages]
    kept, used = verified(sentences, citations, found)
    texts = {p.path: p.text for p in found}
    by_number = {citation.number: citation for citation in used}
    assert len(by_number) == len(used)
    assert {number for s in kept for number in s.citations} == set(by_number)
    for citation in used:
        assert citation.quote.strip()
        assert citation.quote in texts[citation.path]
    for sentence in kept:
        assert sentence.citations
        assert sentence.text.strip()
        assert all(sentence.text in by_number[n].quote for n in sentence.citations)
    assert verified(kept, used, found) == (kept, used)
