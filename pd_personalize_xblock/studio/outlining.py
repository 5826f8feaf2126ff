"""The course beside the competencies: what an author attaches sections from."""

from __future__ import annotations

from dataclasses import asdict

from ..domain.definition import Definition
from ..http import Payload, Reply
from ..platform import hosts
from ..platform.course_tree import CourseTree, tree_of, unattached
from ..platform.outline import read_draft_outline
from .desk import Desk


def outline(desk: Desk, payload: Payload) -> Reply:
    """Reply with the course's chapters and subsections as its author sees them; none where there is no course."""
    return {"chapters": [asdict(chapter) for chapter in read_tree(desk)]}


def unattached_titles(desk: Desk, definition: Definition | None) -> list[str]:
    """Return the titles of the subsections that no section stands for, where the definition maps the course at all."""
    if definition is None or not any(section.block for section in definition.sections):
        return []
    return [part.title for part in unattached(definition, read_tree(desk))]


def read_tree(desk: Desk) -> CourseTree:
    """Return the block's course as its author sees it, published or not."""
    found = read_draft_outline(desk.course_key)
    try:
        elsewhere = desk.find_records().held_elsewhere(desk.block_key, desk.course_key, found)
    except hosts.RecordsMissing:
        elsewhere = frozenset()
    return tree_of(found, block_key=desk.block_key, elsewhere=elsewhere)
