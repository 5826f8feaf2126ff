"""A coach looks at one teacher by that teacher's consent; course staff where the operator allows it."""

from __future__ import annotations

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from demo.runtime import DemoRuntime
from pd_personalize_xblock.platform import people
from pd_personalize_xblock.records import forgetting, models, roster

from .browser import BLOCK, Browser, best_answers, document_of

NO_TEACHER = "no teacher of this name lets you look here"
NOBODY = "nobody with this username takes this course"
REASON, NOTE = "because I said so", "what I took from the visit"
SIGN = {"username": "teacher", "about": "goals", "level": 2, "given": True}


@pytest.fixture(autouse=True)
def enrolled(user, monkeypatch) -> list[int]:
    """Who takes the course; a test adds users to it."""
    ids = [user.pk]
    monkeypatch.setattr(people, "learners_elsewhere", lambda course_key: sorted(ids))
    return ids


@pytest.fixture
def coach(enrolled) -> Browser:
    """Somebody who takes the same course."""
    person = User.objects.create(username="rosa", first_name="Rosa", last_name="Diaz", email="rosa@example.org")
    enrolled.append(person.pk)
    return Browser(person.pk)


@pytest.fixture
def staff(db) -> Browser:
    return Browser(User.objects.create(username="staff", is_staff=True).pk)


@pytest.fixture
def lived(teacher, course) -> Browser:
    """A teacher with answers, a goal, a reason and a note on record."""
    best = best_answers(course)
    teacher.sit_through(lambda question: best(question) if question["item_id"].startswith("goals") else "0")
    teacher.post("choose", kind="start", competency="goals", level=1, reason=REASON)
    teacher.post("choose", kind="goal", competency="feedback", level=3, due="2027-03-31", reason=REASON)
    teacher.post("note", section_id="visit", text=NOTE)
    return teacher


@pytest.fixture
def consented(lived, coach) -> Browser:
    assert let(lived, "rosa").status == 200
    return lived


def let(teacher, who):
    return teacher.post("together/let_look", who=who)


def part(reply, name="looking"):
    return next(each for each in reply.body["parts"] if each["name"] == name)


def withdraw(teacher):
    number = part(teacher.post("together/show"))["coaches"][0]["number"]
    return teacher.post("together/stop_looking", consent=number)


def look(coach, who="teacher"):
    return coach.post("lead/teacher", who=who)


def masquerade(monkeypatch):
    current = SimpleNamespace(opt_attrs={"edx-platform.user_is_staff": True})
    user = SimpleNamespace(_django_user=SimpleNamespace(real_user="somebody"), get_current_user=lambda: current)
    service = DemoRuntime.service
    monkeypatch.setattr(DemoRuntime, "service", lambda *args: user if args[-1] == "user" else service(*args))


# Consent


def test_an_e_mail_address_is_answered_like_nobodys(lived, coach):
    replies = [let(lived, "rosa@example.org"), let(lived, "nobody@example.org")]

    assert [(reply.status, reply.body) for reply in replies] == [(404, {"error": NOBODY})] * 2


@pytest.mark.parametrize("who", ["rosa", " rosa "])
def test_a_teacher_lets_a_coach_look_named_by_username(lived, coach, who):
    shown = part(let(lived, who))

    assert [each["username"] for each in shown["coaches"]] == ["rosa"]


def test_the_same_consent_twice_is_one(consented):
    assert len(part(let(consented, "rosa"))["coaches"]) == 1
    assert models.Consent.objects.count() == 1


def test_whoever_has_an_account_and_is_not_of_the_course_is_refused_like_whoever_has_none(lived, colleague):
    replies = [let(lived, "colleague"), let(lived, "no such person")]

    assert [(reply.status, reply.body) for reply in replies] == [(404, {"error": NOBODY})] * 2


def test_course_staff_can_be_named_as_a_coach(lived, staff):
    assert part(let(lived, "staff"))["coaches"][0]["username"] == "staff"


def test_nobody_is_their_own_coach(lived):
    assert let(lived, "teacher").status == 403


@pytest.mark.parametrize("who", [None, 7, "x" * 255])
def test_a_name_of_another_form_is_refused(lived, who):
    assert let(lived, who).status == 400


@pytest.mark.parametrize("number", [None, "1", -1, True, 2**60])
def test_a_number_of_another_form_is_refused(consented, number):
    assert consented.post("together/stop_looking", consent=number).status == 400


def test_somebody_elses_consent_cannot_be_withdrawn(consented, coach):
    number = models.Consent.objects.get().pk

    assert coach.post("together/stop_looking", consent=number).status == 404
    assert models.Consent.objects.get().withdrawn_at is None


def test_staff_who_look_as_the_teacher_give_and_withdraw_nothing(consented, monkeypatch):
    masquerade(monkeypatch)

    assert let(consented, "staff").status == 403
    assert consented.post("together/stop_looking", consent=models.Consent.objects.get().pk).status == 403
    assert models.Consent.objects.get().withdrawn_at is None


# Looking


