"""Rows as facts with their header, and questions with their answers."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.styles import Font, PatternFill

from tests.bot.adapters.documents.made.office import packed
from tests.bot.adapters.documents.reading import reading, refusal, text_of


def book(**sheets: list[list[object]]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_row_is_a_fact_with_its_header() -> None:
    raw = '지점,전화,비고\n서울,02-111,\n부산,051-222,"토, 일 휴무"\n'.encode()

    assert text_of(raw, "offices.csv") == (
        "- 지점: 서울; 전화: 02-111\n- 지점: 부산; 전화: 051-222; 비고: 토, 일 휴무\n"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_usual_delimiter_and_encoding_is_understood(encoding: str, delimiter: str) -> None:
    rows = [["구분", "일수"], ["연차", "열다섯"], ["병가", "예순"]]
    raw = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)

    assert text_of(raw, "a.csv") == "- 구분: 연차; 일수: 열다섯\n- 구분: 병가; 일수: 예순\n"


def test_rows_without_a_header_are_read_as_they_are() -> None:
    assert text_of(b"1,2\n3,4\n", "a.csv") == "- 1; 2\n- 3; 4\n"


@pytest.mark.parametrize(
    "head", ["질문,답변,분류", "Question,Answer,Topic", "문의 내용,답,분류", "Q,A,topic"]
)
def test_each_question_is_a_heading_above_its_answer(head: str) -> None:
    topic = head.split(",")[2]
    raw = f"{head}\n한도는?,120만 원,복지\n답이 없는 것,,\n언제?,매월 1일,\n".encode()

    assert text_of(raw, "faq.csv") == (
        f"## 한도는?\n\n120만 원\n\n- {topic}: 복지\n\n## 언제?\n\n매월 1일\n"
    )


def test_questions_in_yaml_are_read_in_a_list_or_below_a_key() -> None:
    entries = "- question: 한도는?\n  answer: 120만 원\n- Q: 언제?\n  A: |\n    매월\n    1일\n"
    below = "faq:\n" + "".join(f"  {line}\n" for line in entries.splitlines())

    told = "## 한도는?\n\n120만 원\n\n## 언제?\n\n매월\n1일\n"
    assert text_of(entries.encode(), "faq.yaml") == told
    assert text_of(below.encode(), "faq.yml") == told


@pytest.mark.parametrize("source", ["a: 1\n", "- 1\n- 2\n", "[" * 60, "a: [", "- {a: *x}\n"])
def test_other_yaml_is_reported_with_how_to_write_it(source: str) -> None:
    assert "question" in refusal(source.encode(), "a.yaml")


def test_a_list_that_would_grow_without_end_is_read_as_small_as_it_is() -> None:
    laughs = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + at)}: &{chr(98 + at)} [{', '.join(['*' + chr(97 + at)] * 9)}]\n"
        for at in range(20)
    )

    assert "question" in refusal(laughs.encode(), "a.yaml")


def test_sheets_are_headings_and_numbers_look_as_in_the_sheet() -> None:
    made = book(
        한도=[
            ["2026년 복지"],
            ["항목", "한도", "비율", "부터"],
            ["카드", 1200000, 0.125, None],
        ],
        Empty=[],
    )
    page = made.worksheets[0]
    page["B3"].number_format = '#,##0"원"'
    page["C3"].number_format = "0.0%"
    page["D3"] = datetime(2026, 3, 2, tzinfo=UTC).replace(tzinfo=None)

    assert text_of(saved(made), "a.xlsx") == (
        "## 한도\n\n2026년 복지\n\n"
        "- 항목: 카드; 한도: 1,200,000원; 비율: 12.5%; 부터: 2026-03-02\n"
    )


def test_questions_in_a_sheet_are_headings_below_it() -> None:
    made = book(FAQ=[["No", "질문", "답변"], [1, "한도는?", "120만 원"]])

    assert text_of(saved(made), "a.xlsx") == "## FAQ\n\n### 한도는?\n\n120만 원\n\n- No: 1\n"


def test_hidden_sheets_and_white_cells_are_left_out() -> None:
    made = book(Seen=[["a", "secret", "c"], ["1", "secret", "seen"]], Gone=[["secret"]])
    seen, gone = made.worksheets
    gone.sheet_state = "hidden"
    for cell in ("B1", "B2"):
        seen[cell].font = Font(color="FFFFFFFF")
    seen["C2"].font = Font(color="FFFFFFFF")
    seen["C2"].fill = PatternFill("solid", fgColor="FF000000")

    found = reading(saved(made), "a.xlsx")

    assert found.text == "## Seen\n\n- a: 1; c: seen\n"
    assert found.remarks == ("hidden sheet left out: Gone",)


def test_an_empty_book_and_a_broken_one_are_reported() -> None:
    assert "empty" in refusal(saved(book(A=[])), "a.xlsx")
    assert "damaged" in refusal(packed({"xl/workbook.xml": "<a/>"}), "a.xlsx")


def test_merged_cells_name_each_row_that_they_cover() -> None:
    made = book(A=[["부서", "팀"], ["영업", "1팀"], [None, "2팀"], ["개발", "3팀"]])
    made.worksheets[0].merge_cells("A2:A3")

    assert text_of(saved(made), "a.xlsx") == (
        "## A\n\n- 부서: 영업; 팀: 1팀\n- 부서: 영업; 팀: 2팀\n- 부서: 개발; 팀: 3팀\n"
    )


def test_days_look_as_koreans_write_them_where_the_sheet_does() -> None:
    made = book(A=[["부터", "까지"], [None, "x"]])
    made.worksheets[0]["A2"] = datetime(2026, 3, 2, tzinfo=UTC).replace(tzinfo=None)
    made.worksheets[0]["A2"].number_format = 'yyyy"년" m"월" d"일"'

    assert "부터: 2026년 3월 2일" in text_of(saved(made), "a.xlsx")


def test_charts_on_a_sheet_are_read() -> None:
    made = book(A=[["월", "건수"], ["3월", 7]])
    chart = BarChart()
    chart.title = "월별 문의"
    made.worksheets[0].add_chart(chart, "D1")

    assert "월별 문의" in text_of(saved(made), "a.xlsx")


def test_a_line_that_tells_excel_the_delimiter_is_no_row() -> None:
    assert text_of("sep=;\n이름;일수\n김;15\n".encode(), "a.csv") == "- 이름: 김; 일수: 15\n"


def test_reading_a_small_file_leaves_large_cells_to_whoever_reads_csv_next() -> None:
    before = csv.field_size_limit()
    text_of(b"name;days\nKim;15\n", "a.csv")
    assert csv.field_size_limit() >= before


def test_a_binary_workbook_is_reported_with_what_to_do() -> None:
    assert "save it as .xlsx" in refusal(packed({"xl/workbook.bin": "x"}), "a.xlsb")
