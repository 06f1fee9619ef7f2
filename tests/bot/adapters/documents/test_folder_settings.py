"""What folders say of the files below them, and documents of themselves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.domain.audience import EMPLOYEES, PUBLIC, RESTRICTED
from bot.domain.knowledge import Labels
from bot.domain.language import Language
from tests.bot.adapters.documents.test_folder import folder, read_only
from tests.bot.adapters.documents.test_walk import put, walk


def test_folders_inherit_what_the_ones_above_say_label_by_label(tmp_path: Path) -> None:
    put(
        tmp_path,
        "_folder.yaml",
        "owner: kim\nweight: 2\nlink: https://w.example/{path}\nvalid_until: 2026-12-31\n",
    )
    put(tmp_path, "a.md")
    put(tmp_path, "b/_folder.yaml", "owner: lee\naudience: public\n")
    put(tmp_path, "b/c/_folder.yaml", "weight: 3\nlink: https://c.example/{name}\n")
    put(tmp_path, "b/c/휴가.pdf")

    above, below = walk(tmp_path).found

    until = date(2026, 12, 31)
    assert above.labels == Labels(owner="kim", weight=2.0, valid_until=until)
    assert above.link == "https://w.example/a.md"
    assert below.labels == Labels(owner="lee", weight=3.0, valid_until=until)
    assert below.link == "https://c.example/%ED%9C%B4%EA%B0%80"
    assert below.audience == PUBLIC
    assert above.folder_said != below.folder_said


def test_settings_of_a_folder_that_are_set_aside_are_remarked_on_and_hide_nothing(
    tmp_path: Path,
) -> None:
    put(tmp_path, "a.md")
    put(tmp_path, "_folder.yaml", "weight: 11\nowner: kim\nonwer: lee\n")

    inventory = walk(tmp_path)

    assert [(remark.path, remark.said[:7]) for remark in inventory.remarks] == [
        ("_folder.yaml", "line 3:"),
        ("_folder.yaml", "line 1:"),
    ]
    assert inventory.failed == ()
    assert inventory.found[0].audience == EMPLOYEES
    assert inventory.found[0].labels == Labels(owner="kim")


def test_a_folder_that_is_withheld_keeps_its_other_settings(tmp_path: Path) -> None:
    put(tmp_path, "_folder.yaml", "owner: kim\n")
    put(tmp_path, "b/_folder.yaml", "audience: ???\n")
    put(tmp_path, "b/a.md")

    (file,) = walk(tmp_path).found

    assert (file.audience, file.labels.owner) == (RESTRICTED, "kim")


async def test_what_the_document_says_of_itself_wins_over_its_folder(tmp_path: Path) -> None:
    source = folder(tmp_path, a_md="---\nowner: lee\nweigth: 2\n---\ntext", b_txt="text")
    (tmp_path / "_folder.yaml").write_text(
        "owner: kim\nlanguage: ko\nlink: https://w.example/{stem}"
    )

    own, plain = [await source.read(file) for file in (await source.inventory()).found]

    assert own.labels == Labels(owner="lee", language=Language.KOREAN)
    assert plain.labels == Labels(owner="kim", language=Language.KOREAN)
    assert (own.url, plain.url) == ("https://w.example/a", "https://w.example/b")
    assert own.remarks == ("line 3: 'weigth' is no label: did you mean 'weight'?",)


@pytest.mark.parametrize("said", ["owner: kim", "link: https://w.example/{path}", "weight: 2"])
async def test_settings_of_the_folder_change_the_fingerprint(tmp_path: Path, said: str) -> None:
    plain = await read_only(folder(tmp_path, a_md="text"))
    (tmp_path / "_folder.yaml").write_text(said)

    assert (await read_only(folder(tmp_path))).fingerprint != plain.fingerprint