def test_a_coach_with_consent_sees_profile_pathway_evidence_and_goals(consented, coach):
    page = look(coach).body["teacher"]

    assert (page["username"], page["name"], page["begun"]) == ("teacher", "teacher", "finished")
    goals = next(row for row in page["competencies"] if row["id"] == "goals")
    assert goals["sure"]["chance_percent"] > 50
    assert {section["id"]: section["state"] for section in page["sections"]}["visit"] == "mastered"
    assert [(row["title"], row["by"]) for row in page["done"]] == [("Work visit", "note")]
    assert [(goal["name"], goal["level_name"], goal["due"]) for goal in page["goals"]] == [
        ("About feedback", "Leading", "2027-03-31")
    ]


def test_what_holds_a_section_is_said(teacher, coach):
    teacher.open()
    teacher.post("skip")
    let(teacher, "rosa")

    assert "Opens after" in look(coach).body["html"]


def test_neither_answers_nor_reasons_nor_notes_nor_the_mirror_are_shown(consented, coach, user):
    staff_note = "needs a nudge"
    coach.post("lead/sign", **SIGN, note=staff_note)

    reply = look(coach)

    everything = reply.body["html"] + json.dumps(reply.body["teacher"])
    for secret in (REASON, NOTE, staff_note, "mirror", "reflection", "What level", "Question goals"):
        assert secret not in everything


def test_without_consent_nothing_is_seen_and_no_name_is_given_away(lived, coach):
    replies = [look(coach), look(coach, "no such person"), look(coach, "teacher@example.org")]

    assert [(reply.status, reply.body) for reply in replies] == [(403, {"error": NO_TEACHER})] * 3
    assert not models.Look.objects.exists()


def test_a_withdrawn_consent_ends_the_view_with_the_very_next_request(consented, coach):
    assert look(coach).status == 200
    withdraw(consented)

    assert (look(coach).status, look(coach).body) == (403, {"error": NO_TEACHER})
    assert coach.post("lead/sign", **SIGN).status == 403
    assert coach.post("lead/teachers").body["teachers"] == []
    assert not models.SignOff.objects.exists()


def test_a_consent_given_again_counts_from_then_on(consented, coach):
    withdraw(consented)
    let(consented, "rosa")

    assert look(coach).status == 200
    assert models.Consent.objects.count() == 2


def test_a_coach_who_has_left_the_course_sees_nothing(consented, coach, enrolled):
    enrolled.remove(coach.user_id)

    assert look(coach).status == 403


def test_a_consent_holds_in_its_own_course_alone(consented, coach, course):
    other = BLOCK.course_key.replace(run="Other").make_usage_key("pd_personalize", "pathway")
    DemoRuntime().create_block(other, document_of(course))
    Browser(consented.user_id, other).begin()

    assert look(Browser(coach.user_id, other)).status == 403


def test_whoever_is_not_signed_in_is_refused(consented):
    assert look(Browser(None)).status == 403


def test_staff_who_look_as_a_coach_are_refused_and_no_look_is_recorded(consented, coach, monkeypatch):
    masquerade(monkeypatch)

    assert [look(coach).status, coach.post("lead/teachers").status] == [403, 403]
    assert not models.Look.objects.exists()
    assert "Teachers who let you look" not in coach.open()


# The coach's panel


def test_the_panel_is_there_for_a_coach_while_a_consent_is(consented, coach, teacher):
    assert "Teachers who let you look" in coach.open()
    assert "Teachers who let you look" not in teacher.open()
    withdraw(consented)

    assert "Teachers who let you look" not in coach.open()


def test_its_script_is_loaded_for_a_coach_alone(consented, coach, colleague):
    def scripts(browser):
        runtime = browser.runtime()
        fragment = runtime.render(runtime.get_block(BLOCK), "student_view")
        return [resource.data.rpartition("/")[2] for resource in fragment.resources if "js" in resource.data]

    assert scripts(coach) == ["student.js", "panel.js", "coach.js"]
    assert scripts(colleague) == ["student.js"]


def test_the_list_has_those_who_let_this_coach_look(consented, coach):
    assert coach.post("lead/teachers").body["teachers"] == [{"username": "teacher", "name": "teacher"}]


# Who looked


def test_a_coach_who_has_left_the_course_is_told_no_names(consented, coach, enrolled):
    enrolled.remove(coach.user_id)

    assert coach.post("lead/teachers").body["teachers"] == []
    assert "Teachers who let you look" not in coach.open()


def test_a_teacher_sees_who_looked_as_what_and_when(consented, coach, staff):
    look(coach)
    staff.post("staff_find", who="teacher")

    looks = part(consented.post("together/show"))["looks"]
    assert [(each["name"], each["username"], each["by"]) for each in looks] == [
        ("staff", "staff", "staff"),
        ("Rosa Diaz", "rosa", "coach"),
    ]
    assert all(each["at"] for each in looks)


def test_several_looks_within_an_hour_are_one(consented, coach):
    for _ in range(3):
        look(coach)
    coach.post("lead/sign", **SIGN)
    assert models.Look.objects.count() == 1
    models.Look.objects.update(looked_at=timezone.now() - timedelta(minutes=61))
    look(coach)

    assert models.Look.objects.count() == 2


