"""What may happen to a folder: paths, labels, texts, and what is known of each file."""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import normalize

from hypothesis import strategies as st

from bot.domain.audience import COMMUNITY, EMPLOYEES, PUBLIC, Audience
from bot.domain.knowledge import Labels, Passage

# Names that differ in case are two files here; the same name in NFD is the same one.
PATHS = ("a.md", "A.md", "kb/a.md", "kb/휴가.md", "kb/team/c.md")
paths = st.sampled_from(PATHS)
spelled = st.sampled_from((*PATHS, normalize("NFD", "kb/휴가.md")))
folders = st.sampled_from(("", "kb", "kb/team"))
said = st.sampled_from((Labels(), Labels(owner="kim"), Labels(owner="lee", weight=2.0)))
labels = st.sampled_from((PUBLIC, COMMUNITY, EMPLOYEES))
titles = st.sampled_from(("Leave", "휴가"))
texts = st.lists(
    st.sampled_from(
        (
            *("# Leave\n\nEveryone has 15 days.", "## 신청\n\n인사팀에 신청합니다.", "---"),
            *("Everyone has 15 days.", "```\nmake run\n```", "# Nothing below", " "),
            *("A long paragraph of many sentences. " * 6, "| a | b |\n|---|---|\n| 1 | 2 |"),
        )
    ),
    max_size=4,
).map("\n\n".join)


@dataclass(frozen=True)
class Written:
    """What a readable file says."""

    text: str
    title: str
    audience: Audience | None
    labels: Labels | None = None


@dataclass(frozen=True)
class Broken:
    """What is known of a file that cannot be read."""

    withhold: bool


@dataclass(frozen=True)
class Held:
    """What should be held of a file, and its folder's label when it was last looked at."""

    passages: tuple[Passage, ...]
    label: Audience
    is_broken: bool
