"""Who may read what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.audience import (
    COMMUNITY,
    EMPLOYEES,
    OPERATOR,
    PUBLIC,
    RESTRICTED,
    Audience,
    Clearance,
    clearance,
    clearance_of_place,
)
from bot.domain.people import Platform

SALES = Audience("group:sales")
UNKNOWN = Audience("everybody")
ALL = (PUBLIC, COMMUNITY, EMPLOYEES, SALES, RESTRICTED)


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("public", "public"),
        (" Community\n", "community"),
        ("EMPLOYEES", "employees"),
        ("restricted", "restricted"),
        ("group:sales", "group:sales"),
        ("Group:Sales.EMEA_2-b", "group:sales.emea_2-b"),
        ("group:" + "x" * 63, "group:" + "x" * 63),
    ],
)
def test_the_labels_that_exist_are_understood(words: str, label: str) -> None:
    assert Audience.parse(words) == Audience(label)


@pytest.mark.parametrize(
    "words",
    [
        *(
            "",
            " ",
            "all",
            "publik",
            "public,community",
            "public restricted",
            "none",
            "operator",
        ),
        *(
            "group:",
            "group: sales",
            "group:-a",
            "group:a b",
            "group:영업",
            "group:a/b",
            "group",
        ),
        *("group:sales\npublic", "group:a:b", "group:" + "x" * 64, "groups:sales"),
    ],
)
def test_any_other_label_is_refused_with_the_labels_that_exist(words: str) -> None:
    with pytest.raises(ValueError, match=r"public, community, employees, group:NAME"):
        Audience.parse(words)


@given(st.text())
def test_what_is_understood_is_understood_again(words: str) -> None:
    try:
        audience = Audience.parse(words)
    except ValueError:
        return
    assert Audience.parse(audience.label) == audience


def test_only_groups_are_groups() -> None:
    assert [audience for audience in ALL if audience.is_group] == [SALES]


@pytest.mark.parametrize(
    ("level", "readable"),
    [
        (PUBLIC, {PUBLIC}),
        (COMMUNITY, {PUBLIC, COMMUNITY}),
        (EMPLOYEES, {PUBLIC, COMMUNITY, EMPLOYEES}),
    ],
)
def test_a_place_may_read_its_level_and_those_below(
    level: Audience, readable: set[Audience]
) -> None:
    place = clearance(level)

    assert {audience for audience in ALL if place.may_read(audience)} == readable


@pytest.mark.parametrize("level", [SALES, RESTRICTED, UNKNOWN, Audience("")])
def test_a_level_that_is_none_gives_public(level: Audience) -> None:
    place = clearance(level, groups=["sales"])

    assert [audience for audience in (*ALL, UNKNOWN, level) if place.may_read(audience)] == [
        PUBLIC
    ]


def test_a_group_counts_where_all_are_employees() -> None:
    place = clearance(EMPLOYEES, groups=["sales"])

    assert place.may_read(SALES)
    assert not place.may_read(Audience("group:legal"))
    assert not place.may_read(RESTRICTED)


@pytest.mark.parametrize("level", [PUBLIC, COMMUNITY])
def test_a_group_counts_nowhere_else(level: Audience) -> None:
    assert not clearance(level, groups=["sales"]).may_read(SALES)


@given(st.sampled_from(ALL), st.lists(st.text()))
def test_no_place_but_the_operator_s_may_read_what_is_restricted_or_unknown(
    level: Audience, groups: list[str]
) -> None:
    place = clearance(level, groups)

    assert not place.may_read(RESTRICTED)
    assert not place.may_read(UNKNOWN)


def test_the_operator_may_read_everything() -> None:
    assert all(OPERATOR.may_read(audience) for audience in (*ALL, UNKNOWN))


@pytest.mark.parametrize(
    ("platform", "all_members", "web", "labels"),
    [
        (None, True, EMPLOYEES, {"public"}),
        (Platform.DISCORD, True, EMPLOYEES, {"public"}),
        (Platform.SLACK, False, EMPLOYEES, {"public"}),
        (Platform.SLACK, True, PUBLIC, {"public", "community", "employees"}),
        (Platform.WEB, True, PUBLIC, {"public"}),
        (Platform.WEB, False, COMMUNITY, {"public", "community"}),
        (Platform.WEB, False, RESTRICTED, {"public"}),
    ],
)
def test_a_place_shows_what_the_least_of_its_readers_may_read(
    platform: Platform | None, *, all_members: bool, web: Audience, labels: set[str]
) -> None:
    found = clearance_of_place(platform, all_members=all_members, web=web)

    assert found == Clearance(frozenset(labels))


def test_the_command_line_is_the_operators() -> None:
    assert clearance_of_place(Platform.CLI).may_read(RESTRICTED)
