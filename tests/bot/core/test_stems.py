"""Which words of a question count, and which of two are one."""

from __future__ import annotations

import pytest

from bot.core.stems import shared, words_of


def same(one: str, other: str) -> bool:
    """Every word of either stands in the other."""
    words, others = words_of(one), words_of(other)
    return (shared(words, others), shared(others, words)) == (len(words), len(others))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("연차는", "연차를"),
        ("영수증이", "영수증에서도"),
        ("이월할 수 있나요?", "이월되나요?"),
        ("신청하려면", "신청은 어떻게 하나요?"),
        ("비밀번호를 잊어버렸어요", "비밀번호 잊어버렸는데"),
        ("휴대폰을 바꾸면", "휴대폰 바꿨는데"),
        ("법인카드 분실", "법인 카드 분실"),
        ("연차휴가를", "연차휴가"),
        ("carried over", "carry over"),
        ("expenses", "an expense"),
        ("planned trips", "plan a trip"),
        ("a doctor's certificate", "doctors certificate"),
        ("ＶＰＮ", "vpn"),
    ],
)
def test_endings_and_particles_make_no_difference(one: str, other: str) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("연차", "병가"),
        ("재설정", "변경"),
        ("보안 교육", "보고 교육"),
        ("기간", "기한"),
        ("해외에 가져가도 되나요?", "가져가도 되나요?"),
        ("할인 되나요?", "되나요?"),
        ("before payday", "after payday"),
        ("sign in", "sign out"),
        ("turn on the VPN", "turn off the VPN"),
        ("paid leave", "unpaid leave"),
        ("one more day", "a day"),
    ],
)
def test_another_word_is_another_word(one: str, other: str) -> None:
    assert not same(one, other)


@pytest.mark.parametrize(
    "text", ["", "?!", "어떻게 하나요?", "혹시 뭐가 가능한가요?", "How do I?"]
)
def test_words_that_only_ask_are_about_nothing(text: str) -> None:
    assert words_of(text) == []


def test_words_that_are_written_together_count_for_each_of_them() -> None:
    assert shared(words_of("인증 앱 분실"), words_of("인증앱")) == 2
