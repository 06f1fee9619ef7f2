"""Questions of the same words that are not the same question."""

from __future__ import annotations

import pytest

from bot.core.telling_apart import Asks, are_apart, asks


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("회식비는 2인당 얼마예요?", "회식비는 1인당 얼마예요?"),
        ("BW-310 오류는 어떻게 하나요?", "BW-203 오류는 어떻게 하나요?"),
        ("VPN 오류는 어떻게 하나요?", "VPN 오류 BW-203은 어떻게 하나요?"),
        ("영수증이 있으면 정산되나요?", "영수증이 없으면 정산되나요?"),
        ("등록하지 않아도 되나요?", "등록하나요?"),
        ("노트북 안 써도 되나요?", "노트북 써도 되나요?"),
        ("승인 못 받으면 어떻게 하나요?", "승인 받으면 어떻게 하나요?"),
        ("육아휴직은 언제 승인하나요?", "육아휴직은 누가 승인하나요?"),
        ("노트북을 가져가야 하나요?", "노트북을 가져가도 되나요?"),
        ("핼리팩스에서 부산으로 옮길 수 있나요?", "부산에서 핼리팩스로 옮길 수 있나요?"),
        ("팀원이 팀장을 평가하나요?", "팀장이 팀원을 평가하나요?"),
        ("Can I claim it without a receipt?", "Can I claim it with a receipt?"),
        ("Why can't I connect?", "How can I connect?"),
        ("Why doesnt it work?", "Why does it work?"),
        ("Who approves this?", "When is this approved?"),
        ("When is my salary paid?", "Is my salary paid?"),
        ("How often may I change it?", "How may I change it?"),
        ("How many days must I work remotely?", "How many days may I work remotely?"),
        ("Do I have to register?", "Can I register?"),
        ("Who approves more than 3,000,000?", "Who approves more than 500,000?"),
        ("Who approves three days?", "Who approves two days?"),
        ("transfer from Halifax to Busan", "transfer from Busan to Halifax"),
        ("Can an employee supervise a contractor?", "Can a contractor supervise an employee?"),
        ("with approval and without a receipt", "with a receipt and without approval"),
    ],
)
def test_a_fact_that_differs_tells_them_apart(asked: str, known: str) -> None:
    assert are_apart(asked, known)


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("영수증이 없는데 되나요?", "영수증 없이 되나요?"),
        ("어떻게 신청해야 하나요?", "어떻게 신청하나요?"),
        ("어디에서 신청하나요?", "어떻게 신청하나요?"),
        ("연차 며칠까지 이월돼요?", "연차는 언제까지 이월하나요?"),
        ("사내 안내를 보여 주세요", "사내 안내가 있나요?"),
        ("3일 전까지 신청", "3일 전까지 신청하나요?"),
        ("how can I reset it", "How do I reset it?"),
        ("Where can I reset it?", "How do I reset it?"),
        ("What is the limit?", "How much is the limit?"),
        ("BW-203", "bw-203?"),
        ("half a million: 500,000", "500000 half a million"),
    ],
)
def test_other_words_for_the_same_thing_do_not(asked: str, known: str) -> None:
    assert not are_apart(asked, known)


def test_how_many_is_no_how_and_what_time_no_what() -> None:
    assert asks("How many hours?") == {Asks.HOW_MUCH}
    assert asks("What time is it?") == {Asks.WHEN}
    assert asks("얼마나 자주 바꾸나요?") == {Asks.HOW_OFTEN}
    assert asks("Is it open?") == set()
