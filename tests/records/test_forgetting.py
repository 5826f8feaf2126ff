"""Reset, retirement and the end of a course: what goes, and what is somebody else's and stays."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db import models as db
from django.test.utils import CaptureQueriesContext
from milestones.models import CourseContentMilestone, Milestone, MilestoneRelationshipType, UserMilestone

from pd_personalize_xblock.domain.errors import UnknownReference
from pd_personalize_xblock.platform import gates
from pd_personalize_xblock.records import api, forgetting, models, rebuilding, staff
from tests.requests import committed

from ..builders import a_definition
from . import course
from .course import BLOCK, COURSE, LATER, NOW, held, let_in

ABOUT_PEOPLE = (*forgetting.tables_about_users(), models.Entry, models.Placement)
OTHER_COURSE = "course-v1:Org+Other+Run"
OTHER_BLOCK = "block-v1:Org+Other+Run+type@pd_personalize+block@pathway"


@pytest.fixture
def coach() -> User:
    return User.objects.create(username="coach")


def live(user: User, coach: User) -> None:
    """Leave a row in every table."""
    course.sit(user, {"goals-rubric": 2, "feedback-rubric": 0})
    course.choose(user, "goals", 3)
    course.record_work(user, "feedback-1")
    course.remark(user, "feedback-1", "They tried it")
    sign(user, coach)
    meet(user, coach)


def meet(user: User, coach: User) -> None:
    """Leave a row in every table about other people."""
    owner = {"user": user, "pathway": models.PathwayBlock.objects.get(block_key=BLOCK)}
    version = owner["pathway"].in_force
    models.Figures.objects.get_or_create(**owner, defaults={"document": {}, "changed_at": NOW})
    models.Consent.objects.create(**owner, coach=coach, given_at=NOW)
    models.Look.objects.create(**owner, viewer=coach, by=models.Look.By.COACH, looked_at=NOW)
    hash = f"{user.pk}".zfill(64)
    models.Invitation.objects.create(**owner, definition=version, token_hash=hash, made_at=NOW, expires_at=LATER)
    models.OptIn.objects.create(**owner, joined_at=NOW)
    models.Introduction.objects.create(**owner, other=coach, kind="same_step", about="goals", made_at=NOW)
    key, _ = models.IssuingKey.objects.get_or_create(kid="k", defaults={"public_jwk": {}, "made_at": NOW})
    signed = {"key": key, "issued_at": NOW, "document": {}}
    models.Credential.objects.create(**owner, competency="goals", level=1, definition=version, **signed)


def sign(user: User, coach: User) -> None:
    teacher = staff.find_teacher(BLOCK, COURSE, user.username)
    staff.sign_off(teacher, about="feedback", level=1, given=True, signed_by=coach.pk, note="well done", now=NOW)


def rows_of(user: User) -> dict[str, int]:
    path = {models.Entry: "attempt__user", models.Placement: "attempt__user"}
    found = {table.__name__: table.objects.filter(**{path.get(table, "user"): user}).count() for table in ABOUT_PEOPLE}
    return found | {"UserMilestone": UserMilestone.objects.filter(user_id=user.pk).count()}


def everything() -> dict[str, list]:
    tables = (*ABOUT_PEOPLE, models.PathwayBlock, models.DefinitionVersion, models.SectionPart)
    tables += (Milestone, CourseContentMilestone, UserMilestone)
    return {table.__name__: list(table.objects.order_by("pk").values()) for table in tables}


def test_every_table_that_refers_to_a_user_is_forgotten():
    app_models = models.Attempt._meta.app_config.get_models()
    about = {model for model in app_models if any(f.name == "user" for f in model._meta.get_fields())}

    assert about == set(forgetting.tables_about_users())


def test_a_learner_who_is_forgotten_leaves_nothing_and_others_everything(user, colleague, coach, ladder):
    for each in (user, colleague):
        live(each, coach)
    before = rows_of(colleague)
    assert all(before.values())

    forgetting.forget_learner(user.pk, block_key=BLOCK)

    assert not any(rows_of(user).values())
    assert rows_of(colleague) == before


def test_forgetting_twice_is_forgetting_once(user, coach, ladder):
    live(user, coach)
    forgetting.forget_learner(user.pk, block_key=BLOCK)
    before = everything()

    forgetting.forget_learner(user.pk, block_key=BLOCK)

    assert everything() == before


def test_forgetting_a_learner_takes_a_bounded_number_of_queries(user, coach, ladder):
    live(user, coach)

    with CaptureQueriesContext(connection) as captured:
        forgetting.forget_learner(user.pk, block_key=BLOCK)

    assert len(captured) <= 40


def test_milestones_of_others_stay_with_a_learner_who_is_forgotten(user, coach, ladder):
    live(user, coach)
    native = Milestone.objects.create(namespace=f"{course.subsection('goals-1')}.gating", name="n", display_name="n")
    mine = UserMilestone.objects.create(user_id=user.pk, milestone=native, source="", collected=NOW)

    forgetting.forget_learner(user.pk)

    assert list(UserMilestone.objects.filter(user_id=user.pk)) == [mine]


@pytest.mark.parametrize("where", [{"block_key": BLOCK}, {"course_key": COURSE}])
def test_a_learner_is_forgotten_only_where_it_was_asked_for(user, coach, ladder, where):
    live(user, coach)
    with committed():
        api.publish(OTHER_BLOCK, OTHER_COURSE, course.text_of(a_definition()), now=NOW)
    other = models.PathwayBlock.objects.get(block_key=OTHER_BLOCK)
    kept = models.Choice.objects.create(user=user, pathway=other, kind="start", competency="goals", made_at=NOW)
    gates.grant(OTHER_BLOCK, {user.pk: ["a subsection"]}, now=NOW)

    forgetting.forget_learner(user.pk, **where)

    assert list(models.Choice.objects.filter(user=user)) == [kept]
    assert gates.granted_subsections(OTHER_BLOCK, [user.pk]) == {user.pk: {"a subsection"}}
    assert gates.granted_subsections(BLOCK, [user.pk]) == {}


def test_whoever_retires_leaves_neither_records_nor_name_nor_words_about_others(user, coach, ladder):
    live(user, coach)
    course.skip(coach)

    forgetting.forget_user(coach.pk)

    word = models.SignOff.objects.get(user=user)
    assert not any(rows_of(coach).values())
    assert (word.signed_by, word.note, word.given) == (None, "", True)


def test_a_retired_coachs_word_stays_in_force(user, coach, ladder):
    course.skip(user)
    sign(user, coach)

    forgetting.forget_user(coach.pk)

    assert course.states(user)["feedback-1"] == "exempt"


def test_after_a_reset_what_was_open_is_held_again(user, ladder):
    """The one exception to "what was open stays open"."""
    course.choose_after_skip(user, "goals", 3)
    assert let_in(user) == {"goals-2", "goals-3"}

    forgetting.forget_learner(user.pk, block_key=BLOCK)
    open_unit(user)

    assert course.record_of(user).is_empty
    assert let_in(user) == set()
    assert course.states(user)["goals-2"] == "held"
    assert held() == {"goals-2", "goals-3", "feedback-2", "feedback-3"}


def open_unit(user: User) -> None:
    api.settle(api.find_learner(BLOCK, user.pk), now=LATER)


def test_after_a_reset_finished_course_work_counts_as_if_the_pathway_had_never_been_opened(user, ladder):
    course.record_work(user, "goals-1")
    course.choose_after_skip(user, "goals", 3)

    forgetting.forget_learner(user.pk, block_key=BLOCK)
    open_unit(user)

    record = course.record_of(user)
    assert record.attempts == record.choices == ()
    assert course.states(user)["goals-1"] == "mastered"
    assert let_in(user) == {"goals-2"}


def test_after_a_reset_a_rebuild_finds_nothing_to_mend(user, coach, ladder):
    live(user, coach)

    forgetting.forget_learner(user.pk, block_key=BLOCK)
    open_unit(user)

    assert list(rebuilding.rebuild(BLOCK, now=LATER, write=False)) == []


def test_a_course_that_is_deleted_leaves_nothing_and_other_courses_everything(user, coach, ladder):
    with committed():
        api.publish(OTHER_BLOCK, OTHER_COURSE, course.text_of(a_definition()), now=NOW)
    other = everything()["PathwayBlock"][-1]
    live(user, coach)
    course.publish(a_definition(title="Another"), now=LATER)
    requires = MilestoneRelationshipType.objects.get(name="requires")
    native = Milestone.objects.create(namespace=f"{course.subsection('goals-1')}.gating", name="n", display_name="n")
    CourseContentMilestone.objects.create(
        course_id=COURSE, content_id="c", milestone=native, milestone_relationship_type=requires
    )

    forgetting.forget_course(COURSE)

    left = everything()
    assert left.pop("PathwayBlock") == [other]
    assert [version["id"] for version in left.pop("DefinitionVersion")] == [other["in_force_id"]]
    assert [row["id"] for row in left.pop("Milestone")] == [native.pk]
    assert [row["milestone_id"] for row in left.pop("CourseContentMilestone")] == [native.pk]
    assert not any(left.values())


def test_deleting_a_course_twice_is_deleting_it_once(user, coach, ladder):
    live(user, coach)
    forgetting.forget_course(COURSE)
    before = everything()

    forgetting.forget_course(COURSE)

    assert everything() == before


def test_the_deletion_of_a_course_goes_on_where_it_was_interrupted(user, coach, ladder, monkeypatch):
    live(user, coach)
    delete = db.QuerySet.delete

    def fail_at_choices(rows):
        if rows.model is models.Choice:
            raise RuntimeError("the server went away")
        return delete(rows)

    monkeypatch.setattr(db.QuerySet, "delete", fail_at_choices)
    with pytest.raises(RuntimeError):
        forgetting.forget_course(COURSE)
    monkeypatch.undo()

    forgetting.forget_course(COURSE)

    assert not models.PathwayBlock.objects.exists()
    assert not any(rows_of(user).values())


def test_a_course_is_deleted_in_batches(user, colleague, coach, ladder, monkeypatch):
    for each in (user, colleague):
        live(each, coach)
    monkeypatch.setattr(forgetting, "BATCH", 1)

    forgetting.forget_course(COURSE)

    assert not any(rows_of(user).values() or rows_of(colleague).values())


def test_a_teacher_who_leaves_the_course_and_comes_back_keeps_everything(user, coach, ladder):
    """Nothing here listens to enrolment: what is on record is there as it was."""
    live(user, coach)
    record, states = course.record_of(user), course.states(user)

    open_unit(user)

    assert (course.record_of(user), course.states(user)) == (record, states)
    assert let_in(user)


def test_words_go_and_their_row_stays(user, colleague, coach, ladder):
    for each in (user, colleague):
        live(each, coach)
    before = rows_of(user)
    learner = api.find_learner(BLOCK, user.pk)

    learner.forget_words("remark", 0)

    assert [remark.text for remark in course.record_of(user).remarks] == [""]
    assert [remark.text for remark in course.record_of(colleague).remarks] == ["They tried it"]
    assert rows_of(user) == before


@pytest.mark.parametrize("number", [1, 10_000])
def test_words_that_are_not_there_cannot_go(user, coach, ladder, number):
    live(user, coach)

    with pytest.raises(UnknownReference):
        api.find_learner(BLOCK, user.pk).forget_words("remark", number)


def test_every_column_that_a_teacher_writes_into_can_be_emptied():
    """What others wrote is theirs, or goes with the whole of it; what is signed would not be valid with less."""
    others = {("SignOff", "note"), ("Invitation", "comment"), ("Credential", "signed")}
    texts = {
        (table.__name__, field.name)
        for table in forgetting.tables_about_users()
        for field in table._meta.get_fields()
        if isinstance(field, db.TextField)
    }

    assert texts - others == {(table.__name__, column) for table, column in forgetting.WORDS.values()}
