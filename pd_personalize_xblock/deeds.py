"""What a teacher's browser asks for: from a payload to what the service makes of a record.

Each reader takes a payload, refuses one that makes no sense, and returns the deed: what it does to a
teacher's record. The block does deeds for real, an author's rehearsal on a record of nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import service
from .domain.learner import MOST_REASON, Attempt, ChoiceKind, LearnerRecord
from .domain.remarks import RELEVANCE, RemarkKind
from .http import Payload, take_day, take_flag, take_levels, take_number, take_one_of, take_text
from .service import Outcome, Version

MOST_WORDS = 2000
SECTION_REMARKS = (RemarkKind.PRACTICE, RemarkKind.RELEVANCE, RemarkKind.VOICE)


@dataclass(frozen=True)
class Scene:
    """Where and when a deed is done: the version in force, those that sittings began with, the next sitting's seed."""

    in_force: Version
    version_of: Callable[[Attempt | None], Version]
    seed: Callable[[LearnerRecord], str]
    now: datetime


Deed = Callable[[LearnerRecord, Scene], Outcome]


def begin(payload: Payload) -> Deed:
    """Start the questions, or go on with them."""
    return lambda record, scene: service.start(record, scene.in_force, seed=scene.seed(record), now=scene.now)


def refine(payload: Payload) -> Deed:
    """Go on from the last finished questions with those that it did not ask."""

    def do(record: LearnerRecord, scene: Scene) -> Outcome:
        last = record.last_finished
        version = scene.version_of(last) if last else None
        return service.refine(record, version, seed=scene.seed(record), now=scene.now)

    return do


def recheck(payload: Payload) -> Deed:
    """Ask a few fresh questions about one competency."""
    competency = take_text(payload, "competency")

    def do(record: LearnerRecord, scene: Scene) -> Outcome:
        seed = scene.seed(record)
        return service.recheck(record, scene.in_force, competency=competency, seed=seed, now=scene.now)

    return do


def answer(payload: Payload) -> Deed:
    """Take down the answer to the question on offer."""
    item_id, option = take_text(payload, "item_id"), take_text(payload, "option", limit=16)
    sequence = take_number(payload, "sequence")

    def do(record: LearnerRecord, scene: Scene) -> Outcome:
        version = scene.version_of(record.attempt)
        return service.answer(record, version, item_id=item_id, option=option, sequence=sequence)

    return do


def back(payload: Payload) -> Deed:
    """Withdraw the last answer."""
    sequence = take_number(payload, "sequence")
    return lambda record, scene: service.back(record, sequence=sequence)


def finish(payload: Payload) -> Deed:
    """End the questions and place the teacher."""
    return lambda record, scene: service.finish(record, scene.version_of(record.attempt), scene.in_force, now=scene.now)


def skip(payload: Payload) -> Deed:
    """End the questions without their answers."""
    return lambda record, scene: service.skip(record, scene.in_force, now=scene.now)


def choose(payload: Payload) -> Deed:
    """Keep the teacher's decision: another start, what is in their role, a goal."""
    what: dict[str, Any] = {
        "competency": take_text(payload, "competency"),
        "kind": ChoiceKind(take_one_of(payload, "kind", tuple(ChoiceKind))),
        "level": None if payload.get("level") is None else take_number(payload, "level"),
        "reason": take_text({"reason": "", **payload}, "reason", limit=MOST_REASON),
        "due": take_day(payload, "due"),
    }
    return lambda record, scene: service.choose(record, scene.in_force, now=scene.now, **what)


def note(payload: Payload) -> Deed:
    """Take the teacher's word that an outside opportunity is done."""
    section_id, text = take_text(payload, "section_id"), take_text(payload, "text", limit=MOST_WORDS)
    return lambda record, scene: service.note(record, scene.in_force, section_id=section_id, text=text, now=scene.now)


def remark(payload: Payload) -> Deed:
    """Keep what a teacher says about a section that is done: tried in class, its relevance, words about it."""
    section_id = take_text(payload, "section_id")
    kind = RemarkKind(take_one_of(payload, "kind", SECTION_REMARKS))
    said: dict[str, Any] = {}
    if kind is RemarkKind.RELEVANCE:
        said["value"] = take_number(payload, "value", highest=RELEVANCE[-1])
    else:
        said["text"] = take_text(payload, "text", limit=MOST_WORDS)
        said["may_share"] = take_flag({"may_share": False, **payload}, "may_share")
    return lambda record, scene: service.remark(
        record, scene.in_force, kind=kind, section_id=section_id, now=scene.now, **said
    )


def look_back(payload: Payload) -> Deed:
    """Keep where a teacher, after a second time, says they were the first time."""
    levels = take_levels(payload, "levels")
    return lambda record, scene: service.look_back(record, scene.in_force, levels=levels, now=scene.now)


READERS: Mapping[str, Callable[[Payload], Deed]] = {
    read.__name__: read
    for read in (answer, back, begin, choose, finish, look_back, note, recheck, refine, remark, skip)
}
"""By the names of the block's handlers."""

SITTING_ONLY = frozenset({"answer", "back", "begin", "refine"})
"""What concerns the questions under way alone, and can open nothing."""
