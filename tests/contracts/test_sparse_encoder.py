"""What every sparse encoder keeps to. Ours is pure, so it is its own fake."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.sparse import BigramEncoder
from bot.domain.knowledge import SparseVector
from bot.ports import SparseEncoder

TEXTS = st.text() | st.text(alphabet="aB1_./- 가나다ABcé日の\u1112\u1161\n\0", max_size=60)


@pytest.fixture(params=[BigramEncoder], scope="module")
def encoder(request: pytest.FixtureRequest) -> SparseEncoder:
    made: SparseEncoder = request.param()
    return made


def check(vector: SparseVector) -> None:
    assert list(vector.indices) == sorted(set(vector.indices))
    assert all(0 <= index < 2**32 for index in vector.indices)
    assert len(vector.values) == len(vector.indices)
    assert all(value > 0 and math.isfinite(value) for value in vector.values)


@settings(deadline=None)
@given(TEXTS)
def test_any_text_makes_well_formed_vectors(encoder: SparseEncoder, text: str) -> None:
    check(encoder.passage(text))
    check(encoder.question(text))


@settings(deadline=None)
@given(TEXTS)
def test_a_question_finds_the_passage_with_the_same_words(
    encoder: SparseEncoder, text: str
) -> None:
    assert set(encoder.question(text).indices) <= set(encoder.passage(text).indices)


def test_a_word_is_heard_where_a_korean_passage_has_it_in_latin_letters(
    encoder: SparseEncoder,
) -> None:
    (word,) = encoder.heard("배칭이 뭔가요?")
    sounds = set(word.sounds)
    assert sounds & set(encoder.passage("이를 batching이라고 합니다.").indices)
    assert not sounds & set(encoder.passage("이를 catching이라고 합니다.").indices)


def test_a_heard_word_is_known_by_terms_of_the_question(encoder: SparseEncoder) -> None:
    (word,) = encoder.heard("배칭이 뭔가요?")
    asked = set(encoder.question("배칭이 뭔가요?").indices)
    assert word.written
    assert all(form and set(form) <= asked for form in word.written)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_a_question_counts_its_terms(encoder: SparseEncoder, one: str, other: str) -> None:
    both = weights(encoder.question(f"{one} {other}"))
    for term, count in weights(encoder.question(one)).items():
        assert both[term] == count + weights(encoder.question(other)).get(term, 0)


@settings(deadline=None)
@given(TEXTS)
def test_a_term_that_repeats_gains_less_each_time(encoder: SparseEncoder, text: str) -> None:
    once = weights(encoder.passage(f"wort {text}"))
    often = weights(encoder.passage(f"wort {text}" + " wort" * 50))
    (term,) = encoder.question("wort").indices
    assert often[term] < 50 * once[term]


def weights(vector: SparseVector) -> dict[int, float]:
    return dict(zip(vector.indices, vector.values, strict=True))


@pytest.mark.parametrize("text", ["", " \n\t", "?!…", "🙂", "---", "___", "\0"])
def test_text_without_a_term_gives_an_empty_vector(encoder: SparseEncoder, text: str) -> None:
    assert encoder.question(text) == encoder.passage(text) == SparseVector((), ())


def test_it_has_a_name(encoder: SparseEncoder) -> None:
    assert encoder.name
