"""Markdown-ish texts, Korean and English, for properties. `HEAD` marks table headers."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = (
    *("vpn", "reset", "token", "Slack", "30", "2.3.1", "e.g.", "a.b/c?d=1", "`x`", "3.5%"),
    *(
        "연차는",
        "15일입니다",
        "비밀번호를",
        "신청하세요",
        "재설정",
        "있나요",
        "**급여**",
        "[문서](a.md)",
    ),
)
_ENDS = (".", "!", "?", "。", ":", "：", "", ' "', ".)", "...", ":**")
_MARKS = ("- ", "* ", "1. ", "2) ", "  - ", "\t* ")
_RULES = ("|---|---|", "| :-- | --: |", "|-|-|")

words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
_sentence = st.builds(str.__add__, words, st.sampled_from(_ENDS))
paragraphs = st.lists(_sentence, min_size=1, max_size=4).map(" ".join)
items = st.builds(str.__add__, st.sampled_from(_MARKS), paragraphs)
_heading = st.builds(str.__add__, st.sampled_from(["# ", "### "]), words)
_row = st.builds("| {} | {} |".format, words, words)
tables = st.builds(
    lambda rule, rows: "\n".join(["| HEAD | HEAD |", rule, *rows]),
    st.sampled_from(_RULES),
    st.lists(_row, max_size=4),
)
_code = st.builds(
    lambda lines, close: "\n".join(["```sh", *lines, close]),
    st.lists(words, max_size=16),
    st.sampled_from(["```", ""]),
)
_noise = st.text(alphabet="ab가나 .:|-`#>*\n\t\u2028", max_size=30)
_piece = st.one_of(paragraphs, items, items, _heading, tables, _code, _noise)

texts = st.lists(st.tuples(_piece, st.sampled_from(["\n", "\n\n"])), max_size=5).map(
    lambda pieces: "".join(piece + gap for piece, gap in pieces)
)
