"""The report on questions and sections as staff see it, and the first lines of it in Studio."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from demo.runtime import publish
from pd_personalize_xblock.domain.concerns import ConcernKind
from pd_personalize_xblock.records import findings_tasks, models
from pd_personalize_xblock.views.health_words import sentence_of

from .browser import BLOCK, Browser

SLOW = "goals-rubric"
JARGON = ("reliab", "logit", "slope", "misfit", "correlation", "alpha", "discriminat", "standard error")


@pytest.fixture(autouse=True)
def _no_locks(settings):
    """Nobody has asked; nobody knows who takes the course."""
    cache.clear()
    settings.PD_PERSONALIZE_GROUPS = settings.PD_PERSONALIZE_LEARNERS = None


@pytest.fixture
def staff(author) -> Browser:
    """Course staff, in the course."""
    publish(author.block())
    return Browser(author.user_id)


@pytest.fixture
def sat(staff, course):
    """Let teachers answer one rubric, slowly; ``unsure`` of them are not sure."""

    def let_sit(teachers: int, *, unsure: int = 0) -> None:
        pathway = models.PathwayBlock.objects.select_related("in_force").get(block_key=str(BLOCK))
        begun = now() - timedelta(days=1)
        for number in range(teachers):
            user = User.objects.create(username=f"sat-{number}")
            attempt = models.Attempt.objects.create(
                user=user,
                pathway=pathway,
                number=1,
                definition=pathway.in_force,
                status="finished",
                started_at=begun,
                ended_at=begun,
            )
            given = {"option": "not_sure"} if number < unsure else {"option": str(number % 4), "category": number % 4}
            recorded = begun + timedelta(seconds=100)
            models.Entry.objects.create(attempt=attempt, sequence=0, item_id=SLOW, recorded_at=recorded, **given)

    return let_sit


def growth_of(twice: int, *, gain: float) -> None:
    pathway = models.PathwayBlock.objects.get(block_key=str(BLOCK))
    for number in range(twice):
        did = number % 2 == 0
        document = {
            "growth": {"goals": [0.0, 0.4, (gain if did else 0.0) + 0.01 * number, 0.4]},
            "mastered_between": {"goals": ["goals-1"]} if did else {},
        }
        user = User.objects.create(username=f"twice-{number}")
        models.Figures.objects.create(user=user, pathway=pathway, document=document, changed_at=now())


def surface_of(html: str) -> str:
    """What is to be seen before anything is unfolded."""
    parts = html.split("<details")
    return parts[0] + "".join(part.partition("</details>")[2] for part in parts[1:])


def test_staff_see_what_to_rewrite_first_in_plain_words_and_the_figures_one_fold_below(staff, sat):
    sat(60)

    reply = staff.post("lead/health")

    assert reply.status == 200
    surface = surface_of(reply.body["html"])
    assert "What to rewrite first" in surface
    assert "An answer takes 100 seconds; you reckon with 30." in surface
    assert "write 1.7 into its minutes" in surface
    assert [word for word in JARGON if word in surface.lower()] == []
    assert "Reliability" in reply.body["html"]


def test_nothing_is_shown_of_fewer_than_ten(staff, sat):
    sat(9)

    html = staff.post("lead/health").body["html"]

    assert "Fewer than 10 teachers have answered so far" in html
    assert "<details" not in html
    assert "100 seconds" not in html


def test_how_few_were_not_sure_is_not_shown(staff, sat):
    sat(60, unsure=3)

    staff.post("lead/health")

    item = next(i for i in models.Finding.objects.get(kind="health").document["items"] if i["item_id"] == SLOW)
    assert (item["asked"], item["not_sure"], item["not_in_role"]) == (60, None, 0.0)


def test_growth_that_goes_with_a_section_is_shown_without_a_word_of_cause(staff, sat):
    sat(12)
    growth_of(60, gain=2.0)

    html = staff.post("lead/health").body["html"]

    assert "The 30 teachers who did it grew more between two measurements than those who did not." in html
    assert "whoever is measured low at first tends to be higher the next time" in html
    assert [word for word in ("effective", "caused", "because", "thanks to", "impact") if word in html.lower()] == []


def test_growth_that_cannot_be_told_from_chance_is_called_so(staff, sat):
    sat(12)
    growth_of(40, gain=0.0)

    assert "cannot be told from that of those who did not" in staff.post("lead/health").body["html"]


def test_growth_of_fewer_than_ten_is_not_shown(staff, sat):
    sat(12)
    growth_of(18, gain=2.0)

    assert "How growth goes with the sections" not in staff.post("lead/health").body["html"]


def test_a_report_on_the_way_is_announced(staff, sat, monkeypatch):
    sat(60)
    monkeypatch.setattr(findings_tasks.background, "at_once", lambda task, *args: True)

    reply = staff.post("lead/health")

    assert "Nothing has been counted yet" in reply.body["html"]
    assert reply.body["said"] == "Being counted now: look again in a minute."


def test_author_text_does_no_harm_there(staff, sat, author, course):
    sat(60)
    staff.post("lead/health")
    document = models.Finding.objects.get(kind="health").document
    document["groups"] = {
        "groups": [["<script>x</script>", 30]],
        "compared": 1,
        "differences": [
            {
                "item_id": SLOW,
                "group": "<script>x</script>",
                "answers": 30,
                "others": 30,
                "difference": {"value": 0.2, "error": 0.1},
            }
        ],
    }
    models.Finding.objects.filter(kind="health").update(document=document)

    html = staff.post("lead/health").body["html"]

    assert "<script>" not in html
    assert "too few to say" in html


# Who may not


def test_a_teacher_is_refused(teacher, staff, sat):
    sat(60)

    reply = teacher.post("lead/health")

    assert reply.status == 403
    assert "html" not in reply.body


def test_a_leader_who_is_not_staff_is_refused(teacher, user, staff, sat, settings):
    sat(60)
    settings.PD_PERSONALIZE_IS_LEADER = f"{__name__}.everybody_leads"

    reply = teacher.post("lead/health")

    assert reply.status == 403
    assert not models.Finding.objects.exists()


def everybody_leads(user, course_key):
    return True


def test_somebody_who_is_not_signed_in_is_refused(staff, sat):
    sat(60)

    assert Browser("").post("lead/health").status == 403


# In Studio


def test_the_author_sees_the_first_lines_in_studio_and_where_the_rest_is(author, staff, sat):
    sat(60)
    staff.post("lead/health")

    page = author.open("author_view")

    assert "What to rewrite first" in page
    assert "An answer takes 100 seconds; you reckon with 30." in page
    assert "in the panel for course staff" in page


def test_without_a_report_the_author_sees_nothing_of_it(author, staff):
    assert "What to rewrite first" not in author.open("author_view")


def test_a_concern_about_a_question_that_is_gone_is_not_shown(author, staff, sat, course):
    sat(60)
    staff.post("lead/health")
    document = models.Finding.objects.get(kind="health").document
    document["concerns"] = [{"kind": "slow", "about": "gone", "weight": 1, "values": {"seconds": 9, "allowed": 1}}]
    models.Finding.objects.filter(kind="health").update(document=document)

    assert "Nothing stands out" in author.open("author_view")


def test_the_report_costs_the_author_s_page_one_query(author, staff, sat):
    sat(60)
    staff.post("lead/health")
    open_page = partial(author.open, "author_view")
    open_page()

    with CaptureQueriesContext(connection) as captured:
        open_page()

    assert len([q for q in captured if "pd_personalize_records_finding" in q["sql"] or '_finding"' in q["sql"]]) == 1


# Words


def test_every_kind_of_concern_has_its_two_sentences_about_every_kind_of_question(course):
    values = {"slope": -1.0, "answered": 60, "group": "Evening", "levels": -0.8, "misfit": 0.2, "share": 0.3}
    values |= {"asked": 60, "category": 1, "expected": 9.0, "at_end": 0.6, "all_end": 0.5, "reliability": 0.3}
    values |= {"level": 2, "seconds": 70.0, "allowed": 30.0, "difference": -0.2, "answers": 100, "others": 100}
    about_competency = {ConcernKind.CEILING, ConcernKind.FLOOR, ConcernKind.RELIABILITY, ConcernKind.CUT}
    for kind in ConcernKind:
        for item in course.items:
            about = "goals" if kind in about_competency else item.id
            wrong, tried = sentence_of(course, {"kind": kind.value, "about": about, "values": values})

            assert wrong.endswith(".")
            assert tried.endswith(".")
            assert "{" not in wrong + tried
            assert [word for word in JARGON if word in (wrong + tried).lower()] == []


def test_what_comes_after_the_tenth_thing_to_look_at_is_folded(staff, sat, course):
    sat(60)
    staff.post("lead/health")
    document = models.Finding.objects.get(kind="health").document
    document["concerns"] = document["concerns"][:1] * 12
    models.Finding.objects.filter(kind="health").update(document=document)

    html = staff.post("lead/health").body["html"]

    assert "2 more things to look at" in html
    assert surface_of(html).count("An answer takes 100 seconds") == 10
