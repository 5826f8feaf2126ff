"""The cohort in the panel below the block: who sees it, what it says, and what it never says."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from pd_personalize_xblock import views
from pd_personalize_xblock.records import models
from pd_personalize_xblock.rendering import render

from ..builders import a_competency, a_definition, a_section
from ..cohorts import a_competencys_counts, a_page, a_sections_counts, a_snapshot_document
from .browser import BLOCK, Browser, two_competencies
from .test_cost import queries_of

EVERYBODY = views.Chosen()


@pytest.fixture
def staff(db) -> Browser:
    return Browser(User.objects.create(username="dean", is_staff=True).pk)


@pytest.fixture
def leader(db) -> Browser:
    """Somebody whom the host's own rule takes for a leader, and who is not staff."""
    return Browser(User.objects.create(username="farah").pk)


@pytest.fixture
def snapshot(teacher) -> models.Snapshot:
    """A snapshot with pages for everybody and for one cohort, of a pathway that is in force."""
    teacher.open()
    pathway = models.PathwayBlock.objects.get()
    document = a_snapshot_document(cohorts=["Harbour", "Hill"], tracks=["audit", "verified"])
    taken = models.Snapshot.objects.create(
        pathway=pathway, definition=pathway.in_force, taken_at=now(), document=document
    )
    definition = two_competencies()
    models.SnapshotPage.objects.create(snapshot=taken, document=a_page(definition, teachers=412))
    models.SnapshotPage.objects.create(snapshot=taken, cohort="Harbour", document=a_page(definition, teachers=57))
    return taken


