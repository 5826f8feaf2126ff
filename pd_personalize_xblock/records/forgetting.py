"""Taking records away: the one exception to "only ever added to".

A reset makes a teacher a stranger to a pathway, retirement a stranger to all of them; the deletion
of a course takes its pathways. Everything here may stop half way and be done again.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import models as db
from django.db import transaction

from pd_personalize_xblock.domain.errors import UnknownReference
from pd_personalize_xblock.platform import background, gate_removal, grades, people

from ..domain.words import gettext_noop
from . import courses, grade_tasks, models

BATCH = 500


@transaction.atomic
def forget_learner(user_id: int, *, block_key: str | None = None, course_key: str | None = None) -> None:
    """Remove all that is on record about a user, and whatever it let them into: all or nothing.

    In one pathway block, in one course, or, where neither is named, everywhere. Course work is the
    platform's: what it has on record as done counts again when the teacher next opens the unit, or with the next sync.
    """
    named = {"block_key": block_key, "course_key": course_key}
    pathways = models.PathwayBlock.objects.filter(**{name: key for name, key in named.items() if key is not None})
    keys = dict(pathways.values_list("pk", "block_key"))
    known = _lock_where_known(user_id, keys)
    for table in tables_about_users():
        rows = table.objects.filter(user_id=user_id)
        if block_key is not None or course_key is not None:
            rows = rows.filter(pathway_id__in=list(keys))
        rows.delete()
    models.Introduction.objects.filter(other_id=user_id, pathway_id__in=list(keys)).delete()
    gate_removal.withdraw(user_id, keys.values())
    for pathway_id in known if grades.are_available() else ():
        background.later(grade_tasks.sync_grades_task, keys[pathway_id], [user_id])


WORDS = {
    "choice": (models.Choice, "reason"),
    "evidence": (models.Evidence, "note"),
    "remark": (models.Remark, "text"),
}
"""What a teacher has written, and may delete: the table and the column."""


def forget_words(pathway_id: int, user_id: int, *, what: str, number: int) -> None:
    """Delete what a teacher wrote; the fact stays. ``number`` counts their rows of that kind from 0, oldest first.

    Deleting it again changes nothing. Raises UnknownReference where there is no such row.
    """
    table, column = WORDS[what]
    mine = table.objects.filter(pathway_id=pathway_id, user_id=user_id).order_by("pk")
    row = mine.values_list("pk", flat=True)[number : number + 1].first()
    if row is None:
        raise UnknownReference(gettext_noop("these words are not on record"))
    table.objects.filter(pk=row).update(**{column: ""})


def forget_anonymous(anonymous_id: str, *, block_key: str) -> None:
    """Reset in one pathway block whom the platform means by an anonymous id; the block it asks is nobody's."""
    user_id = people.user_id_behind(anonymous_id)
    if user_id is not None:
        forget_learner(user_id, block_key=block_key)


@transaction.atomic
def forget_user(user_id: int) -> None:
    """Remove a user who retires, everywhere: what is on record about them, and their name and words about others.

    What they signed off for others stays in force.
    """
    forget_learner(user_id)
    models.SignOff.objects.filter(signed_by_id=user_id).update(signed_by=None, note="")
    models.Consent.objects.filter(coach_id=user_id).delete()
    for table in (models.Look, models.Export):
        table.objects.filter(viewer_id=user_id).update(viewer=None)


@transaction.atomic
def let_go(course_key: str, *, now: datetime) -> None:
    """Have the pathway blocks of a course hold nothing any more, removed ones too. All else stays."""
    models.PathwayBlock.objects.filter(course_key=course_key, removed_at=None).update(removed_at=now)
    gate_removal.unlock_course(course_key)
    courses.changed(course_key)


def forget_course(course_key: str, *, regrade: bool = True) -> None:
    """Remove the pathway blocks of a course with everything about them, and definitions that nobody refers to any more.

    In batches, each committed by itself; the pathway block goes last, so that what was interrupted can be done again.
    Full marks that were given are taken back in the background; not so without ``regrade``, for a course that is
    gone: the platform could not grade it.
    """
    for pathway in models.PathwayBlock.objects.filter(course_key=course_key):
        gate_removal.remove_gates(pathway.block_key)
        for relation in _references_to(models.Attempt):
            _delete_in_batches(relation.related_model.objects.filter(**{f"{relation.field.name}__pathway": pathway}))
        for relation in _references_to(models.PathwayBlock):
            _delete_in_batches(relation.related_model.objects.filter(**{relation.field.name: pathway}))
        with transaction.atomic():
            pathway.delete()
            if regrade and (grades.are_available() or background.reaches_lms()):
                background.later(grade_tasks.sync_grades_task, pathway.block_key)
    courses.changed(course_key)
    _delete_in_batches(_unused_versions())


def _lock_where_known(user_id: int, pathway_ids: Collection[int]) -> list[int]:
    """Lock those of the pathways that have anything on record about a user, and return them."""
    known: set[int] = set()
    for table in tables_about_users():
        rows = table.objects.filter(user_id=user_id)
        known.update(rows.values_list("pathway_id", flat=True).distinct())
    rows = models.PathwayBlock.objects.filter(pk__in=known.intersection(pathway_ids)).order_by("pk")
    return list(rows.select_for_update().values_list("pk", flat=True))


@transaction.atomic
def take_back(user_id: int, pathway: models.PathwayBlock, *, written_at: datetime) -> None:
    """Remove what a look has just written about somebody who was forgotten meanwhile, known by its time."""
    mine = {"user_id": user_id, "pathway": pathway}
    models.Evidence.objects.filter(**mine, recorded_at=written_at).delete()
    models.Opening.objects.filter(**mine, opened_at=written_at).delete()
    models.SectionState.objects.filter(**mine).delete()
    models.Figures.objects.filter(**mine).delete()
    gate_removal.withdraw(user_id, [pathway.block_key])


def let_finish(pathway: models.PathwayBlock) -> None:
    """Wait until nobody is being forgotten in a pathway.

    Whoever has written about teachers looks afterwards whether they are still known: a forgetting
    that began later will see what was written, and an earlier one can be seen now.
    """
    with transaction.atomic():
        models.PathwayBlock.objects.select_for_update().filter(pk=pathway.pk).values_list("pk").first()


def tables_about_users() -> Collection[type[models.Owned]]:
    """Return the tables of which each row is about one user in one pathway."""
    return models.Owned.__subclasses__()


def _unused_versions() -> db.QuerySet[models.DefinitionVersion]:
    unused = models.DefinitionVersion.objects.all()
    for relation in _references_to(models.DefinitionVersion):
        rows = relation.related_model.objects.filter(**{relation.field.attname: db.OuterRef("pk")})
        unused = unused.filter(~db.Exists(rows))
    return unused


def _references_to(model: type[db.Model]) -> list[db.ForeignObjectRel]:
    """Return every foreign key to a table."""
    fields = model._meta.get_fields(include_hidden=True)
    return [field for field in fields if isinstance(field, db.ManyToOneRel)]


def _delete_in_batches(rows: db.QuerySet) -> None:
    while some := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        rows.model.objects.filter(pk__in=some).delete()
