"""Snapshots: everybody is counted at one moment, and nothing of a few is kept."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from pd_personalize_xblock.platform import background, groups
from pd_personalize_xblock.records import cohorts, models, snapshots, tasks

from ..domain.attacks import small_pairs
from . import course, crowd
from .course import BLOCK, COURSE, NOW

LATER = NOW + timedelta(minutes=16)


@pytest.fixture(autouse=True)
def _groups(settings, monkeypatch) -> None:
    monkeypatch.setattr(crowd, "GROUPS", {})
    settings.PD_PERSONALIZE_GROUPS = f"{crowd.__name__}.groups"


def placed(level: int, **told: object) -> dict[str, object]:
    return {"placed": {"goals": level}, "attained": {"goals": level, "feedback": 0}, "status": "finished"} | told


def some(count: int, cohort: str = "north", track: str = "audit", month: str = "2026-10", level: int = 1):
    return [(cohort, track, month, placed(level))] * count


def change(count: int, now=LATER) -> None:
    some_of_them = list(models.Figures.objects.values_list("pk", flat=True)[:count])
    models.Figures.objects.filter(pk__in=some_of_them).update(changed_at=now)


def asked(monkeypatch) -> list[str]:
    """Collect what is handed to the workers instead of doing it."""
    found: list[str] = []
    monkeypatch.setattr(background, "at_once", lambda task, key: found.append(key) or True)
    return found


class TestCounting:
    def test_everybody_is_counted(self, ladder):
        crowd.add_crowd([*some(12), *some(15, "south", "verified", "2026-11", level=2)])

        found = snapshots.page(snapshots.take_snapshot(BLOCK, NOW))

        assert found["teachers"] == found["placed"] == 27
        assert found["competencies"]["goals"]["placed"] == [0, 12, 15, 0]
        assert found["competencies"]["feedback"]["not_placed"] == 27

    def test_a_page_is_of_the_teachers_chosen(self, ladder):
        crowd.add_crowd([*some(12), *some(15, "south", "verified", "2026-11", level=2)])

        snapshot = snapshots.take_snapshot(BLOCK, NOW)

        assert snapshots.page(snapshot, cohort="north")["competencies"]["goals"]["placed"] == [0, 12, 0, 0]
        assert snapshots.page(snapshot, track="verified", month="2026-11")["teachers"] == 15
        assert snapshots.page(snapshot, cohort="elsewhere") is None
        assert snapshots.page(snapshot, cohort="NORTH") is None

    def test_the_values_of_the_filters_are_told_with_it(self, ladder):
        crowd.add_crowd([*some(12), *some(15, "south", "verified", ""), *some(10, "-", "audit", "2026-11")])

        found = snapshots.take_snapshot(BLOCK, NOW).document

        assert found == {
            "v": 1,
            "teachers": 37,
            "not_begun": 0,
            "cohorts": ["north", "south", "-"],
            "tracks": ["audit", "verified"],
            "months": ["2026-10", "2026-11", "-"],
            "least": 10,
            "words": {},
        }

    def test_whoever_does_not_take_the_course_is_left_out(self, ladder):
        users = crowd.add_crowd(some(20))
        for user in users[:5]:
            del crowd.GROUPS[user]

        assert snapshots.page(snapshots.take_snapshot(BLOCK, NOW))["teachers"] == 15

    def test_whoever_has_not_begun_is_told_by_number_if_these_are_many(self, ladder):
        crowd.add_crowd(some(20))
        crowd.GROUPS.update({10**6 + i: ("new", "audit") for i in range(9)})

        few = snapshots.take_snapshot(BLOCK, NOW).document
        crowd.GROUPS[10**6 + 9] = ("new", "audit")
        many = snapshots.take_snapshot(BLOCK, NOW).document

        assert (few["not_begun"], many["not_begun"]) == (None, 10)
        assert (few["teachers"], few["cohorts"]) == (20, ["new", "north"])

    def test_where_the_server_does_not_know_who_takes_the_course_all_with_figures_count(self, ladder, settings):
        settings.PD_PERSONALIZE_GROUPS = settings.PD_PERSONALIZE_LEARNERS = None
        crowd.add_crowd(some(12))

        found = snapshots.take_snapshot(BLOCK, NOW)

        assert (found.document["cohorts"], found.document["not_begun"]) == (["-"], None)
        assert snapshots.page(found)["teachers"] == 12

    def test_learners_without_groups_are_in_none(self, settings):
        settings.PD_PERSONALIZE_GROUPS = None
        settings.PD_PERSONALIZE_LEARNERS = f"{__name__}.learners"

        assert groups.groups_of(COURSE) == {3: ("-", "-"), 5: ("-", "-")}

    def test_a_course_that_nobody_has_begun_has_a_snapshot_without_pages(self, ladder):
        found = snapshots.take_snapshot(BLOCK, NOW)

        assert (found.document["teachers"], found.pages.count()) == (0, 0)


def learners(course_key: str) -> list[int]:
    return [5, 3]


class TestSmallGroups:
    def test_fewer_than_ten_have_no_page(self, ladder):
        crowd.add_crowd(some(9))

        found = snapshots.take_snapshot(BLOCK, NOW)

        assert (found.document["teachers"], found.document["months"], found.pages.count()) == (None, [], 0)

    def test_a_small_cohort_is_not_told_by_the_others(self, ladder):
        crowd.add_crowd([*some(30, "north"), *some(25, "south"), *some(3, "west")])

        found = snapshots.take_snapshot(BLOCK, NOW)

        assert snapshots.page(found)["teachers"] == 58
        assert len([name for name in ("north", "south", "west") if snapshots.page(found, cohort=name)]) == 1

    def test_no_two_pages_isolate_a_few(self, ladder):
        """Every pair of pages, and in each every count of placed and present levels and of states."""
        rng = np.random.default_rng(7)
        where = [(f"c{c}", f"t{t}", m) for c in range(4) for t in range(2) for m in ("2026-10", "2026-11", "")]
        sizes = rng.integers(2, 30, len(where))
        people = []
        for (cohort, track, month), size in zip(where, sizes, strict=True):
            for _ in range(size):
                level = int(rng.integers(0, 4))
                told = placed(level) if month else {"attained": {"goals": level, "feedback": 0}}
                people.append((cohort, track, month, told))
        crowd.add_crowd(people)

        found = snapshots.take_snapshot(BLOCK, NOW)

        assert found.pages.count() > 10
        assert not any(_isolating(found, people))


def _isolating(snapshot: models.Snapshot, people):
    """Yield the pairs of shown counts that tell of fewer than ten: by group, and by level of goals."""
    values = [sorted({person[axis] or "-" for person in people}) for axis in range(3)]
    members = [tuple(values[axis].index(person[axis] or "-") for axis in range(3)) for person in people]
    levels = [person[3]["attained"]["goals"] for person in people]
    with_level = [(*groups, level) for groups, level in zip(members, levels, strict=True)]
    flags = np.zeros((*(len(each) + 1 for each in values), 5), bool)
    for row in snapshot.pages.all():
        cell = tuple(
            v.index(n) + 1 if n else 0 for v, n in zip(values, (row.cohort, row.track, row.month), strict=True)
        )
        flags[(*cell, 0)] = True
        for level, count in enumerate(row.document["competencies"]["goals"]["now"]):
            flags[(*cell, level + 1)] = count is not None
            if count is not None:
                here = [p for p in with_level if all(f in (0, at + 1) for f, at in zip(cell, p[:3], strict=True))]
                assert count == sum(p[3] == level for p in here)
    yield from small_pairs(with_level, flags, 10)


class TestWhen:
    def test_the_first_is_due_once_anybody_has_figures(self, ladder):
        assert not snapshots.is_due(BLOCK, NOW)

        crowd.add_crowd(some(1))

        assert snapshots.is_due(BLOCK, NOW)

    def test_the_next_is_due_after_ten_changes_and_a_quarter_of_an_hour(self, ladder):
        crowd.add_crowd(some(30))
        snapshots.take_snapshot(BLOCK, NOW)

        change(9)
        assert not snapshots.is_due(BLOCK, LATER)

        change(10)
        assert snapshots.is_due(BLOCK, LATER)
        assert not snapshots.is_due(BLOCK, NOW + timedelta(minutes=14))

    def test_only_the_last_is_kept(self, ladder):
        crowd.add_crowd(some(30))
        for now in (NOW, LATER):
            last = snapshots.take_snapshot(BLOCK, now)

        assert list(models.Snapshot.objects.all()) == [last] == [snapshots.latest(BLOCK)]
        assert set(models.SnapshotPage.objects.values_list("snapshot", flat=True)) == {last.pk}

    def test_one_that_fails_leaves_the_last_one_whole(self, ladder, monkeypatch):
        crowd.add_crowd(some(30))
        before = snapshots.take_snapshot(BLOCK, NOW)
        pages = before.pages.count()
        monkeypatch.setattr(models.SnapshotPage.objects, "bulk_create", _fail)

        with pytest.raises(RuntimeError):
            snapshots.take_snapshot(BLOCK, LATER)

        assert snapshots.latest(BLOCK) == before
        assert before.pages.count() == pages

    def test_the_task_does_nothing_where_none_is_due(self, ladder):
        crowd.add_crowd(some(30), now=NOW)
        tasks.take_snapshot_task(BLOCK)
        first = snapshots.latest(BLOCK)
        tasks.take_snapshot_task(BLOCK)

        assert snapshots.latest(BLOCK) == first


def _fail(*args, **kwargs):
    raise RuntimeError


class TestLooking:
    def test_a_look_asks_for_the_first_snapshot_once(self, ladder, monkeypatch):
        crowd.add_crowd(some(30))
        handed = asked(monkeypatch)

        assert cohorts.look(BLOCK, now=NOW) is None
        assert cohorts.look(BLOCK, now=NOW) is None
        assert handed == [BLOCK]

    def test_a_look_shows_the_last_snapshot_and_says_when_it_was_taken(self, ladder, monkeypatch):
        crowd.add_crowd(some(30))
        snapshots.take_snapshot(BLOCK, NOW)
        handed = asked(monkeypatch)

        found = cohorts.look(BLOCK, cohort="north", now=LATER)

        assert (found.taken_at, found.definition, found.page["teachers"]) == (NOW, ladder, 30)
        assert found.values["cohorts"] == ["north"]
        assert handed == []

    def test_a_look_at_too_few_has_no_page(self, ladder):
        crowd.add_crowd(some(30))
        snapshots.take_snapshot(BLOCK, NOW)

        assert cohorts.look(BLOCK, cohort="south", now=NOW).page is None

    def test_a_look_takes_three_queries(self, ladder, django_assert_num_queries):
        crowd.add_crowd(some(30))
        snapshots.take_snapshot(BLOCK, NOW)
        cohorts.look(BLOCK, now=NOW)

        with django_assert_num_queries(3):
            cohorts.look(BLOCK, now=NOW)

    def test_a_look_while_a_new_one_takes_its_place_is_of_the_new_one(self, ladder, monkeypatch):
        crowd.add_crowd(some(30))
        snapshots.take_snapshot(BLOCK, NOW)
        read, began = snapshots.page, []

        def slow(*args):
            if not began:
                began.append(LATER)
                snapshots.take_snapshot(BLOCK, LATER)
            return read(*args)

        monkeypatch.setattr(snapshots, "page", slow)
        found = cohorts.look(BLOCK, now=NOW)

        assert (found.taken_at, found.page["teachers"]) == (LATER, 30)


class TestWords:
    """What teachers let others read is chosen with a snapshot, of sections that at least ten have rated."""

    def test_of_sections_that_ten_have_rated_the_keys_are_kept(self, ladder):
        section = ladder.sections[0].id
        rated = {"states": {section: "mastered"}, "relevance": {section: 3}}
        users = crowd.add_crowd([("north", "audit", "2026-10", rated)] * 12)
        said = [speak(user, about=ladder.sections[i].id) for i, user in enumerate(users[:2])]

        words = snapshots.take_snapshot(BLOCK, NOW).document["words"]

        assert words == {section: [said[0].pk]}

    def test_of_sections_that_nine_have_rated_none_are(self, ladder):
        section = ladder.sections[0].id
        rated = {"states": {section: "mastered"}, "relevance": {section: 3}}
        users = crowd.add_crowd([*[("north", "audit", "2026-10", rated)] * 9, *some(20)])
        speak(users[0], about=section)

        assert snapshots.take_snapshot(BLOCK, NOW).document["words"] == {}


def speak(user_id: int, about: str) -> models.Remark:
    kept = {"kind": "voice", "about": about, "text": "Worth it.", "may_share": True, "made_at": NOW}
    return models.Remark.objects.create(user_id=user_id, pathway=models.PathwayBlock.objects.get(), **kept)


class TestCommand:
    def test_it_counts_every_pathway(self, ladder):
        crowd.add_crowd(some(30))

        assert run() == f"{BLOCK}: 8 choices of filters can be shown\n"

    def test_it_can_wait_until_one_is_due(self, ladder):
        crowd.add_crowd(some(30))
        run()

        assert run("--due") == f"{BLOCK}: nothing is due\n"

    def test_an_unknown_pathway_is_an_error(self, ladder):
        with pytest.raises(CommandError, match="no pathway block nowhere is known"):
            run("--pathway", "nowhere")


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("pd_personalize_snapshot", *arguments, stdout=out)
    return out.getvalue()


def test_real_records_are_counted(ladder):
    """From answers to the page, with nothing made up on the way."""
    for number in range(12):
        user = User.objects.create(username=f"real-{number}")
        course.sit(user, {"goals-rubric": 2, "feedback-rubric": 0})
        crowd.GROUPS[user.pk] = ("north", "audit")
        last = models.Figures.objects.get(user=user).document["placed"]

    found = snapshots.page(snapshots.take_snapshot(BLOCK, NOW), cohort="north", month="2026-11")

    assert found["teachers"] == found["placed"] == 12
    assert found["competencies"]["goals"]["placed"][last["goals"]] == 12
    assert "real" not in json.dumps(found)
