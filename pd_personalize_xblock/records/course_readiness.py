"""What one course still needs for its pathways, for whoever operates the site."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from pd_personalize_xblock.domain.checks import errors
from pd_personalize_xblock.platform.course_settings import advanced_modules
from pd_personalize_xblock.platform.names import PATHWAY_TYPE
from pd_personalize_xblock.platform.native_gates import pathways_that_hold
from pd_personalize_xblock.platform.outline import Outline, pathways_in, read_outline
from pd_personalize_xblock.platform.readiness import Check, State, check

from .course_checks import course_problems
from .models import PathwayBlock
from .versions import get_version


def course_readiness(course_key: str, *, now: datetime) -> list[Check]:
    """Look at one course: its settings, its pathway blocks and what is in force in them."""
    outline = read_outline(course_key)
    if not outline:
        why = "there is no such course here, or nothing is published in it"
        return [Check("course", State.MISSING, why, "check the course key, as in course-v1:Org+Course+Run")]
    known = PathwayBlock.objects.filter(course_key=course_key, removed_at=None).select_related("in_force")
    rows = {row.block_key: row for row in known}
    told = pathways_in(outline)
    present = frozenset(rows) if told is None else told
    return [
        _advanced_module(course_key, has_pathways=bool(present)),
        _how_many(len(present)),
        *(_version(key, rows.get(key)) for key in sorted(present)),
        *(_fit(rows[key], outline, now=now) for key in sorted(present & rows.keys())),
        *_orphans(course_key, (rows.keys() | pathways_that_hold(course_key)) - present),
    ]


def _advanced_module(course_key: str, *, has_pathways: bool) -> Check:
    modules = advanced_modules(course_key)
    if modules is None:
        return Check("advanced module list", State.NOTE, "it cannot be read here")
    return check(
        "advanced module list",
        PATHWAY_TYPE in modules,
        "authors cannot add the block to this course",
        f'in Studio, Settings > Advanced Settings, add "{PATHWAY_TYPE}" to the Advanced Module List',
        otherwise=State.WARNING if has_pathways else State.MISSING,
    )


def _how_many(count: int) -> Check:
    if not count:
        return Check("pathway blocks", State.WARNING, "there is none in this course", "add one in Studio and publish")
    return Check("pathway blocks", State.OK, str(count))


def _version(block_key: str, row: PathwayBlock | None) -> Check:
    name = f"pathway {_short(block_key)}"
    if row is None:
        why = "no version is in force: teachers are told that it is not ready"
        return Check(name, State.MISSING, why, "in Studio, mend what the block lists, publish, and open the unit once")
    since = row.in_force_since.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return Check(name, State.OK, f"version {row.in_force} ({_mode(row)}) in force since {since}")


def _mode(row: PathwayBlock) -> str:
    return get_version(row.in_force.hash).definition.rules.mode.value


def _fit(row: PathwayBlock, outline: Outline, *, now: datetime) -> Check:
    """Whether what is in force still fits the course: it stays in force even if not."""
    definition = get_version(row.in_force.hash).definition
    found = course_problems(definition, block_key=row.block_key, course_key=row.course_key, outline=outline, now=now)
    wrong = errors(found)
    name = f"sections of {_short(row.block_key)}"
    if not wrong:
        return Check(name, State.OK, f"{len(found)} warnings for the author" if found else "")
    more = f", and {len(wrong) - 1} more" if len(wrong) > 1 else ""
    return Check(name, State.WARNING, f"{wrong[0].message}{more}", "tell the author: Studio shows all of it")


def _orphans(course_key: str, keys: frozenset[str]) -> Iterator[Check]:
    for key in sorted(keys):
        yield Check(
            f"orphan {_short(key)}",
            State.MISSING,
            "this pathway block is not in the course any more; what it still holds shows errors to teachers",
            f"manage.py lms pd_personalize_sync --course {course_key} --apply",
        )


def _short(block_key: str) -> str:
    return block_key.rpartition("@")[2]
