"""What a teacher's browser loads beside the page."""

from __future__ import annotations

import gzip
from importlib import resources

from .figures import Figure

TEACHERS = ("css/pd_personalize.css", "js/student.js")
AUTHORS = ("css/pd_personalize.css", "js/studio.js")


def measure() -> list[Figure]:
    """Return the gzipped sizes, each file by itself as servers compress them."""
    return [
        Figure("the teacher's JS and CSS, gzipped", _gzipped_kb(TEACHERS), "kB", 25),
        Figure("the author's JS and CSS, gzipped", _gzipped_kb(AUTHORS), "kB"),
    ]


def gzipped_page_kb(html: str) -> float:
    """Return the gzipped size of a teacher's page with all that it loads of ours."""
    return len(gzip.compress(html.encode(), mtime=0)) / 1000 + _gzipped_kb(TEACHERS)


def _gzipped_kb(names: tuple[str, ...]) -> float:
    folder = resources.files("pd_personalize_xblock").joinpath("static", "pd_personalize")
    return sum(len(gzip.compress(folder.joinpath(name).read_bytes(), mtime=0)) for name in names) / 1000
