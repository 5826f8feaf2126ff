"""A teacher asks others for a rating, sees the difference first, and decides who else does."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from demo.runtime import DemoRuntime
from pd_personalize_xblock.records import invitations, models

from ..builders import a_definition
from ..requests import committed
from .browser import BLOCK, Browser, document_of
from .test_looking import masquerade, part

CHANGES = ("withdraw_link", "share_rating", "unshare_rating", "delete_rating")


@pytest.fixture
def placed(teacher) -> Browser:
    """A teacher placed at Developing in goals, and not placed in feedback."""
    answers = {"goals-rubric": "1", "goals-frequency": "1"}
    teacher.sit_through(lambda question: answers.get(question["item_id"], "not_sure"))
    return teacher


@pytest.fixture
def staff(db) -> Browser:
    return Browser(User.objects.create(username="staff", is_staff=True).pk)


def ask(teacher, label="Sam next door", role="colleague"):
    return teacher.post("together/ask", label=label, role=role)


def link_in(reply) -> str:
    return part(reply, "asking")["new"]["link"]


def give(link: str, **fields: str) -> None:
    secret = link.rpartition("/")[2]
    answer = {"secret": secret, "c-goals": "2", "comment": "You listen well", **fields}
    assert Client().post("/pd_personalize/rate/", answer).status_code == 200


def shown(teacher):
    return part(teacher.post("together/show"), "asking")


def rated(teacher, label="Sam next door", role="colleague", **fields: str) -> int:
    """Ask somebody who then answers; return the invitation's number."""
    give(link_in(ask(teacher, label, role)), **fields)
    return models.Invitation.objects.latest("pk").pk


def test_a_link_is_shown_once_and_only_its_hash_is_kept(placed):
    reply = ask(placed)

    link = link_in(reply)
    row = models.Invitation.objects.get()
    assert link.rpartition("/")[0].endswith("/pd_personalize/rate")
    assert row.token_hash == invitations.hash_of(link.rpartition("/")[2])
    assert link.rpartition("/")[2] not in json.dumps(list(models.Invitation.objects.values()), default=str)
    assert shown(placed)["new"] is None
    assert [each["label"] for each in shown(placed)["waiting"]] == ["Sam next door"]


@pytest.mark.parametrize(
    "wrong",
    [{"label": " \n "}, {"label": None}, {"label": "x" * 101}, {"role": "friend"}, {"role": None}],
)
def test_an_invitation_of_another_form_is_refused(placed, wrong):
    assert placed.post("together/ask", **({"label": "Sam", "role": "coach"} | wrong)).status == 400
    assert not models.Invitation.objects.exists()


def test_at_most_ten_links_are_open_and_a_withdrawn_one_makes_room(placed):
    for _ in range(10):
        assert ask(placed).status == 200
    assert ask(placed).status == 409
    assert shown(placed)["may_ask"] is False

    placed.post("together/withdraw_link", invitation=models.Invitation.objects.first().pk)
    assert ask(placed).status == 200


@pytest.mark.parametrize("action", CHANGES)
def test_an_invitation_of_another_teacher_cannot_be_touched(placed, colleague, action):
    number = rated(placed)
    before = models.Invitation.objects.values().get()
    colleague.begin()

    assert colleague.post(f"together/{action}", invitation=number).status == 404
    assert models.Invitation.objects.values().get() == before


@pytest.mark.parametrize("action", CHANGES)
@pytest.mark.parametrize("number", [None, "1", -1, True, 2**60])
def test_a_number_of_another_form_is_refused(placed, action, number):
    assert placed.post(f"together/{action}", invitation=number).status == 400


def test_staff_who_look_as_the_teacher_ask_and_share_nothing(placed, monkeypatch):
    number = rated(placed)
    masquerade(monkeypatch)

    assert {ask(placed).status, placed.post("together/share_rating", invitation=number).status} == {403}
    assert (models.Invitation.objects.count(), models.Invitation.objects.get().shared_at) == (1, None)


def test_whoever_is_not_signed_in_asks_nobody(placed):
    assert ask(Browser(None)).status == 403


def test_the_difference_is_told_per_competency_in_words(placed):
    rated(placed, "Sam")
    rated(placed, "Kim")
    rated(placed, "Noor", **{"c-goals": "0"})

    page = placed.post("together/show")

    (row,) = part(page, "asking")["differences"]
    assert (row["name"], row["placed_name"]) == ("About goals", "Developing")
    assert "2 colleagues see you one level higher, at Proficient." in page.body["html"]
    assert "1 colleague sees you one level lower, at Emerging." in page.body["html"]


def test_colleagues_and_coaches_are_kept_apart(placed):
    rated(placed, "Sam")
    rated(placed, "Ms Ortiz", "coach")

    html = placed.post("together/show").body["html"]

    assert "1 colleague sees you one level higher" in html
    assert "1 coach sees you one level higher" in html


def test_of_a_competency_without_a_placement_only_what_was_given_is_told(placed):
    rated(placed, **{"c-feedback": "3"})

    html = placed.post("together/show").body["html"]

    assert "1 competency in which you were not placed" in html
    assert "1 colleague sees you at Leading." in html


