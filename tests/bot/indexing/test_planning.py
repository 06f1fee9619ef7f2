"""Found against held."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.audience import EMPLOYEES, PUBLIC, Audience
from bot.domain.knowledge import FailedDocument, FoundFile, HeldDocument, Inventory, Stat
from bot.indexing.planning import EMPTY_FOLDER, many_gone, plan

STAT = Stat(size=10, modified=1_700_000_000_000_000_000, inode=7)


def found(path: str, stat: Stat = STAT, audience: Audience = PUBLIC) -> FoundFile:
    return FoundFile(path, stat, audience)


def held(
    path: str, stat: Stat = STAT, audience: Audience = PUBLIC, *, failure: str = ""
) -> HeldDocument:
    return HeldDocument(path, stat, audience, "f00d", 3, failure)


def shelf(*documents: HeldDocument) -> dict[str, HeldDocument]:
    return {document.path: document for document in documents}


def inventory(*files: FoundFile, out_of_reach: tuple[str, ...] = ()) -> Inventory:
    return Inventory(files, tuple(FailedDocument(path, "no access") for path in out_of_reach))


def test_a_new_file_is_read() -> None:
    todo = plan(inventory(found("a.md")), {})

    assert (todo.read, todo.remove, todo.keep) == ((found("a.md"),), (), ())


def test_a_file_that_is_as_it_was_is_kept_unopened() -> None:
    todo = plan(inventory(found("a.md")), shelf(held("a.md")))

    assert (todo.read, todo.remove, todo.keep) == ((), (), ("a.md",))


@pytest.mark.parametrize(
    "changed",
    [
        found("a.md", replace(STAT, size=11)),
        found("a.md", replace(STAT, modified=STAT.modified + 1)),
        found("a.md", replace(STAT, modified=STAT.modified - 1)),  # an older copy put back
        found("a.md", replace(STAT, inode=8)),
        found("a.md", audience=EMPLOYEES),
    ],
)
def test_a_file_whose_stat_or_folder_label_changed_is_read(changed: FoundFile) -> None:
    todo = plan(inventory(changed), shelf(held("a.md")))

    assert (todo.read, todo.remove, todo.keep) == ((changed,), (), ())


def test_a_file_that_could_not_be_read_is_tried_again() -> None:
    # Its stat tells nothing: giving access back to a file changes none of it.
    todo = plan(inventory(found("a.md")), shelf(held("a.md", failure="no access")))

    assert (todo.read, todo.remove, todo.keep) == ((found("a.md"),), (), ())


def test_a_document_without_a_file_is_removed() -> None:
    todo = plan(inventory(found("b.md")), shelf(held("a.md"), held("b.md")))

    assert (todo.read, todo.remove, todo.keep) == ((), ("a.md",), ("b.md",))
    assert todo.held_back == ""


@pytest.mark.parametrize("out_of_reach", ["kb/team/a.md", "kb/team", "kb"])
def test_a_document_out_of_reach_is_neither_read_nor_removed(out_of_reach: str) -> None:
    todo = plan(
        inventory(found("b.md"), out_of_reach=(out_of_reach,)),
        shelf(held("kb/team/a.md"), held("b.md")),
    )

    assert (todo.read, todo.remove, todo.keep) == ((), (), ("b.md",))


@pytest.mark.parametrize("out_of_reach", ["kb/tea", "kb/team/a", "b", "team", "kb/team/a.md/x"])
def test_a_failure_elsewhere_keeps_nothing(out_of_reach: str) -> None:
    todo = plan(
        inventory(found("b.md"), out_of_reach=(out_of_reach,)),
        shelf(held("kb/team/a.md"), held("b.md")),
    )

    assert todo.remove == ("kb/team/a.md",)


@pytest.mark.parametrize("out_of_reach", [(), ("picture.png",)])
def test_a_folder_that_became_empty_removes_nothing(out_of_reach: tuple[str, ...]) -> None:
    todo = plan(inventory(out_of_reach=out_of_reach), shelf(held("a.md"), held("b.md")))

    assert (todo.read, todo.remove, todo.keep) == ((), (), ("a.md", "b.md"))
    assert todo.held_back == EMPTY_FOLDER


def test_a_folder_that_was_always_empty_is_no_trouble() -> None:
    assert plan(inventory(), {}).held_back == ""


def test_files_are_read_in_the_order_of_the_inventory() -> None:
    files = [found(path) for path in ("c.md", "a.md", "b.md")]

    assert plan(inventory(*files), {}).read == tuple(files)


paths = st.lists(st.sampled_from("ab"), min_size=1, max_size=4).map("/".join)
stats = st.integers(0, 2).map(lambda size: replace(STAT, size=size))
audiences = st.sampled_from((PUBLIC, EMPLOYEES))
files = st.lists(st.builds(found, paths, stats, audiences), unique_by=lambda file: file.path)
shelves = st.lists(
    st.builds(held, paths, stats, audiences, failure=st.sampled_from(("", "broken")))
).map(lambda documents: shelf(*documents))


@given(files, shelves, st.lists(paths).map(tuple))
def test_a_plan_accounts_for_every_file_and_every_document(
    files: list[FoundFile], shelves: dict[str, HeldDocument], out_of_reach: tuple[str, ...]
) -> None:
    found_there = inventory(*files, out_of_reach=out_of_reach)
    todo = plan(found_there, shelves, remove_missing=True)

    there = {file.path for file in files}
    reading = [file.path for file in todo.read]
    if todo.held_back:
        assert (there, reading, todo.remove, set(todo.keep)) == (set(), [], (), set(shelves))
        return
    assert sorted([*reading, *todo.keep]) == sorted(there)
    assert not there & set(todo.remove)
    assert set(todo.remove) <= set(shelves)
    for path in set(shelves) - there:
        folders = {path[:at] for at, sign in enumerate(path) if sign == "/"} | {path}
        assert (path in todo.remove) == (not folders & set(out_of_reach))
    for path in todo.keep:
        assert not shelves[path].failure
        assert (shelves[path].stat, shelves[path].folder_audience) in [
            (file.stat, file.audience) for file in files if file.path == path
        ]


def document(number: int) -> HeldDocument:
    """A held document with a stat of its own."""
    return held(f"{number}.md", replace(STAT, inode=number))


def left(*numbers: int) -> Inventory:
    """These documents are still there."""
    return inventory(*(found(f"{n}.md", replace(STAT, inode=n)) for n in numbers))


def test_nothing_is_removed_when_more_than_thirty_percent_is_gone_at_once() -> None:
    shelves = shelf(*(document(number) for number in range(10)))

    todo = plan(left(0, 1, 2, 3, 4, 5), shelves)

    assert todo.remove == ()
    assert sorted(todo.keep) == sorted(shelves)
    assert todo.held_back == many_gone(4, 10)


def test_up_to_thirty_percent_may_go_at_once() -> None:
    shelves = shelf(*(document(number) for number in range(10)))

    todo = plan(left(0, 1, 2, 3, 4, 5, 6), shelves)

    assert todo.remove == ("7.md", "8.md", "9.md")
    assert todo.held_back == ""


def test_one_document_may_always_go() -> None:
    todo = plan(left(0), shelf(document(0), document(1)))

    assert (todo.remove, todo.held_back) == (("1.md",), "")


def test_whoever_says_so_removes_whatever_is_gone() -> None:
    shelves = shelf(*(document(number) for number in range(10)))

    todo = plan(left(0), shelves, remove_missing=True)

    assert len(todo.remove) == 9
    assert todo.held_back == ""


def test_what_moved_is_not_gone_and_is_not_answered_from_twice() -> None:
    shelves = shelf(*(document(number) for number in range(10)))
    moved = [found(f"new/{n}.md", replace(STAT, inode=n)) for n in range(10)]

    todo = plan(inventory(*moved), shelves)

    assert sorted(todo.remove) == sorted(shelves)
    assert todo.held_back == ""


def test_of_what_is_gone_at_once_only_what_moved_is_removed() -> None:
    shelves = shelf(*(document(number) for number in range(10)))
    moved = [found(f"new/{n}.md", replace(STAT, inode=n)) for n in range(4)]

    todo = plan(inventory(*moved), shelves)

    assert sorted(todo.remove) == ["0.md", "1.md", "2.md", "3.md"]
    assert sorted(todo.keep) == [f"{n}.md" for n in range(4, 10)]
    assert todo.held_back == many_gone(6, 10)
