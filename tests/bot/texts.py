"""Text as people write it, and as they should not."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from hypothesis import strategies as st

PATIENCE = 60
"""Seconds after which a text counts as one that is never read to its end.

What is read in one go takes a thirtieth of it; what is not would take hours.
"""

_FRAGMENTS = (
    *("# Title", "## 휴가 규정", "###### deep ######", "#hashtag", "Title\n===", "제목\n---"),
    *("```python", "```", "~~~~", "~~~", "    indented code", "\t# a comment", "# not closed"),
    *("| a | b |", "|---|:-:|", "a | b", "--- | ---", "|", "||", "|-|"),
    *("- one", "* two", "+ three", "1. four", "12) 다섯", "  - nested", "      - deeper"),
    *("---", "***", "- - -", "___", "> quoted", "<br>", "</div>", "![image](a.png)"),
    *(
        "A sentence. And one more!",
        "한국어 문장입니다. 다음 문장인가요?",
        "e.g. v1.2.3",
        "`code`",
    ),
    *(
        "",
        " ",
        "\t",
        "　",
        "*",
        "_",
        "`",
        "[",
        "](",
        "\\",
        "e\u0301",
        "👩‍👩‍👧 family",
        "\u2028",
        "\x0c",
    ),
)

letters: st.SearchStrategy[str] = st.text(
    st.characters(codec="utf-8", exclude_characters="\r"), max_size=30
)
"""Any characters, also those of other scripts and of none."""

lines: st.SearchStrategy[str] = st.one_of(
    st.sampled_from(_FRAGMENTS),
    st.builds(str.__add__, st.sampled_from(_FRAGMENTS), st.sampled_from(_FRAGMENTS)),
    letters,
)

markdown: st.SearchStrategy[str] = st.lists(lines, max_size=25).map("\n".join)
"""Markdown, more or less."""

_words = st.sampled_from(
    (
        "Vacation",
        "request",
        "휴가를",
        "신청합니다",
        "3.5",
        "days",
        "max_retries",
        "인사팀에",
        "e.g.",
        "OK?",
    )
)

prose: st.SearchStrategy[str] = st.lists(_words, min_size=1, max_size=30).map(
    lambda words: f"{' '.join(words)}."
)
"""One paragraph of plain words, without a mark that begins anything else."""


@contextmanager
def read_in_one_go() -> Iterator[None]:
    """Fails when what is inside does not come to an end."""

    def give_up(signum: int, frame: FrameType | None) -> None:
        raise AssertionError("this text is not read in one go")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
