"""Colleagues to learn with: nobody is named before both agree, and whoever leaves is gone."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pd_personalize_xblock.platform import people
from pd_personalize_xblock.records import forgetting, matching, models

from .browser import Browser, best_answers
from .test_credentials import coach as coach
from .test_credentials import sign

NAMES = {"ada": "Ada", "bea": "Bea", "cem": "Cem"}


def part_of(reply):
    return next(part for part in reply.body["parts"] if part["name"] == "matching")


def show(browser):
    return browser.post("together/show")


def answer(browser, agrees, at=0):
    return browser.post(
        "together/match-answer", **json.loads(part_of(show(browser))["matches"][at]["yes" if agrees else "no"])
    )


@pytest.fixture
def crew(course):
    made = [User.objects.create(username=username, first_name=name) for username, name in NAMES.items()]
    return {user.username: Browser(user.pk) for user in made}


@pytest.fixture
def three(crew, course):
    """Three who look for colleagues: Ada and Bea at the start, Cem has all levels."""
    for name, browser in crew.items():
        browser.sit_through(*([best_answers(course)] if name == "cem" else []))
        assert browser.post("together/match-join").status == 200
    return crew


def test_nobody_is_matched_who_did_not_ask_for_it(crew, course):
    for browser in crew.values():
        browser.sit_through()
        reply = show(browser)
        assert part_of(reply) == {"name": "matching", "is_in": False, "matches": []}

    assert not models.Introduction.objects.exists()


def test_whoever_has_no_start_finds_it_first(crew):
    crew["ada"].open()

    assert crew["ada"].post("together/match-join").status == 409


def test_the_first_two_are_told_that_they_are_few(crew):
    for name in ("ada", "bea"):
        crew[name].sit_through()
        crew[name].post("together/match-join")

    reply = show(crew["ada"])

    assert part_of(reply)["matches"] == []
    assert "You are one of the first" in reply.body["html"]


def test_a_suggestion_says_why_and_not_who(three):
    reply = show(three["ada"])

    kinds = {match["kind"] for match in part_of(reply)["matches"]}
    assert kinds == {"one_way", "same_step"}
    assert "A colleague who is strong in <b><bdi>About" in reply.body["html"]
    told = json.dumps(reply.body)
    assert not any(word in told for word in ("Bea", "Cem", "bea", "cem"))


def test_names_are_shown_once_both_have_agreed_and_not_before(three):
    answer(three["ada"], True)
    chosen = models.Introduction.objects.exclude(user_agreed_at=None, other_agreed_at=None).get()
    other = User.objects.get(pk={chosen.user_id, chosen.other_id}.difference({three["ada"].user_id}).pop())
    waiting = show(three["ada"])
    assert other.first_name not in json.dumps(waiting.body)
    assert "You said yes" in waiting.body["html"]
    theirs = show(three[other.username])
    assert "Ada" not in json.dumps(theirs.body)
    assert [match["i_agreed"] for match in part_of(theirs)["matches"]] == [False] * len(part_of(theirs)["matches"])

    sent = json.dumps({"number": chosen.pk, "agrees": True})
    three[other.username].post("together/match-answer", **json.loads(sent))

    (contact,) = [m["contact"] for m in part_of(show(three["ada"]))["matches"] if m["contact"]]
    assert contact == {"name": other.first_name, "username": other.username, "profile": ""}
    assert "Ada" in show(three[other.username]).body["html"]


def test_a_no_ends_it_for_both_and_it_never_comes_back(three):
    before = len(part_of(show(three["ada"]))["matches"])

    answer(three["ada"], False)

    assert len(part_of(show(three["ada"]))["matches"]) == before - 1
    ended = models.Introduction.objects.exclude(ended_at=None).get()
    numbers = [json.loads(m["yes"])["number"] for name in three for m in part_of(show(three[name]))["matches"]]
    assert ended.pk not in numbers
    assert (ended.user_agreed_at, ended.other_agreed_at) == (None, None)


def test_whoever_leaves_is_gone_at_once(three):
    answer(three["ada"], True)

    three["ada"].post("together/match-leave")

    assert part_of(show(three["ada"]))["is_in"] is False
    assert part_of(show(three["bea"]))["matches"] == []
    assert "You are one of the first" in show(three["bea"]).body["html"]
    ada = three["ada"].user_id
    assert not models.Introduction.objects.filter(user_id=ada).exists()
    assert not models.Introduction.objects.filter(other_id=ada).exists()


def test_an_agreed_match_ends_when_one_leaves_and_names_are_gone(three):
    _agree(three)

    three["ada"].post("together/match-leave")

    for name in ("bea", "cem"):
        assert "Ada" not in json.dumps(show(three[name]).body)
    three["ada"].post("together/match-join")
    assert not any(match["contact"] for match in part_of(show(three["ada"]))["matches"])


@pytest.fixture
def takes(three, monkeypatch):
    """The user ids of those who take the course."""
    ids = [browser.user_id for browser in three.values()]
    monkeypatch.setattr(people, "learners_elsewhere", lambda course_key: sorted(ids))
    return ids


def test_whoever_leaves_the_course_is_gone_from_the_pool_and_from_every_screen(three, takes):
    _agree(three)
    takes.remove(three["ada"].user_id)

    for name in ("bea", "cem"):
        assert part_of(show(three[name]))["matches"] == []
        assert part_of(show(three[name]))["is_too_few"] is True
    shown = show(three["ada"])
    assert part_of(shown)["matches"] == []
    assert not any(word in json.dumps(shown.body) for word in ("Bea", "Cem", "bea", "cem"))
    assert "You do not take this course now" in shown.body["html"]
    assert not any(match["with"] for match in json.loads(three["ada"].get("record_json").body)["matches"])


def test_whoever_comes_back_to_the_course_finds_everything_as_it_was(three, takes):
    _agree(three)
    before = part_of(show(three["ada"]))
    takes.remove(three["ada"].user_id)
    show(three["bea"])
    takes.append(three["ada"].user_id)

    assert part_of(show(three["ada"])) == before


def test_whoever_has_left_the_course_says_no_and_stops_and_nothing_else(three, takes):
    first, second, *_ = [json.loads(match["yes"])["number"] for match in part_of(show(three["ada"]))["matches"]]
    takes.remove(three["ada"].user_id)

    assert three["ada"].post("together/match-answer", number=first, agrees=True).status == 403
    assert three["ada"].post("together/match-answer", number=second, agrees=False).status == 200
    assert part_of(three["ada"].post("together/match-leave"))["is_in"] is False
    assert three["ada"].post("together/match-join").status == 403


def test_nobody_agrees_to_meet_somebody_who_has_left_the_course(three, takes):
    number = json.loads(part_of(show(three["ada"]))["matches"][0]["yes"])["number"]
    row = models.Introduction.objects.get(pk=number)
    takes.remove({row.user_id, row.other_id}.difference({three["ada"].user_id}).pop())

    assert three["ada"].post("together/match-answer", number=number, agrees=True).status == 404


def test_a_role_in_the_course_alone_brings_nobody_into_the_pool(three, takes):
    coach = Browser(User.objects.create(username="dana", is_staff=True).pk)
    coach.sit_through()

    assert coach.post("together/match-join").status == 403
    assert coach.post("together/show").body["takes_part"] is True


def test_the_same_people_are_dealt_among_once_in_a_while(three, monkeypatch):
    show(three["ada"])
    dealt, real = [], matching._deal
    monkeypatch.setattr(matching, "_deal", lambda *args: dealt.append(args) or real(*args))
    for name in three:
        show(three[name])
    assert dealt == []

    three["cem"].post("together/match-leave")
    three["cem"].post("together/match-join")

    assert len(dealt) == 1


def _agree(three):
    """Ada and the one she is first matched with both say yes."""
    number = json.loads(part_of(show(three["ada"]))["matches"][0]["yes"])["number"]
    for browser in three.values():
        browser.post("together/match-answer", number=number, agrees=True)
    return number


def test_nobody_answers_a_suggestion_of_others(three, colleague):
    show(three["ada"])
    colleague.sit_through()
    colleague.post("together/match-join")
    numbers = models.Introduction.objects.exclude(user_id=colleague.user_id).exclude(other_id=colleague.user_id)

    replies = [colleague.post("together/match-answer", number=row.pk, agrees=True) for row in numbers]

    assert {reply.status for reply in replies} == {404}
    assert not models.Introduction.objects.exclude(user_agreed_at=None, other_agreed_at=None).exists()


@pytest.mark.parametrize(
    ("payload", "status"),
    [({"number": 10**9, "agrees": True}, 404), ({"number": "1", "agrees": True}, 400), ({"number": 1}, 400), ({}, 400)],
)
def test_an_answer_to_nothing_is_refused(three, payload, status):
    assert three["ada"].post("together/match-answer", **payload).status == status


def test_a_no_after_both_agreed_is_out_of_turn(three):
    number = _agree(three)

    assert three["ada"].post("together/match-answer", number=number, agrees=False).status == 409


def test_looking_again_makes_no_new_matches_and_both_see_the_same_one(three):
    mine = {json.loads(match["yes"])["number"] for match in part_of(show(three["ada"]))["matches"]}
    again = {json.loads(match["yes"])["number"] for match in part_of(show(three["ada"]))["matches"]}
    everybodys = [json.loads(m["yes"])["number"] for name in three for m in part_of(show(three[name]))["matches"]]

    assert mine == again
    assert sorted(everybodys) == sorted(2 * [*models.Introduction.objects.values_list("pk", flat=True)])


def test_whoever_is_forgotten_is_gone_from_both_sides(three):
    _agree(three)

    forgetting.forget_user(three["ada"].user_id)

    assert not models.OptIn.objects.filter(user_id=three["ada"].user_id).exists()
    for name in ("bea", "cem"):
        assert "Ada" not in json.dumps(show(three[name]).body)


def test_a_coach_who_takes_a_level_back_changes_no_match(three, coach):
    show(three["ada"])
    before = list(models.Introduction.objects.values())
    user = User.objects.get(username="ada")
    sign(coach, user, about="goals", level=2)
    sign(coach, user, about="goals", level=2, given=False)

    assert list(models.Introduction.objects.values()) == before


def test_the_teachers_own_record_has_their_matches_and_names_whom_it_may(three):
    before = three["ada"].get("record_json").body.decode()
    _agree(three)

    kept = json.loads(three["ada"].get("record_json").body)

    assert not any(word in before for word in ("Bea", "Cem"))
    assert kept["looks_for_colleagues"]["until"] is None
    assert [match["with"] for match in kept["matches"] if match["with"]] != []
    assert len(kept["matches"]) == len(part_of(show(three["ada"]))["matches"])
    assert "Matched with a colleague" in three["ada"].get("record_csv").body.decode("utf-8-sig")


def test_looking_costs_no_query_more_for_each_who_looks(three, course):
    show(three["ada"])
    models.Introduction.objects.all().delete()
    cache.clear()
    with CaptureQueriesContext(connection) as few:
        show(three["ada"])
    for number in range(6):
        browser = Browser(User.objects.create(username=f"more-{number}").pk)
        browser.sit_through()
        browser.post("together/match-join")
    models.Introduction.objects.all().delete()
    cache.clear()

    with CaptureQueriesContext(connection) as many:
        show(three["ada"])

    assert models.Introduction.objects.count() > 3
    assert len(many) <= len(few)


def test_a_colleague_is_reached_by_their_profile_where_the_platform_has_one(three, settings):
    settings.PROFILE_MICROFRONTEND_URL = "https://profile.example.org/"
    _agree(three)

    (contact,) = [m["contact"] for m in part_of(show(three["ada"]))["matches"] if m["contact"]]

    assert contact["profile"] == f"https://profile.example.org/u/{contact['username']}"
    assert f'href="{contact["profile"]}"' in show(three["ada"]).body["html"]
