"""Many teachers of one pathway at once, in sets: queries do not grow with people, sections or records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from pd_personalize_xblock.domain import learner
from pd_personalize_xblock.domain.definition import MasteryBy
from pd_personalize_xblock.domain.learner import LearnerRecord
from pd_personalize_xblock.domain.pathway import Pathway
from pd_personalize_xblock.domain.remarks import Remark, RemarkKind

from . import models, receipts

BATCH = 500

StateChanges = dict[str, tuple[str | None, str | None]]
"""Per section: the state on record and the right one, None where there is none."""


def load(pathway_id: int, user_ids: Collection[int]) -> dict[int, LearnerRecord]:
    """Return what the pathway, and what is counted, ask of every one of some teachers, in six queries.

    Attempts come without their answers, placements without their receipts, and of the remarks there are only
    ratings: enough to decide what is open, and not enough to measure.
    """
    mine = {"pathway_id": pathway_id, "user_id__in": list(user_ids)}
    attempts, placements = _attempts(models.Attempt.objects.filter(**mine).order_by("number"))
    ratings = _read(models.Remark.objects.filter(**mine, kind=RemarkKind.RELEVANCE.value), _rating)
    return {
        user: replace(record, attempts=attempts[user], placements=placements[user], remarks=ratings[user])
        for user, record in load_deeds(pathway_id, user_ids).items()
    }


def _rating(row: models.Remark) -> Remark:
    """Return what a row says."""
    return Remark(RemarkKind.RELEVANCE, row.about, row.made_at, row.value)


def load_deeds(pathway_id: int, user_ids: Collection[int]) -> dict[int, LearnerRecord]:
    """Return all but the sittings of some teachers: choices, evidence, sign-offs, openings, in four queries."""
    mine = {"pathway_id": pathway_id, "user_id__in": list(user_ids)}
    choices = _read(models.Choice.objects.filter(**mine), _choice)
    evidence = _read(models.Evidence.objects.filter(**mine), _evidence)
    sign_offs = _read(models.SignOff.objects.filter(**mine), _sign_off)
    opened = models.Opening.objects.filter(**mine).order_by("pk")
    openings = _grouped(
        (user, learner.Opening(section_id, hash, opened_at))
        for user, section_id, hash, opened_at in opened.values_list(
            "user_id", "section_id", "definition__hash", "opened_at"
        )
    )
    return {
        user: LearnerRecord(
            choices=choices[user], evidence=evidence[user], sign_offs=sign_offs[user], openings=openings[user]
        )
        for user in user_ids
    }


def _choice(row: models.Choice) -> learner.Choice:
    """Return what a row says."""
    return learner.Choice(learner.ChoiceKind(row.kind), row.competency, row.level, row.made_at, row.reason, row.due)


def _attempts(rows: QuerySet[models.Attempt]) -> tuple[dict, dict]:
    """Return every teacher's attempts, and the levels they placed at."""
    attempts, placements = [], []
    columns = (
        "user_id",
        "number",
        "definition__hash",
        "seed",
        "started_at",
        "status",
        "ended_at",
        "refines",
        "competency",
    )
    for user, number, hash, seed, started_at, status, ended_at, refines, about, levels, summary in rows.values_list(
        *columns, "placement__levels", "placement__summary"
    ):
        found = learner.Attempt(
            number,
            hash,
            seed,
            started_at,
            status=learner.AttemptStatus(status),
            ended_at=ended_at,
            refines=refines,
            competency=about or None,
        )
        attempts.append((user, found))
        if levels is not None:
            placements.append((user, receipts.in_short(number, levels, summary)))
    return _grouped(attempts), _grouped(placements)


def _read(rows: QuerySet[Any], reader: Callable[[Any], object]) -> defaultdict[int, tuple]:
    return _grouped((row.user_id, reader(row)) for row in rows.order_by("pk"))


def _grouped(pairs: Iterable[tuple[int, object]]) -> defaultdict[int, tuple]:
    found: dict[int, list] = defaultdict(list)
    for user, value in pairs:
        found[user].append(value)
    return defaultdict(tuple, {user: tuple(values) for user, values in found.items()})


def _evidence(row: models.Evidence) -> learner.Evidence:
    """Return what a row says."""
    return learner.Evidence(row.section_id, MasteryBy(row.by), row.share, row.recorded_at, row.note)


def _sign_off(row: models.SignOff) -> learner.SignOff:
    """Return what a row says."""
    return learner.SignOff(row.about, row.level, row.given, row.signed_by_id, row.signed_at, row.note)


