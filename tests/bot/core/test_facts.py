"""Numbers, addresses, codes and commands in a text."""

from __future__ import annotations

import pytest

from bot.core.facts import addresses_in, facts_of, numbers_in


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("You get 1,200 won and 3.50 more.", {"1200", "3.5"}),
        ("１５일 뒤", {"15"}),
        ("09:00부터 18:30까지", {"9", "0", "18", "30"}),
        ("2026-03-02", {"2026", "3", "2"}),
        ("월 3만 5천 원", {"35000"}),
        ("1억 2,000만 원", {"120000000"}),
        ("2.5 million users", {"2500000"}),
        ("within five working days", {"5"}),
        ("twenty-one days, seventy people", {"21", "70"}),
        ("one of them, 한 번만", set()),
        ("두 번, 열두 시, 사흘", {"2", "12", "3"}),
        ("the 20th, a 30-day limit", {"20", "30"}),
        ("세상은 네모나다", set()),
    ],
)
def test_numbers_come_in_one_form(text: str, numbers: set[str]) -> None:
    assert facts_of(text).numbers == numbers


def test_a_passage_holds_a_number_in_every_way_that_it_may_be_said() -> None:
    held = numbers_in("한 번에 3만 5천 원, one day, 2 million", ones=True)
    assert {"1", "35000", "2000000"} <= held


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Error P-77 means a jam.", {"p-77"}),
        ("P-77은 용지 걸림입니다.", {"p-77"}),
        ("Set MAX_RETRIES and useState.", {"max_retries", "usestate"}),
        ("Run it with --force or -v.", {"--force", "-v"}),
        ("See /etc/hosts and docs/a.md.", {"/etc/hosts", "docs/a.md"}),
        ("It has 5GB.", {"5gb"}),
        ("Say ZQX-OK.", {"zqx-ok"}),
        ("The AI and/or VPN, e.g. today, 1st place.", set()),
        ("aGVsbG8gd29ybGQgaGVsbG8", {"agvsbg8gd29ybgqgagvsbg8"}),
        ("Ask in #it-help.", {"#it-help"}),
    ],
)
def test_names_are_what_no_word_is(text: str, names: set[str]) -> None:
    assert facts_of(text).names == names


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("Go to https://portal.example.com/reset?a=1.", ["portal.example.com"]),
        ("Write to it@corp.example, please.", ["corp.example"]),
        ("malapp.example is bad; so is WWW.Evil.test/x", ["malapp.example", "www.evil.test"]),
        ("mailto:a@b.example", ["b.example"]),
        ("http://user:pw@evil.example:80/x", [""]),
        ("os.path, Node.js, report.pdf, 3.5 and e.g. this", []),
        ("주소는 https://한국.example/가 입니다", ["한국.example"]),
    ],
)
def test_addresses_are_found_with_their_hosts(text: str, hosts: list[str]) -> None:
    assert [host for _, host in addresses_in(text)] == hosts


def test_code_is_kept_as_it_stands() -> None:
    assert facts_of("Run `rm -R  x` and ``a`b``.").code[0] == "rm -R  x"
