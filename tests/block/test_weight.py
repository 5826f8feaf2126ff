"""What a browser has to fetch, compressed file by file as a server sends it."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from pathlib import Path

from pd_personalize_xblock.fragments import EDITOR_PARTS, EDITOR_SCRIPTS
from scripts import bundle

from .browser import Browser

STATIC = Path(__file__).resolve().parents[2] / "static" / "pd_personalize"
FIRST_PAGE_BYTES = 45_000
EDITOR_BYTES = 60_000


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, compresslevel=6))


def weight(*names: str) -> int:
    return sum(compressed((STATIC / name).read_bytes()) for name in names)


def test_the_editor_s_scripts_and_styles_are_light() -> None:
    scripts = [f"js/{name}.js" for name in EDITOR_SCRIPTS]

    assert weight(*scripts, "css/pd_personalize.css", "css/studio.css") <= EDITOR_BYTES


def test_every_part_of_the_editor_is_in_its_script() -> None:
    there = {f"editor/{path.stem}" for path in (STATIC / "js" / "editor").iterdir()}

    assert there <= set(EDITOR_PARTS)


def test_no_two_parts_of_the_editor_give_a_thing_the_same_name() -> None:
    """They share one object: the later would silently take the earlier one's place."""
    parts = [(STATIC / "js" / f"{part}.js").read_text(encoding="utf-8") for part in EDITOR_PARTS]
    names = [name for part in parts for name in re.findall(r"^  E\.(\w+(?:\.\w+)?) = ", part, re.MULTILINE)]

    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_the_editor_s_script_is_made_of_its_parts_as_they_are() -> None:
    """``make editor`` makes it anew."""
    made = (STATIC / "js" / "editor.min.js").read_text(encoding="utf-8")

    assert made.startswith(bundle.head(bundle.sources()))


def test_the_first_page_of_the_unit_is_light(teacher: Browser) -> None:
    page = compressed(teacher.open().encode())

    assert page + weight("js/student.js", "css/pd_personalize.css") <= FIRST_PAGE_BYTES