@transaction.atomic(savepoint=False)
def add(pathway_id: int, changes: Mapping[int, tuple[LearnerRecord, LearnerRecord]]) -> None:
    """Write what each teacher's second record has beyond the first: choices, evidence, sign-offs, openings.

    All of it or nothing, whatever transaction it is part of included. What another process has written meanwhile
    is left as it is: a fact is one row.
    """
    owned = [({"pathway_id": pathway_id, "user_id": user}, *both) for user, both in sorted(changes.items())]
    models.Choice.objects.bulk_create(
        [
            models.Choice(
                **owner,
                kind=c.kind.value,
                competency=c.competency,
                level=c.level,
                made_at=c.made_at,
                reason=c.reason,
                due=c.due,
            )
            for owner, before, after in owned
            for c in after.choices[len(before.choices) :]
        ],
        batch_size=BATCH,
    )
    models.Evidence.objects.bulk_create(
        [
            models.Evidence(
                **owner, section_id=e.section_id, by=e.by.value, share=e.share, note=e.note, recorded_at=e.recorded_at
            )
            for owner, before, after in owned
            for e in after.evidence[len(before.evidence) :]
        ],
        ignore_conflicts=True,
        batch_size=BATCH,
    )
    models.SignOff.objects.bulk_create(
        [
            models.SignOff(
                **owner,
                about=s.about,
                level=s.level,
                given=s.given,
                signed_by_id=s.signed_by,
                signed_at=s.signed_at,
                note=s.note,
            )
            for owner, before, after in owned
            for s in after.sign_offs[len(before.sign_offs) :]
        ],
        batch_size=BATCH,
    )
    _add_openings([(owner, after.openings[len(before.openings) :]) for owner, before, after in owned])


def _add_openings(owned: list[tuple[dict[str, int], tuple[learner.Opening, ...]]]) -> None:
    hashes = {opening.definition_hash for _, openings in owned for opening in openings}
    if not hashes:
        return
    versions = dict(models.DefinitionVersion.objects.filter(hash__in=hashes).values_list("hash", "pk"))
    models.Opening.objects.bulk_create(
        [
            models.Opening(
                **owner,
                section_id=opening.section_id,
                definition_id=versions[opening.definition_hash],
                opened_at=opening.opened_at,
            )
            for owner, openings in owned
            for opening in openings
        ],
        ignore_conflicts=True,
        batch_size=BATCH,
    )


def changed_states(pathway_id: int, pathways: Mapping[int, Pathway]) -> dict[int, StateChanges]:
    """Return, per teacher, the sections whose stored state is not what it should be; who is up to date is left out."""
    stored: dict[int, dict[str, str]] = defaultdict(dict)
    rows = models.SectionState.objects.filter(pathway_id=pathway_id, user_id__in=list(pathways))
    for user, section_id, state in rows.values_list("user_id", "section_id", "state"):
        stored[user][section_id] = state
    changes = {user: _differences(stored[user], pathway) for user, pathway in pathways.items()}
    return {user: found for user, found in changes.items() if found}


def _differences(stored: Mapping[str, str], pathway: Pathway) -> StateChanges:
    right = {section_id: state.value for section_id, state in pathway.states.items()}
    return {
        section_id: (stored.get(section_id), right.get(section_id))
        for section_id in stored.keys() | right.keys()
        if stored.get(section_id) != right.get(section_id)
    }


@transaction.atomic
def save_states(pathway_id: int, changes: Mapping[int, StateChanges]) -> None:
    """Bring the stored section states up to date."""
    rows = models.SectionState.objects.filter(pathway_id=pathway_id)
    gone: dict[frozenset[str], list[int]] = defaultdict(list)
    for user, found in changes.items():
        gone[frozenset(section for section, (old, _) in found.items() if old is not None)].append(user)
    for sections, users in gone.items():
        if sections:
            rows.filter(user_id__in=users, section_id__in=list(sections)).delete()
    models.SectionState.objects.bulk_create(
        [
            models.SectionState(pathway_id=pathway_id, user_id=user, section_id=section_id, state=new)
            for user, found in sorted(changes.items())
            for section_id, (_, new) in sorted(found.items())
            if new is not None
        ],
        ignore_conflicts=True,
        batch_size=BATCH,
    )


def known_users(pathway_id: int) -> list[int]:
    """Return the users with anything on record in a pathway block, ascending."""
    owned = (models.Attempt, models.Choice, models.Evidence, models.SignOff, models.Opening)
    return sorted(
        {
            user
            for model in owned
            for user in model.objects.filter(pathway_id=pathway_id).values_list("user_id", flat=True).distinct()
        }
    )
