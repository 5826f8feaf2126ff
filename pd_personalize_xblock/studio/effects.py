"""What an edit does to teachers who are under way, in sentences for its author."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..domain.definition import Definition
from ..formats.schema import read_json
from ..http import Payload, Reply, take_text
from ..platform import hosts
from ..rendering import plain
from .checking import MAX_CHARACTERS
from .desk import Desk

if TYPE_CHECKING:
    from ..records.effects import Effects

NAMED = 5


def effects(desk: Desk, payload: Payload) -> Reply:
    """Say what the text in the editor would do to teachers under way, once it is in force."""
    text = take_text(payload, "text", limit=MAX_CHARACTERS)
    definition = read_json(text)[0]
    try:
        records = desk.find_records()
    except hosts.RecordsMissing:
        return {"teachers": 0, "sentences": []}
    if definition is None:
        teachers = records.teachers_under_way(desk.block_key)
        said = _("While this draft has problems, nothing changes for them: they stay on the last sound version.")
        return {"teachers": teachers, "sentences": [_how_many(teachers), said] if teachers else []}
    found = records.effects_of(desk.block_key, definition)
    return {"teachers": found.teachers, "sentences": list(_sentences(found, definition)) if found.teachers else []}


def _how_many(teachers: int) -> str:
    said = ngettext("{n} teacher is under way.", "{n} teachers are under way.", teachers)
    return said.format(n=teachers)


def _sentences(found: Effects, then: Definition) -> Iterator[str]:
    looked_at = len(found.found)
    yield _how_many(found.teachers)
    if looked_at < found.teachers:
        yield _("The figures below are of {n} of them, evenly spread.").format(n=looked_at)
    opened = sum(bool(effect.opens) for effect in found.found)
    if opened:
        said = ngettext(
            "{n} gains a section. Nobody loses one.", "{n} gain at least one section. Nobody loses one.", opened
        )
        yield said.format(n=opened)
    else:
        yield _("Nobody gains or loses a section.")
    kept = sum(bool(effect.kept) for effect in found.found)
    if kept:
        said = ngettext(
            "For {n} teacher the new rules would hold a section that is open now: it stays open.",
            "For {n} teachers the new rules would hold a section that is open now: it stays open.",
            kept,
        )
        yield said.format(n=kept)
    yield from _about_new_sections(found, then)
    yield from _about_work(found)
    if found.half_way:
        said = ngettext(
            "{n} teacher is in the middle of the questions and finishes them as they were.",
            "{n} teachers are in the middle of the questions and finish them as they were.",
            found.half_way,
        )
        yield said.format(n=found.half_way)


def _about_new_sections(found: Effects, then: Definition) -> Iterator[str]:
    """Course sections that nothing held before: whoever has worked there keeps them, others wait their turn."""
    held = set(chain.from_iterable(effect.holds for effect in found.found))
    if not held:
        return
    titles = [plain(section.title) for section in then.sections if section.id in held]
    teachers = sum(bool(effect.holds) for effect in found.found)
    said = ngettext(
        "Newly held for {n} teacher, unless they have worked there already: {titles}.",
        "Newly held for {n} teachers, unless they have worked there already: {titles}.",
        teachers,
    )
    shown = ", ".join(titles[:NAMED]) + ("…" if len(titles) > NAMED else "")
    yield said.format(n=teachers, titles=shown)


def _about_work(found: Effects) -> Iterator[str]:
    more = sum(bool(effect.adds) for effect in found.found)
    if more:
        said = ngettext("{n} has more required work.", "{n} have more required work.", more)
        yield said.format(n=more)
    less = sum(bool(effect.drops - effect.adds) for effect in found.found)
    if less:
        said = ngettext(
            "For {n}, a section is no longer required.", "For {n}, a section or more is no longer required.", less
        )
        yield said.format(n=less)
