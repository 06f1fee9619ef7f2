"""The reader of question-and-answer lists in YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from bot.adapters.documents import marks
from bot.adapters.documents.limits import MIB
from bot.adapters.documents.sheets import questions
from bot.adapters.documents.text import Reading, decode, name_of
from bot.domain.errors import DocumentUnreadable

VERSION = "questions/1"

_LARGEST = 4 * MIB
# PyYAML takes time that grows with the square of the depth of brackets.
_DEEP = re.compile(r"[\[{](?:[^\[\]{}]*[\[{]){50}")
_HOW = (
    "a YAML file is read when it is a list of questions and answers, such as "
    "'- question: …' with a line '  answer: …' below: write it so, or as Markdown"
)


def read_questions(raw: bytes, path: str) -> Reading:
    """A YAML list of questions and answers. Raises DocumentUnreadable."""
    source = decode(raw)
    if len(source) > _LARGEST or _DEEP.search(source):
        raise DocumentUnreadable(f"it is too large or too deep: split it; {_HOW}")
    try:
        # Composed, not constructed: no tag, date or merge key is ever acted on.
        root = yaml.compose(source, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise DocumentUnreadable(f"it is no sound YAML; {_HOW}") from error
    blocks = [block for entry in _entries(root) for block in _block(entry)]
    if not blocks:
        raise DocumentUnreadable(_HOW)
    return Reading(title=name_of(path), text=marks.joined(blocks) + "\n")


def _entries(root: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    """The mappings of a list, at the top or below the one key that holds it."""
    if isinstance(root, yaml.MappingNode):
        lists = [value for _, value in root.value if isinstance(value, yaml.SequenceNode)]
        root = lists[0] if len(lists) == 1 else None
    if isinstance(root, yaml.SequenceNode):
        yield from (entry for entry in root.value if isinstance(entry, yaml.MappingNode))


def _block(entry: yaml.MappingNode) -> list[str]:
    pairs = [
        (key.value, value.value)
        for key, value in entry.value
        if isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode)
    ]
    head, row = [key for key, _ in pairs], [value for _, value in pairs]
    return questions(head, [row], level=2) or []
