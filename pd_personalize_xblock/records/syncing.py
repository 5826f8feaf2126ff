"""Bringing a whole pathway, or a course, to what is published: first everybody is let in, then the rest is held."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.core.cache import cache
from django.db import transaction

from pd_personalize_xblock.platform import background, events, gates, grades, outline

from . import catching_up, courses, grade_tasks, many, models, versions
from .versions import InForce

SECONDS_BETWEEN_SYNCS = 60
TEACHERS_AT_ONCE = 200
"""Bounds the memory of a sync, and what is done twice when it is interrupted."""


@dataclass(frozen=True)
class Step:
    """How far a sync is: teachers done, of how many, and what the last of them got, at the first look or later."""

    done: int
    of: int
    caught_up: catching_up.CaughtUp
    is_first_look: bool = True


Watcher = Callable[[Step], None]


def sync_course(course_key: str, *, now: datetime, watch: Watcher | None = None) -> None:
    """Bring every pathway block of a course's published branch into force, and let go of those that are gone.

    Heals whatever Studio did to the gates, and whatever was missed: a signal, a task, a moved block.
    """
    published = outline.pathway_blocks(course_key)
    if published is not None:
        _note_what_is_there(course_key, published, now=now)
    for block_key in courses.pathways_of(course_key):
        sync(block_key, now=now, watch=watch)


def _note_what_is_there(course_key: str, published: dict[str, str], *, now: datetime) -> None:
    """Take down the gates of pathway blocks that are gone, and bring those into force that are there.

    Gates without their block would give held learners errors from the LMS. Records stay: the block
    may come back, by an import or because its deletion is taken back.
    """
    gates.let_go_of_others(course_key, published)
    here = models.PathwayBlock.objects.filter(course_key=course_key)
    for block_key in list(
        here.filter(removed_at=None).exclude(block_key__in=published).values_list("block_key", flat=True)
    ):
        take_down(block_key, now=now)
    here.filter(block_key__in=published).update(removed_at=None)
    for block_key, text in published.items():
        versions.bring_into_force(block_key, course_key, versions.read_draft(text), now=now)
    courses.changed(course_key)


def sync(block_key: str, *, now: datetime, watch: Watcher | None = None) -> None:
    """Bring every teacher of a pathway block up to date, then set its gates.

    Goes on where the same sync was interrupted, and starts over when the version in force, or the
    course, changes meanwhile. Nobody is locked out on the way: the old gates stand until everybody
    whom the new ones would hold is let in.
    """
    while not _is_carried_out(block_key, now=now, watch=watch):
        pass


def _is_carried_out(block_key: str, *, now: datetime, watch: Watcher | None) -> bool:
    course = versions.in_force(block_key)
    while versions.refresh_parts(course.pathway, course.definition):
        course = versions.in_force(block_key)
    work, looked_at = catching_up.work_in_new_sections(course), set()
    for step in steps(course, now=now):
        looked_at |= step.caught_up.outcomes.keys()
        _tell(course, step.caught_up)
        if watch:
            watch(step)
    return finish(course, {user: count for user, count in work.items() if user in looked_at}, now=now)


def finish(course: InForce, counted: Mapping[int, int], *, now: datetime) -> bool:
    """Close, with nobody locked out of new sections who went on working there since ``counted``; see ``close``.

    Once more afterwards, for the last moment before.
    """
    counted = _let_in_late(course, counted, now=now)
    if not close(course):
        return False
    _let_in_late(course, counted, now=now)
    return True


def steps(course: InForce, *, now: datetime, write: bool = True) -> Iterator[Step]:
    """Bring teachers up to date, some at a time, lowest user id first; without ``write`` only look."""
    pathway = course.pathway
    users = sorted({*many.known_users(pathway.pk), *catching_up.workers(course)})
    signature = course.signature
    after = pathway.sync_after if write and pathway.sync_of == signature else 0
    done = sum(user <= after for user in users)
    for start in range(done, len(users), TEACHERS_AT_ONCE):
        batch = users[start : start + TEACHERS_AT_ONCE]
        looks = list(catching_up.bring_up(lambda: course, batch, now=now, write=write))
        done = start + len(batch)
        if write and done < len(users):
            _mark(pathway, signature, batch[-1])
        for look, caught_up in enumerate(looks):
            yield Step(done, len(users), caught_up, is_first_look=look == 0)


def _let_in_late(course: InForce, counted: Mapping[int, int], *, now: datetime) -> Mapping[int, int]:
    """Bring up whoever has other work in new sections than was counted; return what is counted now."""
    work = catching_up.work_in_new_sections(course)
    late = sorted(user for user, count in work.items() if counted.get(user) != count)
    for start in range(0, len(late), TEACHERS_AT_ONCE):
        for caught_up in catching_up.bring_up(lambda: course, late[start : start + TEACHERS_AT_ONCE], now=now):
            _tell(course, caught_up)
    return work


def _mark(pathway: models.PathwayBlock, signature: str, after: int) -> None:
    models.PathwayBlock.objects.filter(pk=pathway.pk).update(sync_of=signature, sync_after=after)
    cache.set(_lease(pathway.block_key), True, SECONDS_BETWEEN_SYNCS)


def is_time_to_ask(block_key: str) -> bool:
    """Whether a sync that is due may be asked for: nobody has done so just now, and none is going on."""
    return cache.add(_lease(block_key), True, SECONDS_BETWEEN_SYNCS)


def _lease(block_key: str) -> str:
    return f"pd_personalize.sync.{sha256(block_key.encode()).hexdigest()}"


def _tell(course: InForce, caught_up: catching_up.CaughtUp) -> None:
    for user_id, outcome in caught_up.outcomes.items():
        events.emit_for(user_id, course.pathway.course_key, course.pathway.block_key, outcome.events)


@transaction.atomic
def close(course: InForce) -> bool:
    """Hold what is to be held; return False, and do nothing, if something changed since everybody was let in."""
    models.PathwayBlock.objects.select_for_update().get(pk=course.pathway.pk)
    now_in_force = versions.in_force(course.pathway.block_key)
    if now_in_force.signature != course.signature:
        return False
    pathway = now_in_force.pathway
    set_gates(now_in_force)
    _regrade(pathway.block_key)
    if pathway.sync_of:
        pathway.sync_of, pathway.sync_after = "", 0
        pathway.save(update_fields=["sync_of", "sync_after"])
    return True


def _regrade(block_key: str) -> None:
    """Have everybody's grades looked at: the author may have changed what exempt work is worth, or its points."""
    if grades.are_available():
        background.later(grade_tasks.sync_grades_task, block_key)


def set_gates(course: InForce) -> None:
    """Hold the subsections that are to be held, and no others."""
    pathway = course.pathway
    if gates.are_available() and pathway.course_key:
        gates.set_gates(pathway.course_key, pathway.block_key, held_subsections(course))


def held_subsections(course: InForce) -> frozenset[str]:
    """Return the subsections (usage keys) that a pathway holds for whoever was not let in; none once it is removed."""
    if course.pathway.removed_at is not None:
        return frozenset()
    return frozenset().union(*course.held.values())


def take_down(block_key: str, *, now: datetime) -> None:
    """Hold nothing for a pathway block any more."""
    with transaction.atomic():
        models.PathwayBlock.objects.filter(block_key=block_key).update(removed_at=now)
        set_gates(versions.in_force(block_key))
        _regrade(block_key)
