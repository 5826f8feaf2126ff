"""``pd_personalize_rebuild``: whatever is derived follows from the records again."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from completion.models import BlockCompletion
from django.core.management import CommandError, call_command
from milestones.models import CourseContentMilestone, Milestone, UserMilestone

from pd_personalize_xblock.domain import checks
from pd_personalize_xblock.platform import events, gates
from pd_personalize_xblock.records import api, models, store, syncing, versions

from ..builders import a_definition
from . import course
from .course import BLOCK, COURSE, NOW, complete, held, let_in, parts, states, subsection

TABLES = (
    models.DefinitionVersion,
    models.PathwayBlock,
    models.SectionPart,
    models.Attempt,
    models.Entry,
    models.Choice,
    models.Evidence,
    models.Opening,
    models.Placement,
    models.SectionState,
    Milestone,
    CourseContentMilestone,
    UserMilestone,
)


def rebuild(**options) -> list[str]:
    """Return the lines that the command wrote, but for the last."""
    out = StringIO()
    call_command("pd_personalize_rebuild", stdout=out, **options)
    return out.getvalue().splitlines()[:-1]


def check() -> list[str]:
    out = StringIO()
    with pytest.raises(CommandError, match="again without --check"):
        call_command("pd_personalize_rebuild", check=True, stdout=out)
    return out.getvalue().splitlines()[:-1]


def everything() -> dict[str, list]:
    return {table.__name__: sorted(map(str, table.objects.values())) for table in TABLES}


def derived() -> dict[str, list]:
    """What can be rebuilt, without the keys and times that a rebuilt row has anew."""
    return {
        "placements": sorted(models.Placement.objects.values_list("attempt", "engine_version", "receipt"), key=str),
        "states": sorted(models.SectionState.objects.values_list("user", "section_id", "state")),
        "parts": sorted(models.SectionPart.objects.values_list("section_id", "subsection_key", "block_key")),
        "held": sorted(held()),
        "let in": sorted(UserMilestone.objects.filter(active=True).values_list("user_id", "milestone__name")),
    }


@pytest.fixture
def worked(user, colleague, ladder, django_capture_on_commit_callbacks):
    """Two teachers: one placed twice, with work done; one who began in the middle."""
    course.sit(user, {"goals-rubric": 2, "feedback-rubric": 1})
    course.sit(user, {"goals-rubric": 0, "feedback-rubric": 0})
    with django_capture_on_commit_callbacks(execute=True):
        complete(user, *parts("feedback-2"))
    course.choose_after_skip(colleague, "goals", 1)


@pytest.mark.usefixtures("worked")
class TestOnAWorkedCourse:
    def test_there_is_nothing_to_report_where_nothing_went_wrong(self):
        before = everything()

        assert rebuild() == rebuild(check=True) == []

        assert everything() == before

    def test_check_writes_nothing_and_fails_where_something_differs(self):
        models.SectionState.objects.filter(section_id="goals-1").delete()
        gates.set_gates(COURSE, BLOCK, ())
        before = everything()

        found = check()

        assert len(found) == 6
        assert everything() == before

    @pytest.mark.parametrize("with_check_first", [False, True])
    def test_a_placement_that_was_changed_is_reported_and_mended(self, user, with_check_first):
        before = derived()
        models.Placement.objects.filter(attempt__number=1).update(receipt=[], engine_version="0")

        if with_check_first:
            assert check() == [f"{BLOCK}: user {user.pk}: the placement of attempt 1"]
        assert rebuild() == [f"{BLOCK}: user {user.pk}: the placement of attempt 1"]

        assert derived() == before
        assert rebuild() == []

    @pytest.mark.parametrize("receipt", [None, {}, [{"competency": "goals"}], [1], "?"])
    def test_a_placement_that_cannot_even_be_read_is_mended(self, user, receipt):
        """A receipt of an older engine may lack what this one knows."""
        before = derived()
        models.Placement.objects.filter(attempt__number=2).update(receipt=receipt or {"n": None})

        assert rebuild() == [f"{BLOCK}: user {user.pk}: the placement of attempt 2"]

        assert derived() == before

    def test_a_placement_that_is_missing_is_reported_and_mended(self, user):
        before = derived()
        models.Placement.objects.all().delete()

        assert len(rebuild()) == 2

        assert derived() == before

    def test_a_placement_that_no_answers_gave_is_removed(self, colleague):
        before = derived()
        attempt = models.Attempt.objects.get(user=colleague)
        models.Placement.objects.create(attempt=attempt, engine_version="1", levels={}, receipt=[])

        assert rebuild() == [f"{BLOCK}: user {colleague.pk}: the placement of attempt 1, which gave none"]

        assert derived() == before

    def test_section_states_that_differ_are_reported_and_mended(self, user, colleague):
        before = derived()
        models.SectionState.objects.filter(user=user, section_id="goals-1").update(state="held")
        models.SectionState.objects.filter(user=colleague, section_id="goals-3").delete()
        pathway = models.PathwayBlock.objects.get()
        models.SectionState.objects.create(user=user, pathway=pathway, section_id="gone", state="open")

        assert rebuild() == [
            f"{BLOCK}: user {user.pk}: section goals-1 was held, is exempt",
            f"{BLOCK}: user {user.pk}: section gone was open, is gone",
            f"{BLOCK}: user {colleague.pk}: section goals-3 was unknown, is held",
        ]

        assert derived() == before

    def test_an_opening_that_was_not_noted_is_noted(self, user):
        models.Opening.objects.filter(user=user, section_id="goals-2").delete()

        assert rebuild() == [f"{BLOCK}: user {user.pk}: section goals-2 was open but not noted"]

        assert models.Opening.objects.filter(user=user, section_id="goals-2").exists()
        assert rebuild() == []

    @pytest.mark.parametrize("harm", ["deleted", "switched off"])
    def test_a_teacher_who_was_locked_out_is_let_in_again(self, user, harm):
        before = derived()
        rows = UserMilestone.objects.filter(user_id=user.pk, milestone__name=subsection("goals-2"))
        _ = rows.delete() if harm == "deleted" else rows.update(active=False)

        assert rebuild() == [f"{BLOCK}: user {user.pk}: was not let into {subsection('goals-2')}"]

        assert derived() == before

    @pytest.mark.parametrize(
        "change", [{"active": False}, {"requirements": "{}"}, {"course_id": "course-v1:Other+Course+Run"}]
    )
    def test_a_gate_that_does_not_hold_as_it_should_is_reported_and_mended(self, change):
        before = derived()
        CourseContentMilestone.objects.filter(content_id=subsection("goals-3")).update(**change)

        assert rebuild() == [f"{BLOCK}: the course: {subsection('goals-3')} was not held as it should be"]

        assert derived() == before
        assert rebuild() == []

    def test_a_gate_that_should_not_be_is_reported_and_removed(self):
        before = derived()
        milestone = Milestone.objects.get(name=subsection("goals-3"))
        link = CourseContentMilestone.objects.get(milestone=milestone)
        link.pk, link.content_id = None, subsection("goals-1")
        link.save()

        assert rebuild() == [f"{BLOCK}: the course: {subsection('goals-1')} was held"]

        assert derived() == before

    def test_parts_that_differ_are_reported_and_mended(self):
        before = derived()
        models.SectionPart.objects.filter(section_id="goals-2").delete()
        models.SectionPart.objects.filter(section_id="feedback-3").update(subsection_key=subsection("moved"))

        assert (
            check()[:2]
            == rebuild()
            == [
                f"{BLOCK}: the course: the parts of section feedback-3 in the course",
                f"{BLOCK}: the course: the parts of section goals-2 in the course",
            ]
        )

        assert derived() == before
        assert rebuild() == []

    def test_nobody_is_locked_out_of_a_subsection_that_is_new_in_the_course(self, user):
        """It is gated only after everybody who may enter was let in."""
        key = course.subsection("goals-2")
        course.has("new", chapter="later")
        course.OUTLINE[subsection("goals-2-b")] = course.OUTLINE.pop(key) | {"chapter": [key]}

        rebuild()

        assert "goals-2-b" in held() & let_in(user)
        assert rebuild() == []

    def test_only_the_course_asked_for_is_rebuilt(self, user):
        models.SectionState.objects.all().delete()
        api.publish("block-v1:B+B+B+type@pd_personalize+block@x", "course-v1:B+B+B", course.text_of(a_definition()))

        assert rebuild(course="course-v1:B+B+B") == []
        assert rebuild(course=COURSE)

    def test_everything_derived_can_be_lost_and_comes_back(self):
        before = derived()
        for table in (models.Placement, models.SectionState, models.SectionPart, Milestone):
            table.objects.all().delete()

        rebuild()

        assert derived() == before
        assert rebuild() == []


def test_a_course_without_pathways_is_an_error():
    with pytest.raises(CommandError, match="no pathway block is known in course-v1:No\\+Such\\+Course"):
        rebuild(course="course-v1:No+Such+Course")


def test_a_server_without_pathways_has_nothing_to_rebuild():
    assert rebuild() == []


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def killed_before_the_gates(user, ladder, monkeypatch):
    """A teacher whose answers are saved and whose gates are not."""
    course.skip(user)

    def die(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(gates, "grant", die)
        with pytest.raises(Killed):
            course.choose(user, "goals", 2)
    assert models.Opening.objects.filter(user=user, section_id="goals-2").exists()
    assert let_in(user) == set()


@pytest.mark.usefixtures("killed_before_the_gates")
class TestKilledBetweenTheRecordAndTheGates:
    def test_the_next_act_opens_the_gates(self, user):
        course.choose(user, "feedback", 0)

        assert let_in(user) == {"goals-2", "goals-3"}

    def test_the_next_look_opens_the_gates(self, user):
        api.settle(api.find_learner(BLOCK, user.pk), now=NOW + timedelta(minutes=1))

        assert let_in(user) == {"goals-2", "goals-3"}

    def test_the_next_completion_opens_the_gates(self, user, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            complete(user, parts("feedback-1")[0])

        assert let_in(user) == {"goals-2", "goals-3"}

    def test_a_rebuild_opens_the_gates(self, user):
        assert rebuild()

        assert let_in(user) == {"goals-2", "goals-3"}
        assert set(states(user).values()) == {"exempt", "open", "held"}
        assert not BlockCompletion.objects.exists()


def test_a_sitting_that_ends_during_a_rebuild_keeps_its_placement(user, ladder, monkeypatch):
    learner = api.find_learner(BLOCK, user.pk)
    real = store.load_sitting

    def load_sitting(*who: int) -> object:
        truth = real(*who)
        if load_sitting is store.load_sitting:
            monkeypatch.setattr(store, "load_sitting", real)
            course.sit(user, {"goals-rubric": 2, "feedback-rubric": 1})
        return truth

    course.skip(user)
    monkeypatch.setattr(store, "load_sitting", load_sitting)

    rebuild()

    assert models.Placement.objects.count() == 1
    assert learner.load().placements


def test_work_done_before_a_section_was_in_the_course_counts_once_it_is_noted(user, ladder):
    models.SectionPart.objects.filter(section_id="goals-1").delete()
    complete(user, *parts("goals-1"))

    rebuild()

    assert states(user)["goals-1"] == "mastered"
    assert let_in(user) >= {"goals-2"}


def test_a_version_is_read_again_whatever_today_s_checks_would_say_of_it(user, ladder, monkeypatch):
    versions.get_version.cache_clear()
    monkeypatch.setattr(checks, "problems", lambda definition: [checks.Problem(("title",), "no longer good enough")])

    assert set(states(user).values()) == {"open", "held"}


@pytest.fixture
def told(monkeypatch) -> list[tuple[int, str, object]]:
    """What was told, as (user id, pathway block, event)."""
    told = []
    monkeypatch.setattr(
        events, "emit_for", lambda user_id, _, block, new: told.extend((user_id, block, event) for event in new)
    )
    return told


def test_what_a_rebuild_writes_is_told_once_and_a_check_tells_nothing(user, ladder, told):
    complete(user, *parts("goals-1"))
    assert check()
    assert told == []

    rebuild()

    whats = [type(event).__name__ for _, _, event in told]
    assert {(user_id, block) for user_id, block, _ in told} == {(user.pk, BLOCK)}
    assert whats.count("EvidenceRecorded") == models.Evidence.objects.count() == 1
    assert whats.count("SectionOpened") == models.Opening.objects.count() > 0
    rebuild()
    assert len(told) == len(whats)


def test_a_rebuild_that_was_overtaken_says_so_and_fails(user, ladder, monkeypatch):
    gates.set_gates(COURSE, BLOCK, ())
    monkeypatch.setattr(syncing, "close", lambda course: False)
    out = StringIO()

    with pytest.raises(CommandError, match="1 pathway blocks changed meanwhile; run again"):
        call_command("pd_personalize_rebuild", stdout=out)

    assert f"{BLOCK}: was published, or its course changed, meanwhile: run this again" in out.getvalue()
    assert held() == set()
