"""Reports on a pathway's questions and sections, counted from everybody's records and kept until they are old."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.domain.effectiveness import Tally, TwiceMeasured, growth_by_section
from pd_personalize_xblock.domain.health import health
from pd_personalize_xblock.platform import groups

from . import models, versions
from .first_answers import Counted, Groups, first_answers

VERSION = 1
MOST_TEACHERS = 20_000
"""The latest so many are read; the report says so where there are more."""
OLD_AFTER = timedelta(hours=1)
DECIMALS = 4
BATCH = 500

Kind = models.Finding.Kind
Document = dict[str, Any]


@dataclass(frozen=True)
class Findings:
    """What is known of a pathway, as of ``made_at``; ``is_due`` where it is being made anew, or made at all."""

    health: Document | None
    effectiveness: Document | None
    made_at: datetime | None
    is_due: bool


def make(block_key: str, *, now: datetime) -> None:
    """Count both reports anew and keep them, as of ``now``."""
    pathway = models.PathwayBlock.objects.select_related("in_force").get(block_key=block_key)
    version = versions.get_version(pathway.in_force.hash)
    head = {"v": VERSION, "definition": version.hash, "limit": MOST_TEACHERS}
    members = groups.groups_of(pathway.course_key) if pathway.course_key else None
    everybody = Counted(members, groups_from(members or {}), MOST_TEACHERS)
    log, has_more = first_answers(pathway, version.definition, everybody)
    found = {
        Kind.HEALTH: {**head, "has_more": has_more, **plain_values(asdict(health(version.definition, log)))},
        Kind.EFFECTIVENESS: {**head, **_effectiveness(pathway.pk, version.definition, everybody)},
    }
    for kind, document in found.items():
        models.Finding.objects.update_or_create(
            pathway=pathway, kind=kind, defaults={"made_at": now, "document": document}
        )


def groups_from(memberships: Mapping[int, tuple[str, str]]) -> Groups:
    """Return who is compared with whom, from everybody's cohort and enrolment track: by cohort if there are two.

    Whoever is in none is compared with nobody; others are, with them.
    """
    cohorts = {cohort for cohort, _ in memberships.values()} - {groups.NONE}
    which = 0 if len(cohorts) > 1 else 1
    return {user: names[which] for user, names in memberships.items() if names[which] != groups.NONE}


def latest(block_key: str) -> dict[str, models.Finding]:
    """Return the reports that are kept, by kind, in one query."""
    rows = models.Finding.objects.filter(pathway__block_key=block_key)
    return {row.kind: row for row in rows}


def latest_health(block_key: str) -> tuple[Document, datetime] | None:
    """Return the report on questions that is kept, and when it was made, in one query."""
    rows = models.Finding.objects.filter(pathway__block_key=block_key, kind=Kind.HEALTH)
    return rows.values_list("document", "made_at").first()


def found_in(kept: dict[str, models.Finding], *, is_due: bool) -> Findings:
    """Return what is kept as it is shown."""
    health_row, effect_row = kept.get(Kind.HEALTH), kept.get(Kind.EFFECTIVENESS)
    return Findings(
        health_row.document if health_row else None,
        effect_row.document if effect_row else None,
        health_row.made_at if health_row else None,
        is_due,
    )


def is_older(kept: dict[str, models.Finding], now: datetime) -> bool:
    """Whether what is kept was made before a time, or not at all."""
    return Kind.HEALTH not in kept or kept[Kind.HEALTH].made_at < now


def is_due(block_key: str, kept: dict[str, models.Finding], *, now: datetime) -> bool:
    """Whether the reports are to be made: for the first time, or because they are old and something changed."""
    if len(kept) < len(Kind):
        return True
    made_at = min(row.made_at for row in kept.values())
    if made_at > now - OLD_AFTER:
        return False
    pathway = models.PathwayBlock.objects.select_related("in_force").defer("in_force__document")
    in_force = pathway.get(block_key=block_key)
    if in_force.in_force.hash != kept[Kind.HEALTH].document.get("definition"):
        return True
    finished = models.Attempt.objects.filter(pathway=in_force, status=models.Attempt.Status.FINISHED)
    changed = models.Figures.objects.filter(pathway=in_force, changed_at__gt=made_at)
    return finished.filter(ended_at__gt=made_at).exists() or changed.exists()


def _effectiveness(pathway_id: int, definition: Definition, counted: Counted) -> Document:
    tally = Tally(definition)
    figures = models.Figures.objects.filter(pathway_id=pathway_id)
    users, has_more = counted.first(figures.order_by("-changed_at", "-pk").values_list("user_id", flat=True))
    for teacher in _twice_measured(pathway_id, users):
        tally.add(teacher)
    sections = [asdict(row) | {"rests_on_few": row.rests_on_few} for row in growth_by_section(tally)]
    return {"sections": plain_values(sections), "has_more": has_more}


def _twice_measured(pathway_id: int, users: Sequence[int]) -> Iterator[TwiceMeasured]:
    for document in _documents(pathway_id, users):
        growth = document.get("growth") or {}
        if growth:
            yield TwiceMeasured(
                before={c: float(measured[0]) for c, measured in growth.items()},
                after={c: float(measured[2]) for c, measured in growth.items()},
                mastered_between={c: frozenset(ids) for c, ids in (document.get("mastered_between") or {}).items()},
                states=document.get("states") or {},
            )


def _documents(pathway_id: int, users: Sequence[int]) -> Iterator[Document]:
    """Yield figures by statements of a batch each, by user id: whoever works meanwhile is neither missed nor twice."""
    for start in range(0, len(users), BATCH):
        batch = users[start : start + BATCH]
        rows = models.Figures.objects.filter(pathway_id=pathway_id, user_id__in=batch)
        yield from list(rows.values_list("document", flat=True))


def plain_values(found: Any) -> Any:
    """Return dataclasses' dicts as JSON takes them: text for keys, numbers in few decimals."""
    if isinstance(found, dict):
        return {str(key): plain_values(value) for key, value in found.items()}
    if isinstance(found, list | tuple):
        return [plain_values(value) for value in found]
    return round(float(found), DECIMALS) if isinstance(found, float) else found
