"""What documents and folders say of themselves: front matter and `_folder.yaml`.

A label that cannot be understood is never guessed: whoever reads it is told to withhold
what it stood on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.domain.audience import Audience
from bot.domain.errors import DocumentUnreadable

LONGEST = 16 * 1024
"""Characters that front matter, and bytes that a `_folder.yaml`, may have."""

_KNOWN = ("title", "audience", "url", "link")
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
_STRANGE = re.compile(r"[\s\x00-\x1f\x7f-\x9f<>\"\\^`{|}]")
_NO_LABELS = "the labels are not YAML: write one 'key: value' a line"


@dataclass(frozen=True, slots=True)
class Labels:
    """What a document or folder says of itself; None where it says nothing."""

    title: str | None = None
    audience: Audience | None = None
    url: str | None = None


def split_front_matter(text: str) -> tuple[Labels, str]:
    """The labels at the top of `text`, and all that follows them, word for word.

    Front matter stands between two lines `---`. Raises DocumentUnreadable, which says to
    withhold the document, when it is broken or does not end.
    """
    opening = _OPENING.match(text)
    if not opening or not _LABELLED.match(text, opening.end()):
        return Labels(), text
    closing = _CLOSING.search(text, opening.end(), opening.end() + LONGEST)
    if not closing:
        raise _broken(
            f"the front matter does not end within {LONGEST:,} characters: write a line "
            "--- below it, or *** instead of the first --- if that is meant as a rule"
        )
    above = text.count("\n", 0, opening.end())
    labels = parse_labels(text[opening.end() : closing.start()], above=above)
    return labels, text[closing.end() :]


def parse_labels(yaml_text: str, *, above: int = 0) -> Labels:
    """The labels in a YAML mapping; keys that are not labels are passed over.

    `above` is how many lines stand before `yaml_text` in its file. Raises
    DocumentUnreadable, which says to withhold, with the line and what is wrong there.
    """
    found = _pairs(yaml_text, above)
    title, audience = found.get("title"), found.get("audience")
    address = found.get("url") or found.get("link")
    return Labels(
        title=title.text if title else None,
        audience=_audience(audience) if audience else None,
        url=_address(address) if address else None,
    )


@dataclass(frozen=True, slots=True)
class _Said:
    text: str
    line: int


def _pairs(yaml_text: str, above: int) -> dict[str, _Said]:
    found: dict[str, _Said] = {}
    for name, value, line in _nodes(yaml_text, above):
        if name in found:
            raise _broken(f"line {line}: '{name}' stands there twice: keep one of them")
        if value is None:
            raise _broken(f"line {line}: '{name}' must be one value, not a list or a block")
        if name == "audience" or value not in _NOTHING:
            found[name] = _Said(value, line)
    return found


def _nodes(yaml_text: str, above: int) -> list[tuple[str, str | None, int]]:
    """Known keys with their values as written (None unless scalar) and their lines."""
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
            name,
            value.value.strip() if isinstance(value, yaml.ScalarNode) else None,
            key.start_mark.line + 1 + above,
        )
        for key, value in root.value
        if isinstance(key, yaml.ScalarNode) and (name := key.value.strip().casefold()) in _KNOWN
    ]


def _audience(said: _Said) -> Audience:
    try:
        return Audience.parse(said.text)
    except ValueError as error:
        raise _broken(f"line {said.line}: {error}") from error


def _address(said: _Said) -> str:
    try:
        parts = urlsplit(said.text)
        is_sound = (
            parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
        )
    except ValueError:
        is_sound = False
    if not is_sound or _STRANGE.search(said.text):
        raise _broken(f"line {said.line}: the link must be a whole address, such as https://…")
    return said.text


def _broken(reason: str) -> DocumentUnreadable:
    return DocumentUnreadable(reason, withhold=True)