def test_the_last_twenty_are_listed(consented, user):
    pathway = models.PathwayBlock.objects.get()
    for hours in range(25):
        at = timezone.now() - timedelta(hours=hours)
        models.Look.objects.create(user=user, pathway=pathway, viewer=None, by="staff", looked_at=at)

    assert len(part(consented.post("together/show"))["looks"]) == 20


def test_looking_at_oneself_is_no_look(staff):
    staff.open()
    staff.post("skip")
    staff.post("staff_find", who="staff")

    assert not models.Look.objects.exists()


# Signing off


def test_a_coach_with_consent_signs_off_under_their_own_name_where_coaches_may(consented, coach, settings):
    settings.PD_PERSONALIZE_COACHES_SIGN_OFF = True

    reply = coach.post("lead/sign", **SIGN, note="seen in class")

    assert reply.body["said"] == "Signed off."
    assert reply.body["teacher"]["signed"][0]["by"] == "Rosa Diaz"
    word = models.SignOff.objects.get()
    assert (word.signed_by_id, word.note) == (coach.user_id, "seen in class")


def test_a_coach_who_leads_signs_off_without_any_setting(consented, coach, settings):
    settings.PD_PERSONALIZE_IS_LEADER = f"{__name__}.everybody_leads"

    assert coach.post("lead/sign", **SIGN).body["said"] == "Signed off."


def everybody_leads(user, course_key):
    return True


def test_a_coach_who_neither_leads_nor_is_staff_looks_and_does_not_sign(consented, coach):
    assert look(coach).status == 200
    assert 'data-do="sign"' not in look(coach).body["html"]
    assert (coach.post("lead/sign", **SIGN).status, models.SignOff.objects.count()) == (403, 0)


@pytest.mark.parametrize("wrong", [{"about": None}, {"level": "2"}, {"given": 1}, {"note": None}, {"username": 7}])
def test_a_word_of_another_form_is_refused(consented, coach, wrong):
    assert coach.post("lead/sign", **(SIGN | wrong)).status == 400
    assert not models.SignOff.objects.exists()


# Course staff


def test_staff_without_consent_see_no_goals(lived, staff):
    page = staff.post("staff_find", who="teacher").body["teacher"]

    assert (page["goals"], bool(page["done"])) == ([], True)


@pytest.fixture
def strict(settings):
    settings.PD_PERSONALIZE_STAFF_SEE_TEACHERS = False


def test_where_the_operator_says_so_staff_need_consent_too_and_learn_no_names(lived, staff, strict):
    replies = [staff.post("staff_find", who=who) for who in ("teacher", "no such person")]
    replies.append(staff.post("sign_off", **SIGN))

    assert {reply.status for reply in replies} == {403}
    assert len({reply.body["error"] for reply in replies}) == 1
    assert "only teachers who let them look" in replies[0].body["error"]
    assert not models.Look.objects.exists()
    assert not models.SignOff.objects.exists()


def test_staff_with_consent_look_then_as_a_coach(lived, staff, strict):
    let(lived, "staff")

    assert staff.post("staff_find", who="teacher").status == 200
    assert models.Look.objects.get().by == "coach"


def test_nobody_looks_as_a_teacher_then_and_the_report_is_empty(lived, strict, monkeypatch):
    rows = list(lived.block().generate_report_data(iter([SimpleNamespace(username="teacher")]), None))
    masquerade(monkeypatch)

    assert rows == []
    assert "nobody looks at the pathway as a teacher" in lived.open()
    assert [lived.view().body.get("screen"), lived.post("plan", minutes=30).status] == ["message", 403]
    assert lived.get("student_view_user_state").status_code == 403


# What stays on record


def test_the_download_has_consents_and_looks(consented, coach):
    look(coach)
    withdraw(consented)

    found = json.loads(consented.get("record_json").body)
    assert found["consents"][0]["coach"] == "Rosa Diaz"
    assert found["consents"][0]["withdrawn_at"]
    assert (found["looks"][0]["viewer"], found["looks"][0]["by"]) == ("Rosa Diaz", "coach")
    assert "Somebody looked" in consented.get("record_csv").body.decode()


def take_a_list(by):
    pathway = models.PathwayBlock.objects.get(block_key=str(BLOCK))
    roster.note_export(pathway, viewer=by.user_id, what="sections", now=timezone.now())


def test_a_teacher_sees_who_took_a_list_of_everybody(lived, staff, teacher):
    before = teacher.post("together/show")
    take_a_list(staff)
    after = teacher.post("together/show")

    assert part(before)["lists"] == []
    assert "Who took a list of everybody" not in before.body["html"]
    assert [each["username"] for each in part(after)["lists"]] == [User.objects.get(pk=staff.user_id).username]
    assert "Who took a list of everybody" in after.body["html"]


def test_a_list_by_an_account_that_is_gone_is_still_said(lived, staff, teacher):
    take_a_list(staff)
    forgetting.forget_user(staff.user_id)

    assert "An account that is gone" in teacher.post("together/show").body["html"]
