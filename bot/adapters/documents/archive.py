"""Opens what is packed as ZIP, and the XML in it, without being blown up by either."""

from __future__ import annotations

import functools
import io
import re
import sys
import zipfile
import zlib
from posixpath import normpath

from lxml import etree

from bot.adapters.documents.limits import MIB, Limits
from bot.domain.errors import DocumentUnreadable

Element = etree._Element  # noqa: SLF001 - the name that lxml's own stubs use

_PART = 64 * 1024
_SMALL = 1 * MIB
_LOCKED = 0x1
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MACROS = re.compile(
    r"(?:.*/)?(?:vbaProject\.bin|vbaData\.xml)|xl/macrosheets/.*|Basic/.*\.xml|Scripts/.*",
    re.IGNORECASE,
)

LOCKED = "it is locked with a password: save it without one"
MACROS = (
    "it holds macros, which are programs: save it without them "
    "(as .docx, .xlsx, .pptx or .odt), or as PDF"
)


class Archive:
    """A ZIP file whose sizes were looked at before anything was unpacked."""

    def __init__(self, raw: bytes, limits: Limits) -> None:
        """Raises DocumentUnreadable when it is broken, locked, holds macros or is a bomb."""
        self._limits = limits
        self._left = limits.unpacked
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise DocumentUnreadable(
                "it is damaged: its list of contents is missing or broken, as when a "
                "download stopped half-way; copy or save it again"
            ) from error
        members = self._zip.infolist()
        self._refuse_bombs(members, len(raw))
        self.names = frozenset(member.filename for member in members)
        if any(member.flag_bits & _LOCKED for member in members):
            raise DocumentUnreadable(LOCKED)
        if any(_MACROS.fullmatch(name) for name in self.names):
            raise DocumentUnreadable(MACROS)

    def _refuse_bombs(self, members: list[zipfile.ZipInfo], packed: int) -> None:
        limits = self._limits
        if len(members) > limits.members:
            raise DocumentUnreadable(
                f"it holds {len(members):,} parts, and at most {limits.members:,} are "
                "unpacked: save it again, or as PDF"
            )
        total = sum(member.file_size for member in members)
        if total > limits.unpacked or (
            total > _SMALL and total > limits.ratio * max(packed, 1)
        ):
            raise DocumentUnreadable(
                f"it would unpack to {total / MIB:,.0f} MiB, {total // max(packed, 1):,} "
                f"times its size, and at most {limits.unpacked // MIB:,} MiB and "
                f"{limits.ratio} times are unpacked: save it again, split it, or save it as PDF"
            )

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises KeyError, and DocumentUnreadable when it is broken.

        What the list of contents says of sizes is not believed.
        """
        found = bytearray()
        try:
            with self._zip.open(name) as stream:
                while part := stream.read(_PART):
                    found += part
                    self._left -= len(part)
                    if self._left < 0:
                        raise DocumentUnreadable(
                            f"it unpacks to more than {self._limits.unpacked // MIB:,} MiB: "
                            "save it again, split it, or save it as PDF"
                        )
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            OSError,
        ) as error:
            raise DocumentUnreadable(
                f"it is damaged: its part {name[-80:]} cannot be unpacked; save it again"
            ) from error
        return bytes(found)

    def tree(self, name: str) -> Element:
        """The XML in a part. Raises KeyError and DocumentUnreadable."""
        return tree(self.read(name), name)

    def try_tree(self, name: str) -> Element | None:
        """The XML in a part that need not be there."""
        return self.tree(name) if name in self.names else None


def tree(raw: bytes, name: str) -> Element:
    """The root of an XML text, at most 256 elements deep. Nothing is fetched for it.

    Declarations of entities are refused. Raises DocumentUnreadable.
    """
    head = raw[:_PART].replace(b"\0", b"")
    if _DECLARATION.search(head) or _DECLARATION.search(raw):
        raise DocumentUnreadable(
            f"its part {name[-80:]} declares a document type or entities, which no such "
            "file needs and attacks use: save it again"
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if "memory" in str(error).lower():
            raise MemoryError from error
        raise DocumentUnreadable(
            f"it is damaged: its part {name[-80:]} is not well-formed; save it again"
        ) from error
    return root


def target(base: str, link: str) -> str:
    """Where a relative link in the part `base` of an archive leads."""
    if link.startswith("/"):
        return normpath(link.lstrip("/"))
    return normpath(base.rpartition("/")[0] + "/" + link).lstrip("/")


def local(element: Element) -> str:
    """The name of an element without its namespace; empty for comments and the like."""
    return _local(element.tag) if isinstance(element.tag, str) else ""


@functools.lru_cache(maxsize=1024)
def _local(name: str) -> str:
    return sys.intern(name.rpartition("}")[2])


def attribute(element: Element, name: str) -> str:
    """An attribute by its name in any namespace; empty when it is not there."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""
