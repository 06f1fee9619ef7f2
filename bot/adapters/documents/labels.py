"""What documents and folders say of themselves: front matter and `_folder.yaml`.

Who may read a document is never guessed: an audience that cannot be understood withholds
what it stood on. Any other label that cannot be understood is set aside, and remarked on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from bot.adapters.documents import label_values
from bot.adapters.documents.label_keys import key_of, unknown_key
from bot.domain.audience import Audience
from bot.domain.errors import DocumentUnreadable
from bot.domain.knowledge import Labels

LONGEST = 16 * 1024
"""Characters that front matter, and bytes that a `_folder.yaml`, may have."""

_NOTHING = ("", "~", "null")
_OPENING = re.compile(r"(?:[ \t]*\n)*---[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)
# The first line that says something is `key:`, `{`, or the closing line; else the `---`
# above it is a rule drawn across the page.
_LABELLED = re.compile(
    r"""(?:[ \t]*(?:\#.*)?\n)*
        (?:[ \t]*(?:\{|["']?\w[\w .-]{0,60}["']?[ \t]*[:：])|(?:---|\.\.\.)[ \t]*(?:\n|\Z))""",
    re.VERBOSE,
)
# PyYAML takes time that grows with the square of the depth of brackets.
_DEEP = re.compile(r"[\[{](?:[^\[\]{}]*[\[{]){50}")
_NO_LABELS = "the labels are not YAML: write one 'key: value' a line"


@dataclass(frozen=True, slots=True)
class Said:
    """What a document or folder says of itself: names of `Labels`, and what it said.

    `link` of a folder is a template. `remarks` are about labels that were set aside.
    """

    title: str | None = None
    audience: Audience | None = None
    link: str | None = None
    labels: dict[str, object] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    def over(self, labels: Labels) -> Labels:
        """`labels` of the folder above, with what is said here in their place."""
        return replace(labels, **self.labels) if self.labels else labels  # type: ignore[arg-type] # its own fields


def split_front_matter(text: str) -> tuple[Said, str]:
    """The labels at the top of `text`, and all that follows them, word for word.

    Front matter stands between two lines `---`. Raises DocumentUnreadable, which says to
    withhold the document, when it is broken or does not end.
    """
    opening = _OPENING.match(text)
    if not opening or not _LABELLED.match(text, opening.end()):
        return Said(), text
    closing = _CLOSING.search(text, opening.end(), opening.end() + LONGEST)
    if not closing:
        raise _broken(
            f"the front matter does not end within {LONGEST:,} characters: write a line "
            "--- below it, or *** instead of the first --- if that is meant as a rule"
        )
    above = text.count("\n", 0, opening.end())
    return parse_labels(text[opening.end() : closing.start()], above=above), text[
        closing.end() :
    ]


def parse_labels(yaml_text: str, *, above: int = 0, is_folder: bool = False) -> Said:
    """The labels in a YAML mapping.

    `above` is how many lines stand before `yaml_text` in its file; `is_folder` when that
    is a `_folder.yaml`. Raises DocumentUnreadable, which says to withhold, with the line
    and what is wrong there.
    """
    pairs, remarks = _pairs(yaml_text, above=above, is_folder=is_folder)
    audience = pairs.pop("audience", None)
    values: dict[str, object] = {}
    for name, said in pairs.items():
        try:
            values[name] = _parser(name, is_folder=is_folder)(said.text)
        except ValueError as error:
            remarks.append(f"line {said.line}: {error}; it has no effect")
    if label_values.ends_before_it_begins(values):
        remarks.append("valid_until lies before valid_from, so it never holds")
    address = values.pop("url", None) or values.get("link")
    values.pop("link", None)
    return Said(
        title=_text(values.pop("title", None)),
        audience=_audience(audience) if audience else None,
        link=_text(address),
        labels=values,
        remarks=tuple(remarks),
    )


_PARSERS: dict[str, Callable[[str], object]] = {
    "title": str,
    "owner": label_values.owner,
    "updated": label_values.day,
    "valid_from": label_values.day,
    "valid_until": label_values.day,
    "language": label_values.language,
    "weight": label_values.weight,
    "approved": label_values.yes_or_no,
}


def _parser(name: str, *, is_folder: bool) -> Callable[[str], object]:
    if name in {"url", "link"}:
        return label_values.template if is_folder else label_values.address
    return _PARSERS[name]


@dataclass(frozen=True, slots=True)
class _Value:
    text: str
    line: int


def _pairs(
    yaml_text: str, *, above: int, is_folder: bool
) -> tuple[dict[str, _Value], list[str]]:
    """The labels as they are written, and remarks on what cannot be one."""
    found: dict[str, _Value] = {}
    remarks: list[str] = []
    for key, value, line in _nodes(yaml_text, above):
        name = key_of(key)
        trouble = unknown_key(key, is_folder=is_folder)
        if name and not trouble:
            trouble = _trouble(name, value, found)
        if trouble and name == "audience":
            raise _broken(f"line {line}: {trouble}")
        if trouble:
            remarks.append(f"line {line}: {trouble}")
        elif name and value is not None and (name == "audience" or value not in _NOTHING):
            found[name] = _Value(value, line)
    return found, remarks


def _trouble(name: str, value: str | None, found: Collection[str]) -> str:
    if name in found:
        return f"'{name}' stands there twice: keep one of them"
    return "" if value is not None else f"'{name}' must be one value, not a list or a block"


def _nodes(yaml_text: str, above: int) -> list[tuple[str, str | None, int]]:
    """Keys with their values as written (None unless scalar) and their lines."""
    # Imported here: a start that reads no labels need not pay for it.
    import yaml  # noqa: PLC0415 - see above

    if _DEEP.search(yaml_text):
        raise _broken(_NO_LABELS)
    try:
        # Composed, not constructed: no tag, date, number or merge key is ever acted on.
        root = yaml.compose(yaml_text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 + above if error.problem_mark else above + 1
        raise _broken(f"line {line}: this is not YAML ({error.problem})") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise _broken(_NO_LABELS) from error
    if root is None:
        return []
    if not isinstance(root, yaml.MappingNode):
        raise _broken(
            f"line {above + 1}: write one 'key: value' a line, such as audience: public"
        )
    return [
        (
            key.value.strip(),
            value.value.strip() if isinstance(value, yaml.ScalarNode) else None,
            key.start_mark.line + 1 + above,
        )
        for key, value in root.value
        if isinstance(key, yaml.ScalarNode)
    ]


def _audience(said: _Value) -> Audience:
    try:
        return Audience.parse(said.text)
    except ValueError as error:
        raise _broken(f"line {said.line}: {error}") from error


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _broken(reason: str) -> DocumentUnreadable:
    return DocumentUnreadable(reason, withhold=True)