def test_all_that_somebody_answered_counts_in_the_difference_and_is_listed_first_for_the_teacher_alone(placed, staff):
    number = rated(placed, **{"c-goals": "1", "q-goals-frequency": "3"})
    shown_to_teacher = placed.post("together/show").body["html"]

    assert "1 colleague sees you one level higher, at Proficient." in shown_to_teacher
    assert "by 2 answers together" in shown_to_teacher
    assert "3 times" in shown_to_teacher
    placed.post("together/share_rating", invitation=number)
    reply = staff.post("staff_find", who="teacher").body
    assert reply["teacher"]["others"][0]["levels"] == [{"name": "About goals", "level_name": "Proficient"}]
    assert "3 times" not in reply["html"]


def test_of_too_little_for_a_level_what_was_said_is_listed(placed):
    rated(placed, **{"c-goals": "", "q-goals-frequency": "3"})

    assert shown(placed)["differences"] == []
    html = placed.post("together/show").body["html"]
    assert "too little for a level" in html
    assert "3 times" in html


def test_ratings_on_other_levels_are_listed_and_not_compared(placed):
    rated(placed)
    DemoRuntime().create_block(BLOCK, document_of(a_definition(levels=3)))
    with committed():
        placed.open()

    page = shown(placed)
    assert page["differences"] + page["unplaced"] == []
    assert page["ratings"][0]["levels"][0]["level_name"] == "Proficient"


def test_a_rating_changes_neither_level_nor_pathway(placed):
    before = placed.view().body
    rated(placed, **{"c-goals": "3", "c-feedback": "3"})

    after = placed.view().body

    assert after["competencies"] == before["competencies"]
    assert after["pathway"] == before["pathway"]


def test_only_what_the_teacher_shares_is_seen_by_those_who_may_look_and_without_the_label(placed, staff):
    number = rated(placed)
    rated(placed, "Kim", comment="keep this one")
    assert staff.post("staff_find", who="teacher").body["teacher"]["others"] == []

    placed.post("together/share_rating", invitation=number)
    reply = staff.post("staff_find", who="teacher")

    (other,) = reply.body["teacher"]["others"]
    assert (other["role"], other["comment"]) == ("colleague", "You listen well")
    assert other["levels"] == [{"name": "About goals", "level_name": "Proficient"}]
    assert "Sam next door" not in reply.body["html"]
    assert "keep this one" not in reply.body["html"]


def test_sharing_is_taken_back_with_the_next_look(placed, staff):
    number = rated(placed)
    placed.post("together/share_rating", invitation=number)
    placed.post("together/unshare_rating", invitation=number)

    assert staff.post("staff_find", who="teacher").body["teacher"]["others"] == []


def test_what_was_not_given_cannot_be_shared(placed):
    ask(placed)

    assert placed.post("together/share_rating", invitation=models.Invitation.objects.get().pk).status == 409


def test_a_withdrawn_link_is_gone_from_the_screen_and_takes_no_rating(placed):
    link = link_in(ask(placed))
    reply = placed.post("together/withdraw_link", invitation=models.Invitation.objects.get().pk)

    assert part(reply, "asking")["waiting"] == []
    assert Client().get(f"/pd_personalize/rate/{link.rpartition('/')[2]}").status_code == 404
    assert not models.Invitation.objects.exists()


def test_a_rating_that_came_before_the_withdrawal_stays(placed):
    number = rated(placed)
    placed.post("together/withdraw_link", invitation=number)

    assert len(shown(placed)["ratings"]) == 1


def test_a_rating_is_deleted_wholly(placed):
    number = rated(placed)

    page = part(placed.post("together/delete_rating", invitation=number), "asking")

    assert page["ratings"] == []
    assert not models.Invitation.objects.exists()
    assert "You listen well" not in placed.get("record_json").body.decode()


def test_the_download_has_what_was_asked_and_given_and_no_link(placed):
    rated(placed)

    found = json.loads(placed.get("record_json").body)
    (asked,) = found["invitations"]
    assert (asked["label"], asked["comment"], asked["role"]) == ("Sam next door", "You listen well", "colleague")
    assert [row["level_name"] for row in asked["levels"]] == ["Proficient", ""]
    assert [row["answer"] for row in asked["answers"]] == ["What level 2 does"]
    assert "Answered about you" in placed.get("record_csv").body.decode()
    assert "token" not in json.dumps(found)
    assert "Asked for a rating" in placed.get("record_csv").body.decode()


def test_an_expired_link_is_said_to_be_over(placed):
    ask(placed)
    models.Invitation.objects.update(expires_at=timezone.now())

    assert shown(placed)["waiting"][0]["is_over"] is True


def test_in_studio_the_address_is_the_lmss(placed, settings):
    settings.ROOT_URLCONF, settings.LMS_ROOT_URL = "tests.block.no_addresses", "https://lms.example.org"

    assert link_in(ask(placed)).startswith("https://lms.example.org/pd_personalize/rate/")


def test_the_address_is_where_the_teacher_is(placed, monkeypatch, settings):
    import crum

    settings.LMS_ROOT_URL = "https://lms.example.org"
    assert link_in(ask(placed)).startswith("https://lms.example.org/pd_personalize/rate/")
    request = SimpleNamespace(build_absolute_uri=lambda path: f"https://here.example.org{path}")
    monkeypatch.setattr(crum, "get_current_request", lambda: request)

    assert link_in(ask(placed)).startswith("https://here.example.org/pd_personalize/rate/")
