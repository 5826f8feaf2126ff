"""A course made of plain keys, a pathway block in it, and short ways to act for a teacher."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from completion.models import BlockCompletion
from django.contrib.auth.models import User
from milestones.models import CourseContentMilestone, UserMilestone
from opaque_keys.edx.keys import CourseKey

from pd_personalize_xblock import service
from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.domain.learner import ChoiceKind, LearnerRecord
from pd_personalize_xblock.domain.remarks import RemarkKind
from pd_personalize_xblock.formats.schema import to_document
from pd_personalize_xblock.platform.outline import Outline
from pd_personalize_xblock.records import api
from tests.requests import committed

KEY = CourseKey.from_string("course-v1:Org+Course+Run")
COURSE = str(KEY)
BLOCK = str(KEY.make_usage_key("pd_personalize", "pathway"))
NOW = datetime(2026, 11, 2, 16, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
PARTS = 3

OUTLINE: Outline = {}
"""What the platform would say of the course; tests change it."""


def outline(course_key: CourseKey) -> Outline:
    """``settings.PD_PERSONALIZE_OUTLINE`` names this."""
    return OUTLINE if course_key == KEY else {}


def subsection(block_id: str) -> str:
    return str(KEY.make_usage_key("sequential", block_id))


def parts(block_id: str, count: int = PARTS) -> list[str]:
    return [str(KEY.make_usage_key("html", f"{block_id}-part-{i}")) for i in range(count)]


def has(*block_ids: str, chapter: str = "chapter", count: int = PARTS) -> None:
    """Put subsections into the course."""
    for block_id in block_ids:
        OUTLINE[subsection(block_id)] = {
            "chapter": [str(KEY.make_usage_key("chapter", chapter))],
            "blocks": parts(block_id, count),
        }


def text_of(definition: Definition, **how: object) -> str:
    return json.dumps(to_document(definition), **how)


def publish(definition: Definition, *, block: str = BLOCK, now: datetime = NOW) -> None:
    """Bring a definition into force, with every subsection it names in the course."""
    for section in definition.sections:
        block_type, _, block_id = (section.block or "").partition("/")
        if block_type == "sequential" and subsection(block_id) not in OUTLINE:
            has(block_id)
    with committed():
        api.publish(block, COURSE, text_of(definition), now=now)


def skip(user: User, *, now: datetime = NOW) -> service.Outcome:
    learner = api.find_learner(BLOCK, user.pk)
    return api.act(learner, lambda record: service.skip(record, learner.in_force, now=now), now=now)


def choose(user: User, competency: str, level: int | None, *, now: datetime = NOW) -> service.Outcome:
    learner = api.find_learner(BLOCK, user.pk)
    return api.act(
        learner,
        lambda record: service.choose(
            record, learner.in_force, kind=ChoiceKind.START, competency=competency, level=level, now=now
        ),
        now=now,
    )


def remark(user: User, section_id: str, text: str, *, now: datetime = NOW) -> service.Outcome:
    learner = api.find_learner(BLOCK, user.pk)
    said = {"kind": RemarkKind.PRACTICE, "section_id": section_id, "text": text}
    return api.act(learner, lambda record: service.remark(record, learner.in_force, **said, now=now), now=now)


def sit(user: User, answers: dict[str, int | str], *, now: datetime = NOW) -> service.Outcome:
    """Answer whatever is asked as ``answers`` say, by item id, and finish."""
    learner = api.find_learner(BLOCK, user.pk)
    version = learner.in_force
    api.act(learner, lambda r: service.start(r, version, seed="seed", now=now), sitting_only=True, now=now)
    while (item := service.offered_item(version, learner.load().attempt)) is not None:
        option = str(answers[item.id])
        sequence = learner.load().attempt.next_sequence
        api.act(
            learner,
            lambda r, item=item, option=option, sequence=sequence: service.answer(
                r, version, item_id=item.id, option=option, sequence=sequence
            ),
            sitting_only=True,
            now=now,
        )
    return api.act(learner, lambda r: service.finish(r, version, version, now=now), now=now)


def complete(user: User, *block_keys: str, completion: float = 1.0) -> None:
    """Complete components, as the LMS does."""
    for key in block_keys:
        BlockCompletion.objects.submit_completion(
            user=user, block_key=KEY.make_usage_key(*_type_and_id(key)), completion=completion
        )


def _type_and_id(usage_key: str) -> tuple[str, str]:
    block_type, _, block_id = usage_key.partition("+type@")[2].partition("+block@")
    return block_type, block_id


def record_work(user: User, block_id: str) -> None:
    """Complete all of a subsection, in one request."""
    with committed():
        complete(user, *parts(block_id))


def record_of(user: User) -> LearnerRecord:
    return api.find_learner(BLOCK, user.pk).load()


def states(user: User) -> dict[str, str]:
    return {section["section_id"]: section["state"] for section in api.pathway_states(BLOCK, user.pk)}


def held() -> set[str]:
    """The block ids of the subsections that the LMS holds shut for whoever was not let in."""
    links = CourseContentMilestone.objects.filter(active=True, milestone__active=True)
    return {key.rpartition("@")[2] for key in links.values_list("content_id", flat=True)}


def let_in(user: User) -> set[str]:
    """The block ids of the subsections that a user was let into."""
    rows = UserMilestone.objects.filter(user_id=user.pk, active=True)
    return {key.rpartition("@")[2] for key in rows.values_list("milestone__name", flat=True)}


def choose_after_skip(user: User, competency: str, level: int) -> service.Outcome:
    """Skip the questions and start higher: the shortest way to open something that is held."""
    skip(user)
    return choose(user, competency, level)
