"""What the walk finds, what it refuses, and who may read it."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unicodedata import normalize

import pytest

from bot.adapters.documents.walk import Walk
from bot.domain.errors import KnowledgeMissing
from bot.domain.knowledge import Inventory

LIMIT = 1000
NOBODY = 65534


def walk(root: Path) -> Inventory:
    return Walk(root, largest_file=LIMIT).run()


def put(root: Path, path: str, text: str = "text") -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def labels(root: Path) -> dict[str, str]:
    return {file.path: file.audience.label for file in walk(root).found}


def failures(root: Path) -> dict[str, str]:
    return {failure.path: failure.reason for failure in walk(root).failed}


@contextmanager
def without_privileges() -> Iterator[None]:
    """Root may read everything, so for a while be somebody who may not."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@pytest.fixture
def open_root() -> Iterator[Path]:
    """A folder that others may reach: pytest's own are closed to them."""
    root = Path(tempfile.mkdtemp())
    root.chmod(0o755)
    yield root
    for folder in (root, *root.glob("*/")):
        folder.chmod(0o700)
    shutil.rmtree(root)


@pytest.mark.parametrize("name", ["b.md", "b.MD", "b.docx", "b.한글", "b", "b.md.bak"])
def test_every_file_is_found_whatever_its_ending(tmp_path: Path, name: str) -> None:
    put(tmp_path, f"a/{name}")

    assert labels(tmp_path) == {f"a/{name}": "employees"}


def test_the_stat_is_the_files(tmp_path: Path) -> None:
    status = put(tmp_path, "a.md", "12345").stat()

    stat = walk(tmp_path).found[0].stat

    assert (stat.size, stat.modified, stat.inode) == (5, status.st_mtime_ns, status.st_ino)


@pytest.mark.parametrize(
    "name",
    [
        *(".hidden.md", ".git/a.md", "__pycache__/a.md", "__MACOSX/a.md", "a.md~", "~$a.md"),
        *(".a.md.swp", "a.md.swp", "#a.md#", "Thumbs.db", "desktop.ini", "_folder.yaml"),
    ],
)
def test_what_programs_leave_behind_is_passed_over(tmp_path: Path, name: str) -> None:
    put(tmp_path, name, "")

    assert walk(tmp_path) == Inventory(found=())


def test_a_file_above_the_limit_is_reported_with_the_setting(tmp_path: Path) -> None:
    put(tmp_path, "fits.md", "x" * LIMIT)
    put(tmp_path, "large.md", "x" * (LIMIT + 1))

    assert list(labels(tmp_path)) == ["fits.md"]
    assert "BOT_INDEX__LARGEST_FILE" in failures(tmp_path)["large.md"]


def test_links_are_reported_and_not_followed(tmp_path: Path) -> None:
    outside = put(tmp_path, "outside/secret.md").parent
    root = tmp_path / "root"
    put(root, "a.md")
    (root / "file.md").symlink_to(outside / "secret.md")
    (root / "folder").symlink_to(outside)
    (root / "dangling.md").symlink_to("nowhere")
    (root / "loop").symlink_to(".")

    assert list(labels(root)) == ["a.md"]
    assert set(failures(root)) == {"file.md", "folder", "dangling.md", "loop"}
    assert all("links are not followed" in reason for reason in failures(root).values())


def test_the_root_itself_may_be_a_link(tmp_path: Path) -> None:
    put(tmp_path, "real/a.md")
    (tmp_path / "link").symlink_to("real")

    assert list(labels(tmp_path / "link")) == ["a.md"]


