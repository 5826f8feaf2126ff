"""What is counted of one teacher, and how many are counted together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from pd_personalize_xblock.domain.cohort import figures_of, month_of
from pd_personalize_xblock.domain.cohort_columns import columns_of
from pd_personalize_xblock.domain.cohort_filters import group_values, in_order, month_values
from pd_personalize_xblock.domain.cohort_pages import pages_of
from pd_personalize_xblock.domain.definition import MasteryBy
from pd_personalize_xblock.domain.learner import (
    Attempt,
    AttemptStatus,
    Choice,
    ChoiceKind,
    Evidence,
    LearnerRecord,
    Opening,
    PlacedLevels,
    standing_of,
)
from pd_personalize_xblock.domain.pathway import pathway_for
from pd_personalize_xblock.domain.placement import Finding
from pd_personalize_xblock.domain.remarks import Remark, RemarkKind

from ..builders import a_competency, a_definition, a_section, needs

NOW = datetime(2026, 10, 2, 16, 30, tzinfo=UTC)
CUTS = (-1.0, 0.0, 1.0)
DEFINITION = a_definition(
    competencies=(a_competency("goals"), a_competency("feedback", needs(2, ("goals", 1)))),
    items=(),
    sections=tuple(a_section(f"{c}-{i}", c, i, minutes=30) for c in ("goals", "feedback") for i in (1, 2)),
)


def days(count: int) -> datetime:
    return NOW + timedelta(days=count)


def sitting(number: int, levels: dict[str, int], *, mean: float = 0.0, cuts=CUTS, **fields):
    """A finished sitting of 20 minutes and 6 questions, ``number`` days after now, and what it measured."""
    attempt = Attempt(number, "old", "", days(number) - timedelta(minutes=20), (), AttemptStatus.FINISHED, days(number))
    measured = {competency: Finding(mean, 0.5) for competency in levels}
    return replace(attempt, **fields), PlacedLevels(number, {"goals": 0, "feedback": 0} | levels, measured, 6, cuts)


def a_record(*sittings, **fields) -> LearnerRecord:
    attempts, placements = tuple(zip(*sittings, strict=True)) if sittings else ((), ())
    return LearnerRecord(attempts=attempts, placements=placements, **fields)


def done(section: str, day: int) -> Evidence:
    return Evidence(section, MasteryBy.COMPLETION, 1.0, days(day))


def choose(kind: ChoiceKind, competency: str, level: int | None, day: int = 5) -> Choice:
    return Choice(kind, competency, level, days(day))


def told(record: LearnerRecord, definition=DEFINITION, past=None):
    pathway = pathway_for(definition, standing_of(definition, record))
    return figures_of(definition, record, pathway, definition_hash="hash", past=past or (lambda hash: definition))


class TestOneTeacher:
    def test_levels_are_those_that_own_answers_measured(self):
        found = told(a_record(sitting(1, {"goals": 2})))

        assert (found["placed"], found["first"]) == ({"goals": 2}, {"goals": 2})
        assert found["attained"] == found["start"] == {"goals": 2, "feedback": 0}
        assert (found["v"], found["definition"], found["status"]) == (1, "hash", "finished")

    def test_a_lower_retake_takes_nothing_away_and_the_first_sitting_stays_the_first(self):
        found = told(a_record(sitting(1, {"goals": 2}), sitting(2, {"goals": 1, "feedback": 1})))

        assert (found["placed"], found["first"]) == ({"goals": 2, "feedback": 1}, {"goals": 2})

    @pytest.mark.parametrize(
        ("status", "told_as"),
        [(None, "none"), (AttemptStatus.UNDER_WAY, "under_way"), (AttemptStatus.SKIPPED, "skipped")],
    )
    def test_the_status_is_that_of_the_last_sitting_while_none_is_finished(self, status, told_as):
        attempts = (Attempt(1, "old", "", NOW, status=status),) if status else ()

        assert told(LearnerRecord(attempts=attempts, evidence=(done("goals-1", 1),)))["status"] == told_as

    def test_a_start_chosen_against_the_placement_is_a_change(self):
        choices = (choose(ChoiceKind.START, "goals", 3), choose(ChoiceKind.START, "feedback", 0))

        found = told(a_record(sitting(1, {"goals": 2, "feedback": 1}), choices=choices))

        assert found["changed"] == {"goals": "higher", "feedback": "lower"}
        assert found["moved"] == []  # by own choice alone

    def test_the_placed_level_chosen_and_a_choice_taken_back_are_no_changes(self):
        choices = (choose(ChoiceKind.START, "goals", 2), choose(ChoiceKind.START, "feedback", None))

        assert told(a_record(sitting(1, {"goals": 2}), choices=choices))["changed"] == {}

    def test_what_is_not_in_the_role_is_told_as_such_alone(self):
        choices = (choose(ChoiceKind.START, "goals", 3), choose(ChoiceKind.ROLE, "goals", 0))

        found = told(a_record(sitting(1, {"goals": 1}), choices=choices))

        assert found["changed"] == {"goals": "not_in_role"}
        assert "goals" not in found["went_on"]

    def test_work_is_counted_with_its_minutes_and_states(self):
        found = told(a_record(sitting(1, {}), evidence=(done("goals-1", 2),)))

        assert (found["minutes"], found["done"]) == (30, 1)
        assert found["states"] == {
            "goals-1": "mastered",
            "goals-2": "open",
            "feedback-1": "open",
            "feedback-2": "held",
        }
        assert found["required"] == ["goals-2", "feedback-1", "feedback-2"]
        assert found["moved"] == ["goals"]

    def test_work_in_a_section_that_is_gone_keeps_its_minutes(self):
        now = replace(DEFINITION, sections=DEFINITION.sections[1:])
        record = a_record(
            sitting(1, {}), evidence=(done("goals-1", 2),), openings=(Opening("goals-1", "old", days(1)),)
        )

        found = told(record, now, past=lambda hash: DEFINITION)

        assert (found["minutes"], found["done"]) == (30, 1)
        assert "goals-1" not in found["states"]

    def test_going_on_means_work_above_the_start_after_starting_there(self):
        lower = choose(ChoiceKind.START, "goals", 0, day=3)
        before, after = done("goals-1", 2), done("goals-1", 4)
        first = sitting(1, {"goals": 1, "feedback": 2})

        assert told(a_record(first, choices=(lower,), evidence=(before,)))["went_on"] == {"goals": 0}
        assert told(a_record(first, choices=(lower,), evidence=(after,)))["went_on"] == {"goals": 1}
        assert told(a_record(first, evidence=(after,)))["went_on"] == {"goals": 0}

    def test_nobody_is_said_to_have_gone_on_before_the_questions_are_done(self):
        assert told(LearnerRecord(evidence=(done("goals-1", 1),)))["went_on"] == {}

    def test_the_last_rating_of_a_section_counts(self):
        rated = tuple(
            Remark(RemarkKind.RELEVANCE, section, days(3), value)
            for section, value in [("goals-1", 1), ("goals-1", 4), ("gone", 2)]
        )

        assert told(a_record(sitting(1, {}), remarks=rated))["relevance"] == {"goals-1": 4}

    def test_the_first_sitting_is_told_by_its_minutes_and_questions(self):
        assert told(a_record(sitting(1, {}), sitting(2, {})))["sitting"] == [20, 6]
        assert told(LearnerRecord(evidence=(done("goals-1", 1),)))["sitting"] is None

    def test_growth_is_measured_by_own_answers_of_two_whole_sittings(self):
        record = a_record(
            sitting(1, {"goals": 1}, mean=-0.5),
            sitting(9, {"goals": 2, "feedback": 1}, mean=0.75),
            evidence=(done("goals-1", 1), done("goals-2", 5), done("feedback-1", 5)),
        )

        found = told(record)

        assert found["growth"] == {"goals": [-0.5, 0.5, 0.75, 0.5]}
        assert found["mastered_between"] == {"goals": ["goals-2"]}

    def test_a_recheck_measures_growth_too(self):
        record = a_record(sitting(1, {"goals": 1}), sitting(2, {"goals": 2}, mean=1.0, competency="goals"))

        assert told(record)["growth"] == {"goals": [0.0, 0.5, 1.0, 0.5]}

    def test_a_sitting_that_went_on_and_another_scale_measure_no_growth(self):
        went_on = a_record(sitting(1, {"goals": 1}), sitting(2, {"goals": 2}, refines=1))
        other_scale = a_record(sitting(1, {"goals": 1}), sitting(2, {"goals": 2}, cuts=(0.0,)))

        assert told(went_on)["growth"] == told(other_scale)["growth"] == {}

    def test_averaged_answers_place_and_measure_no_growth(self):
        attempts, placements = zip(sitting(1, {"goals": 1}), sitting(2, {"goals": 2}), strict=True)
        averaged = tuple(replace(placement, measured={"goals": None}) for placement in placements)

        found = told(LearnerRecord(attempts=attempts, placements=averaged))

        assert (found["placed"], found["growth"]) == ({"goals": 2}, {})

    def test_the_month_is_that_of_the_first_placement(self):
        assert month_of(a_record(sitting(1, {}), sitting(40, {}))) == "2026-10"
        assert month_of(LearnerRecord(evidence=(done("goals-1", 1),))) == ""


class TestFilters:
    def test_the_largest_groups_have_values_of_their_own(self):
        names = [f"cohort {i}" for i in range(102) for _ in range(102 - i)] + ["-"]

        values = group_values(names)

        assert values["cohort 0"] == "cohort 0"
        assert values["cohort 100"] == values["cohort 101"] == "*other"
        assert values["-"] == "-"
        assert in_order(values)[-2:] == ("*other", "-")

    def test_values_differ_where_a_database_may_see_the_same_name(self):
        long = "x" * 120

        values = group_values(["North", "north", "Nörth", "*other", long, long + "y"])

        assert len(set(values.values())) == 6
        assert len({value.casefold() for value in values.values()}) == 6
        assert max(map(len, values.values())) == 100

    def test_months_are_the_last_ones_then_all_before(self):
        months = [f"{year}-{month:02d}" for year in (2024, 2025, 2026) for month in range(1, 13)]

        values = in_order(month_values([*months, ""]))

        assert values == ("*earlier", *months[12:], "-")


def crowd(*groups: tuple[int, LearnerRecord], month: str = "2026-10"):
    """The pages of a snapshot of so many teachers with each record, in one cohort and track."""
    documents = [told(record) for count, record in groups for _ in range(count)]
    teachers = [(user, (0, 0, 0), document) for user, document in enumerate(documents, start=1)]
    columns = columns_of(DEFINITION, [teachers[:7], [], teachers[7:]])
    return {
        (page.cohort, page.track, page.month): page.document
        for page in pages_of(columns, (("north",), ("audit",), (month,)))
    }


def shown(*groups: tuple[int, LearnerRecord], month: str = "2026-10"):
    return crowd(*groups, month=month)["", "", ""]


ONE, TWO = a_record(sitting(1, {"goals": 1})), a_record(sitting(1, {"goals": 2}))


class TestManyTeachers:
    def test_nobody_makes_no_page(self):
        assert crowd() == {}

    def test_fewer_than_ten_make_no_page(self):
        assert crowd((9, ONE)) == {}

    def test_levels_are_counted_placed_and_now(self):
        found = shown((10, ONE), (12, TWO))

        assert (found["teachers"], found["placed"]) == (22, 22)
        goals, feedback = found["competencies"]["goals"], found["competencies"]["feedback"]
        assert goals["placed"] == goals["now"] == [0, 10, 12, 0]
        assert (goals["not_placed"], feedback["not_placed"]) == (0, 22)

    def test_a_small_count_is_withheld_and_so_is_what_would_give_it_back(self):
        goals = shown((20, ONE), (3, TWO))["competencies"]["goals"]

        assert goals["placed"] == [0, None, None, 0]

    def test_who_is_not_placed_yet_is_counted_apart(self):
        skipped = LearnerRecord(attempts=(Attempt(1, "old", "", NOW, status=AttemptStatus.SKIPPED),))

        found = shown((15, skipped), month="-")

        assert (found["teachers"], found["placed"]) == (15, 0)
        goals = found["competencies"]["goals"]
        assert (goals["placed"], goals["not_placed"], goals["now"]) == ([0, 0, 0, 0], 15, [15, 0, 0, 0])
        assert goals["growth"] is None

    def test_changes_are_counted_by_kind(self):
        def changed(kind, level):
            return replace(TWO, choices=(choose(kind, "goals", level),))

        found = shown(
            (10, changed(ChoiceKind.START, 3)),
            (11, changed(ChoiceKind.START, 1)),
            (12, changed(ChoiceKind.ROLE, 0)),
            (13, TWO),
        )["competencies"]["goals"]

        assert (found["higher"], found["lower"], found["not_in_role"]) == (10, 11, 12)

    def test_needs_are_told_with_those_that_no_section_serves(self):
        top = a_record(sitting(1, {"goals": 3}))
        found = shown((10, ONE), (11, TWO), (12, top))["competencies"]["goals"]

        assert (found["need"], found["need_unserved"]) == (21, 11)

    def test_sections_are_counted_by_state(self):
        worked = replace(ONE, evidence=(done("goals-2", 2),))

        found = shown((10, ONE), (14, worked))["sections"]["goals-2"]

        assert (found["open"], found["held"], found["mastered"], found["exempt"]) == (10, 0, 14, 0)

    def test_what_holds_a_section_is_told(self):
        nothing = a_record(sitting(1, {}))
        at_work = replace(nothing, evidence=(done("goals-1", 2),))

        held_by = shown((10, nothing), (11, at_work), (10, a_record(sitting(1, {"feedback": 1}))))["sections"][
            "feedback-2"
        ]

        assert held_by["held"] == 31
        assert held_by["held_by"] == [["feedback", 1, 21], ["goals", 1, 20]]

    def test_relevance_is_a_mean_of_enough_ratings(self):
        worked = replace(ONE, evidence=(done("goals-1", 2),))
        rated = [
            replace(worked, remarks=(Remark(RemarkKind.RELEVANCE, "goals-1", days(3), value),)) for value in (2, 4)
        ]

        assert shown((5, rated[0]), (15, rated[1]))["sections"]["goals-1"]["relevance"] == {"n": 20, "mean": 3.5}
        assert shown((2, rated[0]), (15, worked))["sections"]["goals-1"]["relevance"] is None

    def test_hours_and_sittings_are_means_with_their_number(self):
        worked = replace(ONE, evidence=(done("goals-1", 2), done("goals-2", 2)))

        found = shown((10, ONE), (10, worked))

        assert found["minutes"] == {"n": 10, "mean": 60.0, "total": 600}
        assert found["sitting_minutes"] == {"n": 20, "mean": 20.0}

    def test_a_sitting_that_was_interrupted_says_nothing_about_how_long_it_takes(self):
        attempt, placement = sitting(1, {"goals": 1})
        paused = a_record((replace(attempt, started_at=days(0)), placement))

        assert shown((10, paused), (10, ONE))["sitting_minutes"] == {"n": 10, "mean": 20.0}

    def test_growth_is_a_mean_with_limits(self):
        grown = [a_record(sitting(1, {"goals": 1}), sitting(2, {"goals": 1}, mean=mean)) for mean in (0.0, 1.0)]

        found = shown((10, grown[0]), (10, grown[1]))["competencies"]["goals"]["growth"]

        away = 1.96 * np.std([0.0] * 10 + [1.0] * 10, ddof=1) / 20**0.5
        assert found == {"n": 20, "mean": 0.5, "low": round(0.5 - away, 2), "high": round(0.5 + away, 2)}

    def test_those_who_moved_up_did_so_since_their_first_sitting(self):
        worked = replace(ONE, evidence=(done("goals-2", 2),))

        assert shown((10, ONE), (10, worked))["competencies"]["goals"]["moved_up"] == 10

    def test_how_those_fared_who_started_higher_is_told_beside_the_others(self):
        chosen = replace(a_record(sitting(1, {"goals": 0})), choices=(choose(ChoiceKind.START, "goals", 1),))
        fared = replace(chosen, evidence=(done("goals-2", 6),))
        other = a_record(sitting(1, {"goals": 0}))
        others_fared = replace(other, evidence=(done("goals-1", 6), done("feedback-1", 6)))

        found = shown((10, chosen), (12, fared), (14, other), (16, others_fared))["overrides"]

        assert found["higher"] == {"n": 22, "fared": 12, "others": 30, "others_fared": 16}
        assert found["lower"] is None

    def test_figures_of_an_older_definition_count_where_they_still_say_something(self):
        older = told(ONE) | {"states": {"gone": "open"}, "placed": {"gone": 1, "goals": 9}, "growth": {"gone": [0] * 4}}
        columns = columns_of(DEFINITION, [[(user, (0, 0, 0), older) for user in range(10)]])

        (found, *_) = (page.document for page in pages_of(columns, (("-",), ("-",), ("2026-10",))))

        assert found["competencies"]["goals"]["placed"] == [0, 0, 0, 10]
        assert found["sections"]["goals-1"]["open"] == 0
