"""What Word, Excel and PowerPoint files have in common: parts, and links between them."""

from __future__ import annotations

import re

from bot.adapters.documents.archive import Archive, Element, attribute, local, target

_WHITE = re.compile(r"(?:FF|F[A-F0-9]){3}|window|bg1|lt1", re.IGNORECASE)


def main_part(archive: Archive) -> str:
    """The name of the part that holds the document itself; empty when there is none."""
    return next(iter(linked(archive, "", "officeDocument")), "")


def linked(archive: Archive, part: str, kind: str) -> list[str]:
    """The parts inside the archive that `part` links to as `kind`, in order."""
    return [to for _, to, of in _links(archive, part) if of == kind]


def link_of(archive: Archive, part: str, name: str) -> str:
    """The part that `part` links to by `name`; empty when there is none."""
    return next((to for own, to, _ in _links(archive, part) if own == name), "")


def _links(archive: Archive, part: str) -> list[tuple[str, str, str]]:
    folder, _, file = part.rpartition("/")
    tree = archive.try_tree(f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels")
    if tree is None:
        return []
    found = []
    for link in tree:
        if local(link) == "Relationship" and link.get("TargetMode") != "External":
            to = target(part, link.get("Target") or "")
            if to in archive.names:
                found.append(
                    (link.get("Id") or "", to, (link.get("Type") or "").rpartition("/")[2])
                )
    return found


def is_white(color: str) -> bool:
    """Whether a colour, as six hexadecimal digits or a theme's name, is (nearly) white."""
    return bool(_WHITE.fullmatch(color))


def children(element: Element, name: str) -> list[Element]:
    """The direct children of this name, in any namespace."""
    return list(element.iterchildren(f"{{*}}{name}"))


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of names, in any namespace."""
    for name in path:
        if element is None:
            return None
        element = next(element.iterchildren(f"{{*}}{name}"), None)
    return element


def value(element: Element | None, name: str = "val") -> str:
    """An attribute in any namespace; empty when it or the element is not there."""
    return "" if element is None else attribute(element, name)
