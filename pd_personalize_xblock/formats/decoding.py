"""From the bytes of a file to its text: which encoding it is in, or why it is no text at all."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator

from ..domain.words import gettext_noop

MAX_BYTES = 10_000_000
SAVE_AS_CSV = gettext_noop('open it and save the sheet as "CSV UTF-8"')

_OTHER_KINDS = (
    (b"%PDF", gettext_noop("this is a PDF file: a definition is JSON, OLX, CASE or CSV")),
    (b"\xd0\xcf\x11\xe0", gettext_noop("this is an old Excel or Word file: %(save_as_csv)s", save_as_csv=SAVE_AS_CSV)),
    (b"\x89PNG", gettext_noop("this is an image: a definition is JSON, OLX, CASE or CSV")),
    (b"\xff\xd8\xff", gettext_noop("this is an image: a definition is JSON, OLX, CASE or CSV")),
    (b"GIF8", gettext_noop("this is an image: a definition is JSON, OLX, CASE or CSV")),
    (b"RIFF", gettext_noop("this is a sound, film or image file: a definition is JSON, OLX, CASE or CSV")),
    (
        b"\x1f\x8b",
        gettext_noop("this is a compressed file, such as a course export: unpack it and choose the file in it"),
    ),
    (b"7z\xbc\xaf", gettext_noop("this is a compressed file: unpack it and choose the file in it")),
    (b"{\\rtf", gettext_noop("this is a rich-text document: save it as plain text")),
)
_IN_ZIP = (
    ("xl/", gettext_noop("this is an Excel workbook: %(save_as_csv)s", save_as_csv=SAVE_AS_CSV)),
    ("word/", gettext_noop("this is a Word document: a definition is JSON, OLX, CASE or CSV")),
    ("ppt/", gettext_noop("this is a PowerPoint presentation: a definition is JSON, OLX, CASE or CSV")),
    (
        "content.xml",
        gettext_noop("this is an OpenDocument file: if it is a sheet, %(save_as_csv)s", save_as_csv=SAVE_AS_CSV),
    ),
    (
        "Index/",
        gettext_noop("this is a Numbers or Pages file: if it is a sheet, %(save_as_csv)s", save_as_csv=SAVE_AS_CSV),
    ),
)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class NotText(ValueError):
    """A file that holds no text that could be read; the message says what it is instead."""


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file and the encoding it is in; raise NotText.

    UTF-8 and UTF-16 are recognised for certain. What is neither is taken for Windows-1252, in which
    spreadsheets of western Europe and America save.
    """
    if len(data) > MAX_BYTES:
        raise NotText(
            gettext_noop(
                "the file is too large: at most %(most)s MB, it has %(has)s MB",
                most=MAX_BYTES // 1000000,
                has=f"{len(data) / 1000000.0:.1f}",
            )
        )
    if not data.strip(b"\0 \t\r\n"):
        raise NotText(gettext_noop("the file is empty"))
    other = next(_other_kind(data), None)
    if other is not None:
        raise NotText(other)
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding != "utf-8":
                raise NotText(
                    gettext_noop(
                        "not %(encoding)s text: byte %(error)s is wrong",
                        encoding=_spoken(encoding),
                        error=error.start + 1,
                    )
                ) from error
        else:
            if "\0" in text:
                raise NotText(gettext_noop("this is not a text file"))
            return text, encoding
    raise NotText(gettext_noop("this is not a text file"))


def _encodings(data: bytes) -> Iterator[str]:
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    if marked:
        yield marked
        return
    start = data[:200]
    if start[1::2].count(0) > len(start) // 3:
        yield "utf-16-le"
    elif start[::2].count(0) > len(start) // 3:
        yield "utf-16-be"
    else:
        yield "utf-8"
        yield "cp1252"


def _spoken(encoding: str) -> str:
    return {"utf-8-sig": "UTF-8", "cp1252": "UTF-8 or Windows-1252"}.get(encoding, "UTF-16")


def _other_kind(data: bytes) -> Iterator[str]:
    if data.startswith(b"PK\x03\x04"):
        names = _names_in_zip(data)
        found = (message for part, message in _IN_ZIP if any(name.startswith(part) for name in names))
        yield next(found, gettext_noop("this is a zip archive: unpack it and choose the file in it"))
    yield from (message for mark, message in _OTHER_KINDS if data.startswith(mark))


def _names_in_zip(data: bytes) -> list[str]:
    """Only the list of names is read; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, struct.error):
        return []