def test_pipes_and_sockets_are_reported(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with socket.socket(socket.AF_UNIX) as sock, _working_in(tmp_path):
        sock.bind("socket.md")  # relative: the whole path may be too long for a socket

        told = failures(tmp_path)

    assert set(told) == {"pipe.md", "socket.md"}
    assert all("no regular file" in reason for reason in told.values())


@contextmanager
def _working_in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def test_two_files_whose_names_look_the_same_are_not_both_read(tmp_path: Path) -> None:
    put(tmp_path, normalize("NFD", "규정.md"), "nfd")
    put(tmp_path, normalize("NFC", "규정.md"), "nfc!")

    inventory = walk(tmp_path)

    assert [(file.path, file.stat.size) for file in inventory.found] == [("규정.md", 4)]
    assert "looks the same" in failures(tmp_path)["규정.md"]


def test_a_folder_and_a_file_of_one_name_are_not_both_read(tmp_path: Path) -> None:
    put(tmp_path, normalize("NFC", "규정.md/a.md"))
    put(tmp_path, normalize("NFD", "규정.md"))

    assert list(labels(tmp_path)) == ["규정.md/a.md"]
    assert list(failures(tmp_path)) == ["규정.md"]


def test_two_folders_whose_names_look_the_same_are_one(tmp_path: Path) -> None:
    put(tmp_path, normalize("NFC", "이름/보안.md"))
    put(tmp_path, normalize("NFD", "이름/복장.md"))
    put(tmp_path, normalize("NFD", "이름/_folder.yaml"), "audience: restricted")

    assert labels(tmp_path) == {"이름/보안.md": "restricted", "이름/복장.md": "restricted"}


def test_folders_that_are_one_and_contradict_each_other_are_withheld(tmp_path: Path) -> None:
    for form, label in (("NFC", "public"), ("NFD", "community")):
        put(tmp_path, normalize(form, f"이름/{form}.md"))  # type: ignore[arg-type] # they are forms
        put(tmp_path, normalize(form, "이름/_folder.yaml"), f"audience: {label}")  # type: ignore[arg-type] # they are forms

    assert set(labels(tmp_path).values()) == {"restricted"}
    assert "labels differ" in failures(tmp_path)["이름/_folder.yaml"]


def test_a_name_that_cannot_be_written_down_is_reported_and_spares_the_others(
    tmp_path: Path,
) -> None:
    put(tmp_path, "a.md")
    os.close(os.open(os.fsencode(tmp_path) + b"/\xc7\xd1.md", os.O_CREAT | os.O_WRONLY))
    put(tmp_path, "two\nlines.md")

    told = failures(tmp_path)

    assert list(labels(tmp_path)) == ["a.md"]
    assert list(told) == ["\\udcc7\\udcd1.md", "two\\nlines.md"]
    assert all("rename" in reason for reason in told.values())


@pytest.mark.parametrize(
    "names", [["d"] * 500, ["d" * 200] * 30], ids=["more than the stack", "more than a path"]
)
def test_folders_far_down_are_found(tmp_path: Path, names: list[str]) -> None:
    folder = os.open(tmp_path, os.O_RDONLY)
    for name in names:
        os.mkdir(name, dir_fd=folder)
        below = os.open(name, os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = below
    os.close(os.open("a.md", os.O_CREAT | os.O_WRONLY, dir_fd=folder))
    os.close(folder)

    assert list(labels(tmp_path)) == ["/".join([*names, "a.md"])]


def test_the_nearest_folder_label_wins(tmp_path: Path) -> None:
    put(tmp_path, "_folder.yaml", "title: ours\naudience: community\nowner: kim\n")
    put(tmp_path, "a.md")
    put(tmp_path, "b/a.md")
    put(tmp_path, "b/_folder.yaml", "owner: lee\n")
    put(tmp_path, "b/c/a.md")
    put(tmp_path, "b/c/_folder.yaml", "\ufeffaudience: group:finance\r\n")
    put(tmp_path, "d/_folder.yaml", "")
    put(tmp_path, "d/a.md")

    assert labels(tmp_path) == {
        "a.md": "community",
        "b/a.md": "community",
        "b/c/a.md": "group:finance",
        "d/a.md": "community",
    }
    assert failures(tmp_path) == {}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("_folder.yaml", "audience: evrybody"),
        ("_folder.yaml", "audience:"),
        ("_folder.yaml", "audience"),
        ("_folder.yaml", "audience: [public]"),
        ("_folder.yaml", "audience: public\naudience: restricted"),
        ("_folder.yaml", "\0"),
        ("_folder.yaml", "# " + "x" * 17_000 + "\naudience: public"),
        ("_folder.yml", "audience: restricted"),
        ("_Folder.yaml", "audience: restricted"),
    ],
)
def test_a_folder_label_that_is_not_understood_withholds_all_below_it(
    tmp_path: Path, name: str, content: str
) -> None:
    put(tmp_path, f"b/{name}", content)
    put(tmp_path, "a.md")
    put(tmp_path, "b/a.md")
    put(tmp_path, "b/c/a.md")
    put(tmp_path, "b/d/a.md")
    put(tmp_path, "b/d/_folder.yaml", "audience: public")

    assert labels(tmp_path) == {
        "a.md": "employees",
        "b/a.md": "restricted",
        "b/c/a.md": "restricted",
        "b/d/a.md": "public",
    }
    assert list(failures(tmp_path)) == [f"b/{name}"]
    assert "only the operator" in failures(tmp_path)[f"b/{name}"]


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_a_folder_label_that_is_no_file_withholds(tmp_path: Path, kind: str) -> None:
    root = tmp_path / "root"
    put(root, "a.md")
    put(tmp_path, "public.yaml", "audience: public")
    label = root / "_folder.yaml"
    if kind == "link":
        label.symlink_to(tmp_path / "public.yaml")
    elif kind == "pipe":
        os.mkfifo(label)
    else:
        label.mkdir()

    assert labels(root) == {"a.md": "restricted"}
    assert list(failures(root)) == ["_folder.yaml"]


def test_a_folder_that_may_not_be_read_is_reported_and_the_others_are_found(
    open_root: Path,
) -> None:
    put(open_root, "a.md")
    put(open_root, "shut/b.md").parent.chmod(0)

    with without_privileges():
        inventory = walk(open_root)

    assert [file.path for file in inventory.found] == ["a.md"]
    assert [failure.path for failure in inventory.failed] == ["shut"]
    assert "right to read" in inventory.failed[0].reason


def test_a_root_that_may_not_be_read_is_the_operators_to_put_right(open_root: Path) -> None:
    open_root.chmod(0)

    with without_privileges(), pytest.raises(KnowledgeMissing, match="give its user the right"):
        walk(open_root)


def test_a_root_that_is_not_there_or_no_folder_is_the_operators_to_put_right(
    tmp_path: Path,
) -> None:
    put(tmp_path, "file")
    (tmp_path / "loop").symlink_to("loop")

    with pytest.raises(KnowledgeMissing, match=r"does not exist: create it .* BOT_KNOWLEDGE"):
        walk(tmp_path / "nowhere")
    with pytest.raises(KnowledgeMissing, match="is not a folder"):
        walk(tmp_path / "file")
    with pytest.raises(KnowledgeMissing, match="cannot be read"):
        walk(tmp_path / "loop")