def words(html: str) -> str:
    """The text of some HTML, as it is read."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def shown(definition=None, **parts: Any) -> str:
    """Render the page of a definition whose competencies and sections have ``parts``."""
    definition = definition or two_competencies()
    counted = views.Counted(now(), a_snapshot_document(), a_page(definition, **parts), definition)
    page = views.cohort_page(counted, EVERYBODY, "")
    return render("leading/cohort.html", {"page": page, "block_id": "b"})


def test_staff_and_leaders_are_shown_the_cohort(snapshot, staff, leader):
    for browser in (staff, leader):
        reply = browser.post("lead/cohort")

        assert (reply.status, reply.body["state"]) == (200, "shown")
        assert "412 teachers" in words(reply.body["html"])


@pytest.mark.parametrize("who", ["learner", "nobody", "staff in Studio"])
def test_nobody_else_is(snapshot, staff, colleague, who):
    browser = {
        "learner": colleague,
        "nobody": Browser(None),
        "staff in Studio": Browser(staff.user_id, is_author_mode=True),
    }[who]

    reply = browser.post("lead/cohort")

    assert reply.status == 403
    assert "412" not in str(reply.body)


def test_leaders_see_the_panel_with_the_cohort_alone(snapshot, leader):
    page = leader.open()

    assert "For leaders" in page
    assert 'data-loads="cohort"' in page
    assert not any(part in page for part in ("For course staff", "One teacher", 'data-do="find"', 'data-do="ask"'))


def test_staff_see_all_its_parts(snapshot, staff):
    page = staff.open()

    assert all(part in page for part in ("The cohort", "One teacher", "Questions and sections", "Everybody"))


def test_whether_somebody_leads_costs_one_query(snapshot, teacher, staff):
    """In the demo that is the user, whom its own rule wants; staff are known already."""
    teacher.open()
    with CaptureQueriesContext(connection) as captured:
        teacher.open()
    asked = [query["sql"] for query in captured if "auth_user" in query["sql"] and "consent" not in query["sql"]]

    with CaptureQueriesContext(connection) as captured:
        staff.open()
    of_staff = [query["sql"] for query in captured if "auth_user" in query["sql"] and "consent" not in query["sql"]]

    assert len(asked) == len(of_staff) + 1


def test_the_cohort_takes_three_queries(snapshot, leader):
    """Whether one is due, the snapshot, its page; beside who asks, and a version that a process meets first."""
    leader.post("lead/cohort")
    queries = queries_of(lambda: leader.post("lead/cohort"))

    assert len([sql for sql in queries if "auth_user" not in sql]) == 3


def test_words_that_teachers_share_are_shown_for_everybody_and_for_no_smaller_group(
    snapshot, leader, colleague, settings
):
    settings.PD_PERSONALIZE_GROUPS = settings.PD_PERSONALIZE_LEARNERS = None
    pathway, section = models.PathwayBlock.objects.get(), two_competencies().sections[0].id
    rated = a_sections_counts(relevance={"n": 14, "mean": 3.1})
    snapshot.pages.update(document=a_page(two_competencies(), sections={section: rated}))
    for text, may_share in (("<b>Worth it.</b>", True), ("Mine alone.", False)):
        writer = colleague.user_id if may_share else leader.user_id
        kept = {"kind": "voice", "about": section, "text": text, "may_share": may_share, "made_at": now()}
        models.Remark.objects.create(user_id=writer, pathway=pathway, **kept)
    snapshot.document["words"] = {section: list(models.Remark.objects.values_list("pk", flat=True))}
    snapshot.save()

    everybody, some = (leader.post("lead/cohort", **chosen).body["html"] for chosen in ({}, {"cohort": "Harbour"}))

    assert "&lt;b&gt;Worth it.&lt;/b&gt;" in everybody
    assert "Mine alone." not in everybody
    assert "Worth it." not in some


def test_a_filter_shows_its_page(snapshot, leader):
    html = leader.post("lead/cohort", cohort="Harbour").body["html"]

    assert "57 teachers" in words(html)
    assert '<option value="Harbour" selected>' in html


def test_a_group_without_a_page_is_said_to_be_too_small(snapshot, leader):
    reply = leader.post("lead/cohort", cohort="Hill", track="verified")

    assert reply.body["state"] == "small"
    assert "This group is too small to be shown" in words(reply.body["html"])


def test_a_value_that_the_snapshot_does_not_have_filters_nothing(snapshot, leader):
    assert "412 teachers" in words(leader.post("lead/cohort", cohort="Atlantis").body["html"])


@pytest.mark.parametrize("wrong", [{"cohort": 7}, {"track": None}, {"month": "x" * 101}])
def test_a_filter_of_another_form_is_refused(snapshot, leader, wrong):
    assert leader.post("lead/cohort", **wrong).status == 400


def test_before_anything_is_counted_it_says_so(teacher, leader):
    teacher.open()

    assert "come back in a minute" in words(leader.post("lead/cohort").body["html"])


def test_of_fewer_than_ten_nothing_is_shown(snapshot, leader):
    models.SnapshotPage.objects.all().delete()

    reply = leader.post("lead/cohort")

    assert reply.body["state"] == "few"
    assert "once there are at least 10 teachers" in words(reply.body["html"])


def test_the_last_snapshot_is_shown(snapshot, leader):
    older = models.Snapshot.objects.create(
        pathway=snapshot.pathway,
        definition=snapshot.definition,
        taken_at=snapshot.taken_at.replace(year=2020),
        document=a_snapshot_document(),
    )
    models.SnapshotPage.objects.create(snapshot=older, document=a_page(two_competencies(), teachers=33))

    assert "412 teachers" in words(leader.post("lead/cohort").body["html"])


def test_gaps_come_first_the_largest_at_the_top():
    html = words(
        shown(
            competencies={
                "goals": a_competencys_counts(need=90, need_unserved=34),
                "feedback": a_competencys_counts(need=80, need_unserved=51),
            }
        )
    )

    first, second = html.index("51 teachers need this, and no section"), html.index("34 teachers need this")
    assert first < second < html.index("Competencies and levels")


def test_of_many_gaps_the_largest_are_said_and_the_others_counted():
    competencies = tuple(a_competency(f"c{i}") for i in range(11))
    counts = {f"c{i}": a_competencys_counts(need_unserved=20 + i) for i in range(11)}
    html = words(shown(a_definition(competencies=competencies), competencies=counts))

    assert html.count("no section serves it.") == 8
    assert "About c10 : 30 teachers" in html
    assert "And in 3 more competencies" in html


def test_what_is_withheld_is_a_dash_in_words_and_never_a_number():
    nothing = a_competencys_counts(
        placed=[None] * 4, now=[None] * 4, not_placed=None, moved_up=None, higher=None, need=None, need_unserved=None
    )
    html = shown(competencies={"goals": nothing, "feedback": nothing})

    rows = re.findall(r'"rowheader"><bdi>About goals</bdi></th>(.*?)</tr>', html, re.DOTALL)
    assert len(rows) == 4
    assert [row.count("not shown") for row in rows] == [2, 4, 5, 2]
    assert not any(re.search(r">\d", row) for row in rows[:3])


def test_a_darker_cell_stands_for_a_larger_share():
    html = shown(teachers=100, competencies={"goals": a_competencys_counts(now=[0, 14, 40, 100])})

    row = re.search(r"pd-heat-now-table.*?About goals(.*?)</tr>", html, re.DOTALL).group(1)
    assert re.findall(r"pd-heat-(\d)", row) == ["0", "1", "3", "5"]


def test_how_those_fared_who_started_higher_is_said_with_counts_and_doubt():
    sentence = words(shown(overrides={"higher": {"n": 40, "fared": 31, "others": 300, "others_fared": 228}}))

    assert "Of the 40 who started higher than placed, 31 (78 %)" in sentence
    assert "of the 300 others 228 (76 %)" in sentence
    assert "may be chance" in sentence


@pytest.mark.parametrize(("fared", "word"), [(95, "points more"), (20, "points less")])
def test_a_clear_difference_is_said_without_a_cause(fared, word):
    sentence = words(shown(overrides={"lower": {"n": 100, "fared": fared, "others": 300, "others_fared": 150}}))

    assert word in sentence
    assert "this does not tell" in sentence


@pytest.mark.parametrize("overrides", [{}, {"higher": None}, {"higher": {"n": 9, "fared": 3, "others": 0}}])
def test_without_enough_who_changed_their_start_nothing_is_compared(overrides):
    assert "cannot be shown" in words(shown(overrides=overrides))


def test_growth_is_drawn_where_its_numbers_are():
    grown = a_competencys_counts(growth={"n": 41, "mean": 0.5, "low": 0.0, "high": 1.0})
    html = shown(competencies={"goals": grown})

    assert "41" in words(html)
    assert 'inset-inline-start:0%;inline-size:100%"></b><s style="inset-inline-start:50%"' in html


def test_a_held_section_says_what_its_teachers_lack_the_most_lacked_first():
    held = a_sections_counts(held=60, held_by=[["goals", 1, 20], ["goals", 2, 45], ["goals", 3, None]])
    html = words(shown(sections={"feedback-2": held}))

    assert html.index("About goals: Proficient (45)") < html.index("About goals: Developing (20)")
    assert "About goals: Leading (not shown)" in html


def test_relevance_is_a_mean_with_its_count():
    html = words(shown(sections={"goals-1": a_sections_counts(relevance={"n": 23, "mean": 3.25})}))

    assert re.search(r"3\.[23] 23 ratings", html)


def test_markup_of_authors_and_names_of_cohorts_do_no_harm(snapshot):
    definition = replace(two_competencies(), title="<b>Bold</b><script>1</script>")
    document = a_snapshot_document(cohorts=["<script>x</script>", "Hill"])
    page = views.cohort_page(views.Counted(now(), document, a_page(definition), definition), EVERYBODY, "")
    html = render("leading/cohort.html", {"page": page, "block_id": "b"})

    assert "<script" not in html
    assert page["title"] == "Bold"


def test_values_that_nobody_gave_have_words():
    document = a_snapshot_document(cohorts=["-", "*other"], months=["*earlier", "2026-09", "-"], tracks=["-", "audit"])
    definition = two_competencies()
    page = views.cohort_page(views.Counted(now(), document, a_page(definition), definition), EVERYBODY, "")

    names = [option["name"] for each in page["filters"] for option in each["options"]]
    assert names == [
        "No cohort",
        "All other cohorts",
        "No track",
        "audit",
        "Earlier",
        "September 2026",
        "Not placed yet",
    ]


def test_a_filter_with_one_value_is_left_out():
    definition = two_competencies()
    document = a_snapshot_document(cohorts=["-"], tracks=["audit"])
    page = views.cohort_page(views.Counted(now(), document, a_page(definition), definition), EVERYBODY, "")

    assert page["filters"] == []


def test_a_competency_that_was_not_counted_is_left_out():
    definition = a_definition(
        competencies=(a_competency("goals"), a_competency("new")), sections=(a_section("goals-1", "goals", 1),)
    )
    html = shown(definition, competencies={"new": None})

    assert "About new" not in html


def test_a_large_framework_stays_light():
    """22 competencies of six levels, 120 sections: the whole page, before compression."""
    competencies = tuple(a_competency(f"c{i}") for i in range(22))
    sections = tuple(a_section(f"c{i % 22}-{i}", f"c{i % 22}", 1 + i % 3) for i in range(120))
    html = shown(a_definition(competencies=competencies, sections=sections))

    assert len(html.encode()) < 250_000
    assert BLOCK.block_type not in html
