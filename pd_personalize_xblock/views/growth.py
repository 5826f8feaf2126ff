"""Before and now, as a page tells it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime

from ..domain.growth import Growth, growth_of, may_look_back
from ..domain.learner import LearnerRecord, placed_levels
from ..domain.remarks import looked_back
from ..rendering import plain
from ..service import Version
from .common import Page


def growth_part(in_force: Version, record: LearnerRecord, version_by_hash: Callable[[str], Version]) -> Page | None:
    """Every competency that two whole sittings measured; None before there are two.

    Marks are placed in percent of a strip.
    """
    rows = [growth for growth in growth_of(record) if growth.competency in in_force.definition.competencies_by_id]
    latest = may_look_back(record)
    if latest is None or not rows:
        return None
    placed = placed_levels(record.placements)
    return {
        "has_looked_back": bool(looked_back(record.remarks, latest)),
        "levels": _names(in_force),
        "rows": [_row(in_force, growth, placed[growth.competency], version_by_hash) for growth in rows],
    }


def day(when: datetime | None) -> str:
    """A date in the reader's format."""
    return date_format(localtime(when), "DATE_FORMAT") if when else ""


def _row(in_force: Version, growth: Growth, placed: int, version_by_hash: Callable[[str], Version]) -> Page:
    names = _names(in_force)
    before, now = (_names(version_by_hash(each.definition_hash)) for each in (growth.before, growth.now))
    is_same_scale = before == now == names
    then = None if growth.then is None else min(growth.then, len(names) - 1)
    return {
        "id": growth.competency,
        "name": plain(in_force.definition.competency(growth.competency).name),
        "before_name": before[growth.before.level],
        "before_on": day(growth.before.ended_at),
        "now_name": now[growth.now.level],
        "now_on": day(growth.now.ended_at),
        "then": then,
        "then_name": "" if then is None else names[then],
        "measured": growth.now.level - growth.before.level if is_same_scale else None,
        "felt": growth.now.level - then if is_same_scale and then is not None else None,
        "keeps_name": names[min(placed, len(names) - 1)] if growth.now.level < placed else "",
        "picture": _picture(growth, then, len(names)) if is_same_scale else None,
    }


def _picture(growth: Growth, then: int | None, levels: int) -> Page:
    """Where the marks stand: in the middle of their level's cell."""
    middle = {level: round(100 * (level + 0.5) / levels, 1) for level in range(levels)}
    return {
        "before": middle[growth.before.level],
        "now": middle[growth.now.level],
        "then": None if then is None else middle[then],
    }


def _names(version: Version) -> list[str]:
    return [plain(level.name) for level in version.definition.framework.levels]
