"""A snapshot counted the plain way, for tests of what is shown of one: numbers under ten are withheld, nothing more."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from itertools import product
from statistics import mean
from typing import Any

from django.utils.timezone import now

from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.domain.learner import ChoiceKind, LearnerRecord
from pd_personalize_xblock.domain.pathway import Pathway
from pd_personalize_xblock.domain.remarks import RemarkKind, last_about
from pd_personalize_xblock.records import models, store, versions
from pd_personalize_xblock.service import pathway_of

LEAST = 10
Seen = tuple[LearnerRecord, Pathway]


def shown(n: int) -> int | None:
    """A number, or None where it must not be shown."""
    return n if n == 0 or n >= LEAST else None


def take(block_key: str, groups: Mapping[int, tuple[str, str]]) -> models.Snapshot:
    """Count everybody of ``groups`` (cohort and track by user id) who has anything on record."""
    course = versions.in_force(block_key)
    users = {}
    for user in groups:
        record = store.load(course.pathway.pk, user)
        if not record.is_empty:
            users[user] = (record, pathway_of(record, course.version))
    values = {user: (*groups[user], _month(record)) for user, (record, _) in users.items()}
    dimensions = [sorted({each[i] for each in values.values()}) for i in range(3)]
    document = dict(zip(("cohorts", "tracks", "months"), dimensions, strict=True))
    snapshot = models.Snapshot.objects.create(
        pathway=course.pathway,
        definition=course.pathway.in_force,
        taken_at=now(),
        document={"v": 1, "teachers": len(users), "least": LEAST, **document},
    )
    pages = []
    for cohort, track, month in product(*(["", *each] for each in dimensions)):
        asked = (cohort, track, month)
        group = [users[u] for u in users if all(a in ("", v) for a, v in zip(asked, values[u], strict=True))]
        if len(group) >= LEAST:
            found = page_document(course.definition, group)
            pages.append(
                models.SnapshotPage(snapshot=snapshot, cohort=cohort, track=track, month=month, document=found)
            )
    models.SnapshotPage.objects.bulk_create(pages)
    return snapshot


def _month(record: LearnerRecord) -> str:
    finished = record.placements and record.attempts[0].ended_at
    return f"{finished:%Y-%m}" if finished else "-"


def page_document(definition: Definition, group: list[Seen]) -> dict[str, Any]:
    """Return what one group's page says."""
    minutes = [_minutes(definition, pathway) for _, pathway in group]
    sat = [_sitting(record) for record, _ in group if record.placements]
    return {
        "v": 1,
        "teachers": len(group),
        "placed": shown(sum(bool(record.placements) for record, _ in group)),
        "competencies": {
            each.id: _competency(definition, each.id, group) for each in definition.framework.competencies
        },
        "sections": {each.id: _section(definition, each, group) for each in definition.sections},
        "minutes": {"n": len(minutes), "mean": mean(minutes), "total": sum(minutes)},
        "sitting_minutes": {"n": len(sat), "mean": mean(sat)} if len(sat) >= LEAST else None,
        "overrides": {"higher": _fared(definition, group), "lower": None},
    }


def _minutes(definition: Definition, pathway: Pathway) -> float:
    return sum(each.minutes for each in definition.sections if pathway.states[each.id] == "mastered")


def _sitting(record: LearnerRecord) -> float:
    first = record.attempts[0]
    return (first.ended_at - first.started_at).total_seconds() / 60


def _placed(record: LearnerRecord, competency: str) -> int | None:
    of = [p.competencies[competency] for p in record.placements if competency in p.competencies]
    measured = [each.level for each in of if each.is_measured]
    return max(measured) if measured else None


def _competency(definition: Definition, id: str, group: list[Seen]) -> dict[str, Any]:
    top = definition.framework.top_level
    placed = [_placed(record, id) for record, _ in group]
    now_at = [pathway.attained[id] for _, pathway in group]

    def count(is_so: Callable[[Seen, int | None, int], bool]) -> int | None:
        return shown(sum(is_so(each, p, n) for each, p, n in zip(group, placed, now_at, strict=True)))

    served = {each.level for each in definition.sections if each.competency == id}
    last = [_last_choices(record) for record, _ in group]
    starts = [choices.get((ChoiceKind.START, id)) for choices in last]
    return {
        "placed": [shown(placed.count(level)) for level in range(top + 1)],
        "not_placed": shown(placed.count(None)),
        "now": [shown(now_at.count(level)) for level in range(top + 1)],
        "moved_up": count(lambda each, p, n: p is not None and n > p),
        "higher": shown(sum(s is not None and s > (p or 0) for s, p in zip(starts, placed, strict=True))),
        "lower": shown(sum(s is not None and s < (p or 0) for s, p in zip(starts, placed, strict=True))),
        "not_in_role": shown(sum(choices.get((ChoiceKind.ROLE, id)) == 0 for choices in last)),
        "growth": _growth(id, group),
        "need": count(lambda each, p, n: n < top),
        "need_unserved": count(lambda each, p, n: n < top and n + 1 not in served),
    }


def _last_choices(record: LearnerRecord) -> dict[tuple[ChoiceKind, str], int | None]:
    return {(choice.kind, choice.competency): choice.level for choice in record.choices}


def _growth(id: str, group: list[Seen]) -> dict[str, Any] | None:
    pairs = []
    for record, _ in group:
        own = [p.competencies[id].own for p in record.placements if id in p.competencies and p.competencies[id].own]
        if len(own) > 1:
            pairs.append(own[-1].ability - own[0].ability)
    if len(pairs) < LEAST:
        return None
    middle = mean(pairs)
    error = (sum((each - middle) ** 2 for each in pairs) / len(pairs) ** 2) ** 0.5
    return {"n": len(pairs), "mean": middle, "low": middle - 1.96 * error, "high": middle + 1.96 * error}


def _section(definition: Definition, section: Any, group: list[Seen]) -> dict[str, Any]:
    states = Counter(pathway.states[section.id].value for _, pathway in group)
    rated = [
        found.value
        for record, _ in group
        if (found := last_about(record.remarks, RemarkKind.RELEVANCE).get(section.id)) is not None
    ]
    lacking: dict[tuple[str, int], int] = defaultdict(int)
    for _, pathway in group:
        if pathway.states[section.id] == "held":
            for needed in definition.competency(section.competency).prerequisites:
                if needed.level <= section.level:
                    for each in needed.any_of:
                        if pathway.attained[each.competency] < each.level:
                            lacking[each.competency, each.level] += 1
    return {
        **{state: shown(states[state]) for state in ("open", "held", "mastered", "exempt")},
        "relevance": {"n": len(rated), "mean": mean(rated)} if len(rated) >= LEAST else None,
        "held_by": [[competency, level, shown(n)] for (competency, level), n in sorted(lacking.items())],
    }


def _fared(definition: Definition, group: list[Seen]) -> dict[str, int] | None:
    """A crude count: whether anything was mastered at all."""
    higher, others = [], []
    for record, pathway in group:
        has_done = "mastered" in pathway.states.values()
        is_higher = any(kind is ChoiceKind.START for kind, _ in _last_choices(record))
        (higher if is_higher else others).append(has_done)
    if min(len(higher), len(others)) < LEAST:
        return None
    return {"n": len(higher), "fared": sum(higher), "others": len(others), "others_fared": sum(others)}
