"""Which tokens a text has, and what each weighs."""

from __future__ import annotations

import unicodedata
import zlib

import pytest

from bot.adapters.sparse import BigramEncoder, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Reset your password.", "reset your password"),
        ("don't", "don t"),
        ("café CAFÉ", "café café"),
        ("Straße STRASSE", "strasse strasse"),
        ("ＡＢＣ ①", "abc 1"),
        ("Ελλάδα Привет", "ελλάδα привет"),
    ],
)
def test_words_lose_their_case(text: str, expected: str) -> None:
    assert sorted(terms(text)) == sorted(expected.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("error 404", "error 404"),
        ("port 8080!", "port 8080"),
        ("v2 2FA A1B2C3 s3", "v2 2fa a1b2c3 s3"),
        ("14일", "14 일"),
    ],
)
def test_numbers_and_codes_stay_whole(text: str, expected: str) -> None:
    assert sorted(terms(text)) == sorted(expected.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2.3.1", "2.3.1 2 3 1"),
        ("foo_bar", "foo_bar foo bar"),
        ("api/v2", "api/v2 api v2"),
        ("e-mail", "e-mail e mail"),
        ("docs/setup.md", "docs/setup.md docs setup md"),
        ("--dry-run", "dry-run dry run"),
        ("__init__", "init"),
        ("A sentence. Another.", "a sentence another"),
        ("wait...", "wait"),
        ("a/b를", "a/b a b 를"),
    ],
)
def test_what_is_joined_stays_whole_and_comes_in_parts(text: str, expected: str) -> None:
    assert sorted(terms(text)) == sorted(expected.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("useState", "usestate use state"),
        ("HTTPServer", "httpserver http server"),
        ("OAuth2Client", "oauth2client o auth2 client"),
        ("iPhone", "iphone i phone"),
        ("APIs IDs", "apis api s ids id s"),
        ("GitHub GITHUB Github", "github git hub github github"),
        ("get_userName", "get_username get username user name"),
    ],
)
def test_camel_case_comes_whole_and_in_pieces(text: str, expected: str) -> None:
    assert sorted(terms(text)) == sorted(expected.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("비밀번호를", "비밀 밀번 번호 호를"),
        ("비밀번호 재설정", "비밀 밀번 번호 재설 설정"),
        ("를", "를"),
        ("API를 PDF파일", "api 를 pdf 파일"),
        ("ㅋㅋㅋ", "ᄏᄏ ᄏᄏ"),
        ("東京タワー の", "東京 京タ タワ ワー の"),
        ("한국어와日本語", "한국 국어 어와 와日 日本 本語"),
    ],
)
def test_hangul_han_and_kana_come_as_pairs(text: str, expected: str) -> None:
    assert sorted(terms(text)) == sorted(expected.split())


def test_a_question_in_korean_meets_a_passage_with_other_endings() -> None:
    question = set(terms("비밀번호 재설정"))
    assert question <= set(terms("비밀번호를 재설정하려면 설정 화면을 여세요."))


def test_korean_typed_on_a_mac_has_the_same_tokens() -> None:
    text = "비밀번호를 재설정"
    assert terms(unicodedata.normalize("NFD", text)) == terms(text)


def test_a_token_is_there_as_often_as_it_occurs() -> None:
    assert sorted(terms("a b a 가나 가나")) == ["a", "a", "b", "가나", "가나"]


def test_a_term_is_the_crc_32_of_its_text() -> None:
    assert BigramEncoder().question("번호").indices == (zlib.crc32("번호".encode()),)


def test_a_passage_weighs_terms_as_bm25_does() -> None:
    encoder = BigramEncoder(k1=1.2, b=0.75, average=4)
    vector = encoder.passage("red red blue")
    expected = {
        zlib.crc32(b"red"): 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 4)),
        zlib.crc32(b"blue"): 1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 3 / 4)),
    }
    assert dict(zip(vector.indices, vector.values, strict=True)) == pytest.approx(expected)


def test_a_passage_of_average_length_that_says_a_word_once_gives_it_the_weight_1() -> None:
    vector = BigramEncoder(average=3).passage("one two three")
    assert vector.values == pytest.approx((1, 1, 1))


def test_the_name_changes_with_every_number() -> None:
    names = {
        BigramEncoder().name,
        BigramEncoder(k1=1.5).name,
        BigramEncoder(b=0.5).name,
        BigramEncoder(average=200).name,
    }
    assert len(names) == 4


def test_sounds_make_a_passage_no_longer() -> None:
    encoder = BigramEncoder()
    with_sound, without = encoder.passage("가나 batching"), encoder.passage("가나 404")
    term = zlib.crc32("가나".encode())
    weights = [
        dict(zip(vector.indices, vector.values, strict=True))[term]
        for vector in (with_sound, without)
    ]
    assert len(with_sound.indices) > len(without.indices)
    assert weights[0] == weights[1]


def test_a_passage_without_hangul_has_no_sounds() -> None:
    text = "React batches state updates."
    assert BigramEncoder().passage(text).indices == BigramEncoder().question(text).indices
