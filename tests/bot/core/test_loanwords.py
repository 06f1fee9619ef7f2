"""Which words in Hangul are heard as which words in Latin letters, and which are not."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from bot.core.hangul_sounds import bare, hangul_keys
from bot.core.latin_sounds import latin_keys
from bot.core.loanwords import loanwords, twins_in, with_sounds
from bot.domain.knowledge import SparseVector, TermCounts
from bot.ports import Heard
from tests.bot.core.loanword_lists import KOREAN, SEEN, UNSEEN, pairs

REPO = Path(__file__).parents[3]


def is_twin(hangul: str, latin: str) -> bool:
    return not hangul_keys(hangul).isdisjoint(latin_keys(latin))


@pytest.fixture(scope="module")
def vocabulary() -> dict[str, set[str]]:
    """The Latin words of our own pages and of the lists, by key."""
    texts = [p.read_text("utf-8") for p in (*REPO.glob("docs/**/*.md"), REPO / "README.md")]
    words = set(re.findall("[a-z]{3,}", " ".join((*texts, SEEN, UNSEEN)).lower()))
    found: dict[str, set[str]] = {}
    for word in words:
        for key in latin_keys(word):
            found.setdefault(key, set()).add(word)
    return found


@pytest.mark.parametrize(("words", "least"), [(SEEN, 0.88), (UNSEEN, 0.85)])
def test_most_loanwords_are_heard(words: str, least: float) -> None:
    found = [is_twin(hangul, latin) for hangul, latin in pairs(words)]
    assert sum(found) >= least * len(found)


def test_korean_words_are_hardly_ever_heard_as_foreign(
    vocabulary: dict[str, set[str]],
) -> None:
    words = KOREAN.split()
    wrong = {
        word: sorted(vocabulary[key])
        for word in words
        for key in hangul_keys(word)
        if key in vocabulary
    }
    assert len(words) > 200
    assert len(wrong) <= 0.03 * len(words), wrong


def test_a_loanword_is_heard_as_few_other_words(vocabulary: dict[str, set[str]]) -> None:
    words = pairs(SEEN + UNSEEN)
    others = [
        {other for key in hangul_keys(hangul) for other in vocabulary.get(key, ())} - {latin}
        for hangul, latin in words
    ]
    assert sum(map(len, others)) < len(words)


@pytest.mark.parametrize(
    ("hangul", "latin"),
    [
        ("배칭", "batching"),
        ("훅", "hooks"),  # Korean leaves the plural out
        ("플러그인", "plugin"),  # closed by a stop that is voiced
        ("체크인", "checkin"),
        ("메시지", "message"),  # 지 for a mute e
        ("라우터", "router"),  # begins as no Korean word does
        ("서버", "server"),  # an r that is not heard
        ("액세스", "access"),
        ("액션", "action"),
        ("디자인", "design"),
        ("링크", "link"),
        ("라이트", "light"),
    ],
)
def test_spelling_is_heard(hangul: str, latin: str) -> None:
    assert is_twin(hangul, latin)


@pytest.mark.parametrize(
    ("hangul", "latin"),
    [
        ("사용", "saying"),  # Sino-Korean syllables
        ("같이", "gather"),  # a final consonant that loanwords do not have
        ("빨리", "barley"),  # a tense one
        ("버그", "pick"),  # the first stop is voiced or not
        ("런", "learning"),
        ("토큰", "tycoon"),
        ("쿠폰", "campaign"),
        ("에러", "era"),  # one consonant would fit everything
        ("값", "gap"),
    ],
)
def test_another_sound_is_another_word(hangul: str, latin: str) -> None:
    assert not is_twin(hangul, latin)


@pytest.mark.parametrize("word", ["", "i", "vpn", "src", "404", "x86", "naïve", "비밀"])
def test_what_is_no_word_in_latin_letters_has_no_sound(word: str) -> None:
    assert not latin_keys(word)


@pytest.mark.parametrize("word", ["쿠폰은", "쿠폰으로", "쿠폰에서는", "쿠폰하려면"])
def test_particles_are_taken_off(word: str) -> None:
    assert "쿠폰" in bare(word)
    assert [found.word for found in loanwords(f"{word} 되나요?")] == [word]


def test_a_word_that_only_asks_is_none() -> None:
    assert loanwords("어떻게 되나요?") == []


def test_long_words_end() -> None:
    assert hangul_keys("치킨" * 200) == frozenset()
    assert len(latin_keys("schedulechangesessionarchitecture" * 20)) < 100


def test_twins_are_the_words_of_the_question_that_the_text_has_in_latin_letters() -> None:
    question = "배칭이랑 훅 쿠폰은 뭔가요?"
    assert twins_in(question, "React는 useHook과 Batching을 씁니다.") == ("배칭이랑", "훅")
    assert twins_in(unicodedata.normalize("NFD", question), "a coupon") == ("쿠폰은",)
    assert twins_in("연차는 며칠인가요?", "anchor") == ()


HEARD = Heard(written=((1, 2), (1,)), sounds=(7, 5))
ASKED = SparseVector((1, 2, 9), (1.0, 1.0, 2.0))


def test_a_word_that_no_passage_holds_is_sought_by_its_sound() -> None:
    sought = with_sounds(ASKED, [HEARD], TermCounts(10, {2: 1, 9: 4}))
    assert sought == SparseVector((1, 2, 5, 7, 9), (1.0, 1.0, 1.0, 1.0, 2.0))


@pytest.mark.parametrize("counts", [{1: 1, 2: 1}, {1: 3}])
def test_a_word_that_passages_hold_is_sought_as_it_is(counts: dict[int, int]) -> None:
    assert with_sounds(ASKED, [HEARD], TermCounts(10, counts)) == ASKED
