"""What single cells of a table say. What is not of its kind stays text, for the validator to name."""

from __future__ import annotations

import re

from .drafts import Document

_NUMBER = re.compile(r"([+-]?[0-9]{1,15}(?:[.,][0-9]{1,40})?(?:[eE][+-]?[0-9]{1,3})?)\s*(?:min|mins|minutes)?\.?")
_MASTERY = re.compile(
    r"(completion|grade|sign.?off|note)(?:\s*:?\s*([0-9.,]+(?:[eE]-[0-9]{1,3})?)\s*(%?))?", re.IGNORECASE
)
_YES = ("yes", "y", "true", "1", "x", "elective", "optional")
_NO = ("no", "n", "false", "0", "core", "required")


def number(cell: str) -> float | str:
    """Return a number, whole where it is; a comma may stand for the point, and minutes may be named."""
    found = _NUMBER.fullmatch(cell)
    if found is None:
        return cell
    value = float(found[1].replace(",", "."))
    return int(value) if value.is_integer() and abs(value) < 10**15 else value


def numbers(cell: str) -> list[float | str]:
    """Return numbers that stand between blanks or semicolons."""
    return [number(part) for part in re.split(r"[\s;]+", cell) if part]


def yes_or_no(cell: str) -> bool | str:
    """Return whether a cell says yes."""
    said = cell.strip().casefold()
    if said in _YES:
        return True
    return False if said in _NO else cell


def mastery(cell: str) -> Document | str:
    """Return what a cell such as "completion 80%" or "sign_off" asks for."""
    found = _MASTERY.fullmatch(cell.strip())
    if found is None:
        return cell
    by = found[1].lower() if not found[1].lower().startswith("sign") else "sign_off"
    if not found[2]:
        return {"by": by}
    share = number(found[2])
    return {"by": by, "share": share / 100 if found[3] and isinstance(share, int | float) else share}
