"""What may not come into force in this very course, and what its author is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from milestones.models import CourseContentMilestone, Milestone, MilestoneRelationshipType

from pd_personalize_xblock.domain.checks import Problem, errors, problems
from pd_personalize_xblock.domain.definition import Definition, Mastery, MasteryBy, Mode, Rules
from pd_personalize_xblock.domain.pathway import Standing, furthest, pathway_for
from pd_personalize_xblock.platform.native_gates import native_prerequisites, pathways_that_hold
from pd_personalize_xblock.records import api, course_checks, models
from pd_personalize_xblock.records.course_checks import course_problems
from pd_personalize_xblock.records.versions import bring_into_force, read_draft

from ..builders import a_competency, a_definition, a_rubric, a_section, an_outside_section, needs
from . import course
from .course import BLOCK, COURSE, KEY, NOW, subsection, text_of

ADVISORY = Rules(mode=Mode.ADVISORY)
SECOND = str(KEY.make_usage_key("pd_personalize", "second"))
BY_GRADE = Mastery(MasteryBy.GRADE)
BY_SIGN_OFF = Mastery(MasteryBy.SIGN_OFF)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _three_subsections(_course):
    """Work for every section of ``a_definition``, and the pathway in a subsection of its own."""
    course.has("start", "goals-1", "goals-2", "goals-3")
    course.OUTLINE[subsection("start")]["pathways"] = [BLOCK, SECOND]


def change(block_id: str, **values: object) -> None:
    course.OUTLINE[subsection(block_id)] |= values


def look(definition: Definition, *, block: str = BLOCK) -> list[Problem]:
    return course_problems(definition, block_key=block, course_key=COURSE, now=NOW)


def only(problems: list[Problem]) -> Problem:
    (problem,) = problems
    return problem


def with_section(id: str, **changes: object) -> Definition:
    """``a_definition`` with one section changed."""
    whole = a_definition()
    return replace(whole, sections=tuple(replace(s, **changes) if s.id == id else s for s in whole.sections))


def advisory(definition: Definition) -> Definition:
    return replace(definition, rules=ADVISORY)


def comes_into_force(definition: Definition, *, block: str = BLOCK) -> bool:
    api.publish(block, COURSE, text_of(definition), now=NOW)
    return models.PathwayBlock.objects.filter(block_key=block).exists()


def a_native_prerequisite(block_id: str, *, namespace: str = f"{subsection('goals-1')}.gating", **link: object) -> None:
    """Hold a subsection as Studio does."""
    milestone = Milestone.objects.create(namespace=namespace, name="Prerequisite")
    default = {
        "course_id": COURSE,
        "content_id": subsection(block_id),
        "milestone": milestone,
        "milestone_relationship_type": MilestoneRelationshipType.objects.get(name="requires"),
    }
    CourseContentMilestone.objects.create(**(default | link))


def test_a_definition_that_fits_its_course_has_no_problems():
    assert look(a_definition()) == []
    assert comes_into_force(a_definition())


def test_where_nothing_is_known_of_the_course_nothing_is_said_of_it():
    course.OUTLINE.clear()

    assert look(a_definition()) == []


# Refused


def test_a_core_section_that_is_not_in_the_course_is_refused():
    del course.OUTLINE[subsection("goals-2")]

    problem = only(look(a_definition()))
    assert problem.place == ("sections", 1, "block")
    assert problem.message == "section goals-2: sequential/goals-2 is not in the published course"
    assert not problem.is_warning
    assert not comes_into_force(a_definition())


def test_an_empty_chapter_is_refused():
    definition = with_section("goals-3", block="chapter/nothing-in-it")

    assert "is not in the published course" in only(errors(look(definition))).message


def test_a_core_section_with_nothing_to_complete_is_refused():
    change("goals-1", blocks=[])

    assert "nothing published in it can be completed by every teacher" in only(errors(look(a_definition()))).message
    assert not comes_into_force(a_definition())


def test_a_chapter_needs_one_subsection_with_something_to_complete():
    course.has("a", chapter="whole", count=0)
    course.has("b", chapter="whole")

    assert look(with_section("goals-3", block="chapter/whole")) == []


def test_mastery_by_grade_where_nothing_gives_points_is_refused():
    change("goals-2", points=False)
    definition = with_section("goals-2", mastery=BY_GRADE)

    assert "it is mastered by a grade, and nothing in it gives points" in only(errors(look(definition))).message
    assert not comes_into_force(definition)


@pytest.mark.parametrize("points", [True, None])
def test_mastery_by_grade_is_fine_where_there_are_points_or_nobody_can_tell(points):
    change("goals-2", **({} if points is None else {"points": points}), blocks=[])

    assert look(with_section("goals-2", mastery=BY_GRADE)) == []


def test_a_section_that_contains_the_pathway_itself_is_refused():
    change("goals-2", pathways=[BLOCK])

    assert only(errors(look(a_definition()))).message.startswith("section goals-2 contains this very pathway")
    assert not comes_into_force(a_definition())


def test_a_section_with_another_pathway_in_it_is_fine():
    change("goals-2", pathways=[SECOND])

    assert look(a_definition()) == []


@pytest.mark.parametrize(("first", "second"), [("firm", "firm"), ("firm", "advisory"), ("advisory", "firm")])
def test_two_pathways_may_not_share_sections_when_either_is_firm(first, second):
    rules = {"firm": Rules(), "advisory": ADVISORY}
    course.publish(a_definition(rules=rules[first]))
    duplicate = a_definition(title="Copy", rules=rules[second])

    problem = only(look(duplicate, block=SECOND))
    verb = "holds" if first == "firm" else "advises on"
    assert problem.place == ("sections",)
    assert not problem.is_warning
    assert f"another pathway block, pathway in it, already {verb} goals-1, goals-2, goals-3" in problem.message
    assert not comes_into_force(duplicate, block=SECOND)


def test_the_first_pathway_is_not_disturbed_by_the_second():
    course.publish(a_definition())
    comes_into_force(a_definition(title="Copy"), block=SECOND)

    assert look(a_definition(title="Second edition")) == []


def test_a_name_says_where_the_other_pathway_is():
    change("start", title="Find your start")
    course.publish(a_definition())

    assert "pathway in “Find your start”, already" in only(look(a_definition(), block=SECOND)).message


def test_a_long_list_is_cut_short():
    ids = [f"extra-{i}" for i in range(8)]
    course.has(*ids)
    definition = a_definition(sections=tuple(a_section(id, elective=True) for id in ids))
    course.publish(definition)

    assert "extra-4 and 3 more; only" in only(errors(look(definition, block=SECOND))).message


@pytest.mark.parametrize("how", ["removed", "gone from the course"])
def test_a_pathway_that_is_gone_is_not_in_the_way(how):
    course.publish(a_definition())
    if how == "removed":
        models.PathwayBlock.objects.update(removed_at=NOW)
    else:
        change("start", pathways=[SECOND])

    assert look(a_definition(), block=SECOND) == []


def test_a_pathway_is_in_the_way_where_the_outline_does_not_tell_what_is_gone():
    course.publish(a_definition())
    del course.OUTLINE[subsection("start")]["pathways"]

    assert f"another pathway block, {BLOCK}, already" in only(look(a_definition(), block=SECOND)).message


@pytest.fixture
def through_an_elective() -> Definition:
    """Feedback 2 needs goals 1, which one elective leads to: goals-1, with nothing to complete in it."""
    course.has("feedback-1", "feedback-2")
    change("goals-1", blocks=[])
    return a_definition(
        competencies=(a_competency("goals"), a_competency("feedback", needs(2, ("goals", 1)))),
        items=(a_rubric("goals-rubric", "goals"), a_rubric("feedback-rubric", "feedback")),
        sections=(a_section("goals-1", elective=True), *(a_section(f"feedback-{i}", "feedback", i) for i in (1, 2))),
    )


def test_what_only_an_impossible_elective_leads_to_is_refused(through_an_elective):
    problem = only(errors(look(through_an_elective)))

    assert problem.place == ("sections", 2)
    assert problem.message == "section feedback-2 can never open by course work: nobody could master goals-1"
    assert not comes_into_force(through_an_elective)


def test_an_impossible_elective_beside_another_way_is_only_a_warning(through_an_elective):
    visit = an_outside_section("visit", level=1)
    definition = replace(through_an_elective, sections=(*through_an_elective.sections, visit))

    assert only(look(definition)).is_warning
    assert comes_into_force(definition)


@st.composite
def courses(draw) -> tuple[Definition, frozenset[str]]:
    """Sections of two competencies, one of which needs the other; and those with nothing to complete."""
    ids = [f"s{i}" for i in range(draw(st.integers(1, 6)))]
    level, either = st.integers(1, 3), st.booleans()
    sections = tuple(
        a_section(id, draw(st.sampled_from(("goals", "feedback"))), draw(level), elective=draw(either)) for id in ids
    )
    feedback = a_competency("feedback", needs(draw(level), ("goals", draw(level))))
    definition = a_definition(competencies=(a_competency("goals"), feedback), items=(), sections=sections)
    return definition, frozenset(id for id in ids if draw(st.integers(0, 3)) == 0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(courses())
def test_what_is_not_refused_lets_every_teacher_reach_and_master_all_that_is_required(drawn):
    definition, empty = drawn
    course.OUTLINE.clear()
    course.has(*(section.id for section in definition.sections))
    for id in empty:
        change(id, blocks=[])
    assume(not errors(problems(definition)) and not errors(look(definition)))

    among = frozenset(definition.sections_by_id) - empty
    reached = pathway_for(definition, furthest(definition, Standing(), among=among)).accessible
    core = {section.id for section in definition.sections if not section.elective}
    assert core <= reached - empty


# Told, and not refused


def test_in_an_advisory_pathway_nothing_of_the_course_is_refused():
    del course.OUTLINE[subsection("goals-1")]
    change("goals-2", blocks=[])
    change("goals-3", pathways=[BLOCK])

    found = look(advisory(a_definition()))
    assert len(found) == 3
    assert errors(found) == []
    assert comes_into_force(advisory(a_definition()))


@pytest.mark.parametrize("changes", [{"elective": True}, {"mastery": BY_SIGN_OFF}])
def test_an_elective_or_signed_off_section_that_is_gone_is_a_warning(changes):
    del course.OUTLINE[subsection("goals-3")]

    assert only(look(with_section("goals-3", **changes))).is_warning


def test_two_advisory_pathways_may_share_sections_and_the_author_is_told():
    course.publish(advisory(a_definition()))

    problem = only(look(advisory(a_definition(title="Copy")), block=SECOND))
    assert problem.is_warning
    assert problem.message.endswith("already advises on goals-1, goals-2, goals-3")
    assert comes_into_force(advisory(a_definition(title="Copy")), block=SECOND)


def test_a_native_prerequisite_on_a_mapped_subsection_is_told():
    change("goals-2", title="Goals two")
    a_native_prerequisite("goals-2")

    problem = only(look(a_definition()))
    assert problem.is_warning
    assert "a prerequisite set in Studio holds “Goals two” as well" in problem.message


@pytest.mark.parametrize(
    "other",
    [
        {"active": False},
        {"course_id": "course-v1:Org+Other+Run"},
        {"namespace": f"{SECOND}.gating"},
        {"namespace": "entrance_exam"},
    ],
)
def test_only_active_native_prerequisites_of_this_course_count(other):
    a_native_prerequisite("goals-2", **other)

    assert native_prerequisites(COURSE) == frozenset()


def test_gates_of_pathways_are_told_from_native_prerequisites():
    course.publish(a_definition())
    a_native_prerequisite("goals-1")

    assert native_prerequisites(COURSE) == {subsection("goals-1")}
    assert pathways_that_hold(COURSE) == {BLOCK}


def test_without_milestones_there_are_no_native_prerequisites(settings):
    a_native_prerequisite("goals-2")
    settings.FEATURES = {}

    assert native_prerequisites(COURSE) == pathways_that_hold(COURSE) == frozenset()


def test_content_groups_are_told():
    change("goals-1", groups=True, title="Goals one")

    problem = only(look(a_definition()))
    assert problem.is_warning
    assert "some of “Goals one” is for some content groups only" in problem.message


def test_a_held_section_whose_due_date_has_passed_is_told():
    change("goals-2", due=(NOW - DAY).isoformat())

    problem = only(look(a_definition()))
    assert problem.is_warning
    assert "it was due 2026-11-01 16:30 UTC" in problem.message


def test_a_held_section_that_starts_later_is_told():
    change("goals-2", start=(NOW + DAY).isoformat())

    problem = only(look(a_definition()))
    assert problem.is_warning
    assert "it starts 2026-11-03 16:30 UTC: nobody gets in before" in problem.message


@pytest.mark.parametrize(
    ("block_id", "dates"),
    [
        ("goals-2", {"due": (NOW + DAY).isoformat()}),
        ("goals-2", {"start": (NOW - DAY).isoformat()}),
        ("goals-2", {"start": None, "due": None}),
        ("goals-1", {"due": (NOW - DAY).isoformat(), "start": (NOW + DAY).isoformat()}),
    ],
)
def test_other_dates_are_not(block_id, dates):
    """Goals 1 is open to everybody: the pathway lets nobody in late."""
    change(block_id, **dates)

    assert look(a_definition()) == []


def test_a_course_that_has_not_started_yet_has_no_late_sections():
    for block_id in ("start", "goals-2"):
        change(block_id, start=(NOW + DAY).isoformat())

    assert look(a_definition()) == []


def test_dates_of_an_advisory_pathway_are_the_courses_own_affair():
    change("goals-2", due=(NOW - DAY).isoformat())

    assert look(advisory(a_definition())) == []


# What is in force


def test_what_is_in_force_stays_whatever_happens_to_the_course():
    course.publish(a_definition())
    del course.OUTLINE[subsection("goals-2")]

    api.publish(BLOCK, COURSE, text_of(a_definition()), now=NOW)
    api.publish(BLOCK, COURSE, text_of(a_definition(title="Second edition")), now=NOW)

    in_force = models.PathwayBlock.objects.get().in_force.hash
    assert in_force == read_draft(text_of(a_definition())).hash


def test_views_of_a_refused_draft_do_not_read_the_course_again_and_again(monkeypatch, django_assert_num_queries):
    del course.OUTLINE[subsection("goals-2")]
    assert not comes_into_force(a_definition())
    read = []
    monkeypatch.setattr(course_checks, "read_outline", lambda key: read.append(key) or course.OUTLINE)

    with django_assert_num_queries(1):
        api.publish(BLOCK, COURSE, text_of(a_definition()), now=NOW)
    assert read == []


def test_a_publish_in_studio_looks_afresh():
    del course.OUTLINE[subsection("goals-2")]
    assert not comes_into_force(a_definition())
    course.has("goals-2")

    assert bring_into_force(BLOCK, COURSE, read_draft(text_of(a_definition())), now=NOW)


def test_a_view_sees_that_a_publish_in_studio_took_a_refusal_back():
    """A draft, refused; then another one in force; then the first one again, which fits by now."""
    del course.OUTLINE[subsection("goals-2")]
    assert not comes_into_force(a_definition())
    course.has("goals-2")
    bring_into_force(BLOCK, COURSE, read_draft(text_of(a_definition(title="Second edition"))), now=NOW)
    api.publish(BLOCK, COURSE, text_of(a_definition()), now=NOW)

    in_force = models.PathwayBlock.objects.get().in_force.hash
    assert in_force == read_draft(text_of(a_definition())).hash


def test_a_remembered_refusal_is_of_that_draft_alone():
    del course.OUTLINE[subsection("goals-2")]
    assert not comes_into_force(a_definition())

    assert comes_into_force(advisory(a_definition()))


def test_checking_takes_two_queries(django_assert_num_queries):
    with django_assert_num_queries(2):
        look(a_definition())
