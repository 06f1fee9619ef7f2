"""Files of questions become numbered rows: JSON lines, CSV or YAML. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from bot.domain.errors import BadInput

_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Row:
    """What stands at a line of a file, by field name."""

    line: int
    fields: Mapping[str, Any]


def rows_of(text: str, *, name: str) -> list[Row]:
    """The rows of a file called `name`, whose ending says how it is written.

    Raises BadInput, which names the line that cannot be read.
    """
    ending = name.rpartition(".")[2].lower()
    readers: dict[str, Callable[[str, str], Iterator[Row]]] = {
        "jsonl": _json_lines,
        "csv": _csv,
        "tsv": _csv,
        "yaml": _yaml,
        "yml": _yaml,
    }
    if ending not in readers:
        raise BadInput(
            f"{name} is no file of questions that can be read: write it as .jsonl (one JSON "
            "object a line), .csv or .yaml; docs/evaluation.md shows each."
        )
    return list(readers[ending](text, name))


def wrong(name: str, line: int, what: str) -> BadInput:
    """Something at a line that cannot be used."""
    return BadInput(f"Line {line} of {name} {what}.")


def _json_lines(text: str, name: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            shape = json.loads(line)
        except (ValueError, RecursionError):
            raise wrong(name, number, "is not JSON: write one JSON object a line") from None
        yield _row(name, number, shape)


def _csv(text: str, name: str) -> Iterator[Row]:
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    # Without the universal newlines of splitlines: a quoted field may hold any of them.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    heads: list[str] = []
    start = 1
    try:
        for cells in reader:
            line, start = start, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not heads:
                heads = _heads(name, cells)
            elif len(cells) > len(heads):
                raise wrong(
                    name,
                    line,
                    f"has {len(cells)} cells under {len(heads)} headings: put text with "
                    f"a '{delimiter}' in it into double quotes",
                )
            else:
                filled = zip(heads, cells, strict=False)
                yield Row(line, {head: cell for head, cell in filled if cell.strip()})
    except csv.Error as error:
        raise wrong(name, start, f"is not CSV ({error}): double the quotes inside it") from None


def _heads(name: str, cells: list[str]) -> list[str]:
    heads = [cell.strip() for cell in cells]
    if "question" not in heads:
        raise wrong(name, 1, "names the columns, and none is called 'question'")
    return heads


def _yaml(text: str, name: str) -> Iterator[Row]:
    try:
        loader = yaml.SafeLoader(text)
        for node in _items(loader.get_single_node(), name):
            line = node.start_mark.line + 1
            yield _row(name, line, loader.construct_object(node, deep=True))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise wrong(name, line, f"is not YAML ({error.problem})") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise wrong(name, 1, "or one below it is not YAML that can be read") from None


def _items(root: yaml.Node | None, name: str) -> list[yaml.Node]:
    """The questions: a list, or a list under `questions`."""
    if root is None:
        return []
    if isinstance(root, yaml.MappingNode):
        root = next((item for key, item in root.value if key.value == "questions"), root)
    if not isinstance(root, yaml.SequenceNode):
        line = root.start_mark.line + 1
        raise wrong(name, line, "begins no list of questions: write each as '- question: …'")
    return list(root.value)


def _row(name: str, line: int, shape: object) -> Row:
    if not isinstance(shape, dict) or not all(isinstance(key, str) for key in shape):
        raise wrong(name, line, "is no question: it needs field names, such as 'question'")
    try:
        json.dumps(shape, ensure_ascii=False, default=str).encode()
    except (UnicodeEncodeError, ValueError):
        raise wrong(name, line, r'has half a character, such as "\ud83d" alone') from None
    return Row(line, shape)
