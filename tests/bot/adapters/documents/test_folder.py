"""The folder as a whole: found, then read, whatever happens in between."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path
from unicodedata import normalize

import pytest

from bot.adapters.documents.folder import FolderSource
from bot.domain.audience import EMPLOYEES, PUBLIC, RESTRICTED
from bot.domain.errors import DocumentUnreadable
from bot.domain.knowledge import Document, FoundFile, Stat
from tests.bot.adapters.documents.made.office import docx, paragraph
from tests.bot.adapters.documents.made.pdfs import Words, pdf

LIMIT = 2_000_000


def folder(root: Path, **files: str | bytes) -> FolderSource:
    for name, content in files.items():
        path = root / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return FolderSource(root, largest_file=LIMIT)


async def only(source: FolderSource) -> FoundFile:
    (file,) = (await source.inventory()).found
    return file


async def read_only(source: FolderSource) -> Document:
    return await source.read(await only(source))


async def refusal(source: FolderSource, file: FoundFile) -> str:
    with pytest.raises(DocumentUnreadable) as trouble:
        await source.read(file)
    return trouble.value.reason


async def test_each_format_has_its_reader(tmp_path: Path) -> None:
    source = folder(
        tmp_path,
        a_MD="---\ntitle: T\naudience: public\nlink: https://w.example/t\n---\n<!-- x -->A\n",
        b_text="<b>as it is</b>",
        c_htm="<title>T</title><p>shown <b>so</b>",
    )

    documents = [await source.read(file) for file in (await source.inventory()).found]

    told = [(d.path, d.title, d.text, d.audience, d.url) for d in documents]
    assert told == [
        ("a.MD", "T", "A\n", PUBLIC, "https://w.example/t"),
        ("b.text", "b", "<b>as it is</b>", EMPLOYEES, None),
        ("c.htm", "T", "shown **so**\n", EMPLOYEES, None),
    ]


async def test_a_document_says_more_about_itself_than_its_folder(tmp_path: Path) -> None:
    source = folder(tmp_path, a__b_md="---\naudience: restricted\n---\ntext")
    (tmp_path / "a" / "_folder.yaml").write_text("audience: public")

    file = await only(source)

    assert file.audience == PUBLIC
    assert (await source.read(file)).audience == RESTRICTED


async def test_below_a_broken_folder_label_only_a_label_of_ones_own_counts(
    tmp_path: Path,
) -> None:
    source = folder(tmp_path, a_md="text", b_md="---\naudience: public\n---\ntext")
    (tmp_path / "_folder.yaml").write_text("audience: ???")

    documents = [await source.read(file) for file in (await source.inventory()).found]

    assert [document.audience for document in documents] == [RESTRICTED, PUBLIC]


async def test_a_name_that_macos_wrote_is_read_where_it_is(tmp_path: Path) -> None:
    real = tmp_path / normalize("NFD", "휴가") / normalize("NFD", "규정_안내.md")
    real.parent.mkdir()
    real.write_text("연차", encoding="utf-8")

    document = await read_only(folder(tmp_path))

    assert document.path == normalize("NFC", "휴가/규정_안내.md")
    assert document.title == normalize("NFC", "규정 안내")


async def test_a_file_is_read_without_an_inventory_of_this_process(tmp_path: Path) -> None:
    folder(tmp_path, a__b_md="text")

    file = FoundFile("a/b.md", Stat(size=4, modified=1, inode=1), EMPLOYEES)

    assert (await folder(tmp_path).read(file)).text == "text"


@pytest.mark.parametrize(
    "path", ["../secret.md", "a/../../secret.md", "/etc/hosts.md", "a//b.md"]
)
async def test_no_path_leads_out_of_the_folder(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.md").write_text("secret")
    source = folder(tmp_path / "root", a__b_md="text")

    file = FoundFile(path, Stat(size=4, modified=1, inode=1), EMPLOYEES)

    assert await refusal(source, file)


async def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    source = folder(tmp_path, a_py="print()", b_exe=b"MZ\0\0", c_bin=b"\0\1\2")

    files = (await source.inventory()).found

    reasons = [await refusal(source, file) for file in files]
    assert "'.py' files are not read" in reasons[0]
    assert "a Windows program" in reasons[1]
    assert ".md .markdown .mdx .txt .text .log" in reasons[2]


async def test_a_file_swapped_for_a_link_after_the_inventory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("secret")
    source = folder(tmp_path / "root", a_md="text")
    file = await only(source)
    (tmp_path / "root" / "a.md").unlink()
    (tmp_path / "root" / "a.md").symlink_to(tmp_path / "secret.md")

    assert "links are not followed" in await refusal(source, file)


async def test_a_folder_swapped_for_a_link_after_the_inventory_is_refused(
    tmp_path: Path,
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "b.md").write_text("secret")
    source = folder(tmp_path / "root", a__b_md="text")
    file = await only(source)
    shutil.rmtree(tmp_path / "root" / "a")
    (tmp_path / "root" / "a").symlink_to(tmp_path / "out")

    assert "links are not followed" in await refusal(source, file)


async def test_a_file_swapped_for_a_pipe_after_the_inventory_is_refused(tmp_path: Path) -> None:
    source = folder(tmp_path, a_md="text")
    file = await only(source)
    (tmp_path / "a.md").unlink()
    os.mkfifo(tmp_path / "a.md")

    assert "no regular file" in await refusal(source, file)


async def test_a_file_that_grew_after_the_inventory_is_refused(tmp_path: Path) -> None:
    source = folder(tmp_path, a_md="text")
    file = await only(source)
    (tmp_path / "a.md").write_bytes(b"x" * (LIMIT + 1))

    assert "larger than" in await refusal(source, file)


async def test_the_fingerprint_covers_bytes_label_and_reader(tmp_path: Path) -> None:
    one = await read_only(folder(tmp_path / "1", a_md="text"))
    same = await read_only(folder(tmp_path / "2", a_md="text"))
    bytes_ = await read_only(folder(tmp_path / "3", a_md="text\r"))
    reader = await read_only(folder(tmp_path / "4", a_txt="text"))
    (tmp_path / "2" / "_folder.yaml").write_text("audience: public")
    label = await read_only(folder(tmp_path / "2"))

    assert one.fingerprint == same.fingerprint
    assert len({d.fingerprint for d in (one, bytes_, reader, label)}) == 4


async def test_quotations_are_slices_of_what_was_read(tmp_path: Path) -> None:
    body = "# 제목\n\n- 하나\n- 둘\n\n```sh\nls -la  # 코드\n```\n"

    document = await read_only(folder(tmp_path, a_md=f"---\ntitle: T\n---\n{body}"))

    assert document.text == body


async def test_a_refusal_is_remembered_until_the_file_changes(tmp_path: Path) -> None:
    source = folder(tmp_path, a_docx=b"PK\x03\x04" + bytes(100))
    file = await only(source)
    told = await refusal(source, file)
    assert source.workers

    source.close()

    assert await refusal(source, file) == told
    assert not source.workers  # nobody was asked again
    (tmp_path / "a.docx").write_bytes(docx(paragraph("연차는 15일")))
    assert (await read_only(source)).text == "연차는 15일\n"
    source.close()


async def test_access_given_back_is_tried_at_once(tmp_path: Path) -> None:
    source = folder(tmp_path, a_csv="a,b\n1,2\n")
    file = await only(source)
    (tmp_path / "a.csv").rename(tmp_path / "away")
    assert "went away" in await refusal(source, file)

    (tmp_path / "away").rename(tmp_path / "a.csv")

    assert (await source.read(file)).text == "- a: 1; b: 2\n"
    source.close()


async def test_a_read_that_nobody_waits_for_ends_its_worker(tmp_path: Path) -> None:
    source = folder(tmp_path, a_html="<table>" + "<tr><td><b>a</b></td></tr>" * 50_000)
    file = await only(source)
    reading = asyncio.create_task(source.read(file))
    while not source.workers:  # noqa: ASYNC110 - a process starts, and tells nobody
        await asyncio.sleep(0.01)

    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading

    assert not source.workers


async def test_pages_and_remarks_reach_the_document(tmp_path: Path) -> None:
    raw = pdf([Words("One page.")], [Words("Another."), Words("secret", y=500, mode=3)])
    source = folder(tmp_path, a_pdf=raw)

    document = await read_only(source)

    assert document.text[document.pages[1] :] == "Another.\n"
    assert "hidden text" in document.remarks[0]
    source.close()


def test_the_slow_libraries_wait_for_the_first_page() -> None:
    slow = "{'bs4', 'lxml', 'markdownify', 'olefile', 'openpyxl', 'pypdfium2', 'yaml'}"
    check = f"import bot.adapters.documents.folder, sys; assert not {slow} & set(sys.modules)"

    subprocess.run([sys.executable, "-c", check], check=True)
