"""Rating by a link, without an account: what is shown, what is kept, and every way in which it is refused."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from demo.people import BY_USERNAME, SESSION_KEY, user_of
from demo.runtime import DemoRuntime
from pd_personalize_xblock.lms.settings import RATING
from pd_personalize_xblock.records import api, forgetting, invitations, models

from ..block.browser import BLOCK, Browser, document_of, two_competencies
from ..builders import a_choice, a_competency, a_definition, a_framework, a_rubric
from ..requests import committed

NOWHERE = "this link leads nowhere: it may be over, or withdrawn"
GIVEN = {"c-goals": "2", "c-feedback": "", "comment": "You listen well"}


@pytest.fixture
def user(db) -> User:
    return User.objects.create(username="amal", first_name="Amal", last_name="Haddad")


@pytest.fixture
def learner(user) -> api.Learner:
    """A teacher of a pathway that is in force."""
    DemoRuntime().create_block(BLOCK, document_of(two_competencies()))
    Browser(user.pk).open()
    return api.find_learner(str(BLOCK), user.pk)


@pytest.fixture
def secret(learner) -> str:
    return invite(learner)


def invite(learner: api.Learner, **how: object) -> str:
    default = {"role": models.Invitation.Role.COLLEAGUE, "label": "Sam next door", "now": timezone.now()}
    return invitations.invite(learner, **(default | how))


def address(secret: str) -> str:
    return f"/pd_personalize/rate/{secret}"


def give(secret: str, client: Client | None = None, **fields: str):
    return (client or Client()).post("/pd_personalize/rate/", {"secret": secret, **GIVEN, **fields})


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]+>", "", response.content.decode(), flags=re.S))


def test_the_page_says_who_asks_what_for_and_who_will_see_it(secret):
    shown = text(Client().get(address(secret)))

    assert "How do you see Amal Haddad?" in shown
    assert "as a colleague" in shown
    assert "Only Amal Haddad sees what you give." in shown
    assert "not your single answers" in shown
    assert "It takes about 1 minute." in shown
    assert "It is not anonymous to Amal Haddad" in shown
    assert "Sam next door" not in shown


def test_the_statements_are_those_of_the_rubrics_and_cannot_say_is_chosen_for_each(secret):
    page = Client().get(address(secret)).content.decode()

    first, _, further = page.partition("<details>")
    assert first.count("What level 2 does") == 2
    assert first.count('value="" checked') == 2
    assert "Right" not in page
    assert "times" not in first
    assert further.count("1 times") == 2


def test_whoever_wants_is_shown_how_much_more_there_is_folded_away(secret):
    page = Client().get(address(secret)).content.decode()

    assert "Go on with 2 more questions (about 1 minute)" in text(Client().get(address(secret)))
    assert "<details>" in page
    assert "<details open>" not in page


def test_without_further_questions_nothing_is_offered(user):
    DemoRuntime().create_block(BLOCK, document_of(a_definition()))
    Browser(user.pk).open()

    page = Client().get(address(invite(api.find_learner(str(BLOCK), user.pk)))).content.decode()

    assert "<details" not in page
    assert "go on with" not in page.lower()


def test_a_competency_without_a_rubric_is_asked_about_by_its_levels(user):
    framework = a_framework((a_competency("goals"),))
    definition = a_definition(competencies=framework.competencies, items=(a_choice(level=1), a_choice("b", level=2)))
    DemoRuntime().create_block(BLOCK, document_of(definition))
    Browser(user.pk).open()

    page = text(Client().get(address(invite(api.find_learner(str(BLOCK), user.pk)))))

    assert "Where do you see Amal Haddad?" in page
    assert all(level.name in page for level in framework.levels)


def test_opening_the_page_changes_nothing_so_a_mail_program_may(secret):
    before = list(models.Invitation.objects.values())
    for method in ("get", "head"):
        assert getattr(Client(), method)(address(secret)).status_code == 200

    assert list(models.Invitation.objects.values()) == before


def test_what_is_given_is_thanked_for_and_shown_once_and_kept(secret):
    response = give(secret)

    assert response.status_code == 200
    assert "Thank you" in text(response)
    assert "What level 2 does" in text(response)
    assert "You listen well" in text(response)
    row = models.Invitation.objects.get()
    assert (row.levels, row.comment) == ({"goals": 2, "feedback": None}, "You listen well")
    assert row.answered_at is not None


def test_what_is_given_beyond_the_first_questions_is_kept_and_counts(secret):
    response = give(secret, **{"c-goals": "1", "q-goals-frequency": "3", "q-feedback-frequency": "0"})

    row = models.Invitation.objects.get()
    assert row.answers == [
        {"competency": "goals", "item": "goals-rubric", "option": 1},
        {"competency": "goals", "item": "goals-frequency", "option": 3},
        {"competency": "feedback", "item": "feedback-frequency", "option": 0},
    ]
    assert row.levels == {"goals": 2, "feedback": None}
    assert "Question goals-frequency 3 times" in text(response)
    assert "Proficient" not in text(response)


def test_a_further_answer_alone_is_enough_to_send(secret):
    response = give(secret, **{"c-goals": "", "comment": "", "q-feedback-frequency": "2"})

    assert response.status_code == 200
    assert models.Invitation.objects.get().levels == {"goals": None, "feedback": None}


def test_of_a_refused_form_nothing_is_lost(secret):
    words = "x" * 2001
    response = give(secret, **{"q-goals-frequency": "1", "comment": words})

    page = response.content.decode()
    assert response.status_code == 400
    assert 'name="c-goals" value="2" checked' in page
    assert 'name="q-goals-frequency" value="1" checked' in page
    assert "<details open>" in page
    assert words in page
    assert "the words are too long" in text(response)
    assert give(secret).status_code == 200


def test_the_link_is_dead_afterwards_for_reading_and_for_giving(secret):
    give(secret)

    assert [Client().get(address(secret)).status_code, give(secret).status_code] == [410, 410]
    assert "it takes one rating" in text(Client().get(address(secret)))
    assert "You listen well" not in text(Client().get(address(secret)))


def test_a_second_sending_takes_nothing_over(secret):
    give(secret)
    give(secret, **{"c-goals": "0", "comment": "something else"})

    assert models.Invitation.objects.get().comment == "You listen well"


def over(learner):
    return invite(learner, now=timezone.now() - invitations.VALID_FOR - timedelta(seconds=1))


def withdrawn(learner):
    secret = invite(learner)
    invitations.withdraw(learner, models.Invitation.objects.get().pk)
    return secret


def of_a_closed_account(learner):
    secret = invite(learner)
    User.objects.filter(pk=learner.user_id).update(is_active=False)
    return secret


def of_a_pathway_that_was_removed(learner):
    secret = invite(learner)
    models.PathwayBlock.objects.update(removed_at=timezone.now())
    return secret


def of_somebody_who_was_reset(learner):
    secret = invite(learner)
    forgetting.forget_learner(learner.user_id, block_key=learner.block_key)
    return secret


def guessed(learner):
    invite(learner)
    return "A" * 43


def hashed(learner):
    """What the database holds opens nothing."""
    return invitations.hash_of(invite(learner))


LEADS_NOWHERE = (over, withdrawn, of_a_closed_account, of_a_pathway_that_was_removed, of_somebody_who_was_reset)


@pytest.mark.parametrize("make", [*LEADS_NOWHERE, guessed, hashed])
def test_whatever_leads_nowhere_is_refused_in_the_same_words(learner, make):
    secret = make(learner)

    responses = [Client().get(address(secret)), give(secret)]

    assert [response.status_code for response in responses] == [404, 404]
    assert all(NOWHERE in text(response).lower() for response in responses)
    assert "Amal" not in text(responses[0])
    assert not models.Invitation.objects.exclude(answered_at=None).exists()


@pytest.mark.parametrize("secret", ["", "x" * 5000, "\x00", "naïve"])
def test_nonsense_in_the_place_of_a_secret_is_refused_alike(learner, secret):
    assert give(secret).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"c-goals": "9"},
        {"c-goals": "-1"},
        {"c-goals": "two"},
        {"c-goals": "²"},
        {"c-other": "1"},
        {"q-goals-frequency": "9"},
        {"q-goals-frequency": "-1"},
        {"q-goals-rubric": "1"},
        {"q-goals-check": "1"},
        {"q-": "1"},
        {"comment": "x" * 2001},
    ],
)
def test_what_was_not_asked_is_refused_and_nothing_kept(secret, wrong):
    response = give(secret, **wrong)

    assert response.status_code in (400, 404)
    assert models.Invitation.objects.get().answered_at is None


def test_lines_count_as_the_browser_counts_them(secret):
    assert give(secret, comment="ab\r\n" * 600).status_code == 200
    assert models.Invitation.objects.get().comment.count("\n") == 599


def test_sending_nothing_at_all_does_not_use_the_link_up(secret):
    response = give(secret, **{"c-goals": "", "comment": " "})

    assert (response.status_code, "nothing was sent yet" in text(response)) == (400, True)
    assert give(secret).status_code == 200


def test_a_form_from_elsewhere_is_refused(secret):
    strict = Client(enforce_csrf_checks=True)

    assert give(secret, strict).status_code == 403
    assert models.Invitation.objects.get().answered_at is None


def test_the_pages_own_form_is_taken_with_its_token(secret):
    strict = Client(enforce_csrf_checks=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', strict.get(address(secret)).content.decode())[1]

    assert give(secret, strict, csrfmiddlewaretoken=token).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_page_takes_no_other_method(secret, method):
    assert getattr(Client(), method)(address(secret)).status_code == 405


def test_the_address_that_takes_a_rating_is_not_to_be_read(db):
    assert Client().get("/pd_personalize/rate/").status_code == 405


def test_a_teacher_does_not_rate_themself(learner, user):
    ben = user_of(BY_USERNAME["ben"])
    secret = invite(api.find_learner(str(BLOCK), ben.pk))
    client = Client()
    session = client.session
    session[SESSION_KEY] = "ben"
    session.save()

    assert [client.get(address(secret)).status_code, give(secret, client).status_code] == [403, 403]
    assert models.Invitation.objects.get().answered_at is None


def test_a_link_asks_what_it_asked_when_it_was_made_whatever_is_published_since(learner, secret):
    definition = a_definition(competencies=(a_competency("other"),), items=(a_rubric("new", "other"),))
    DemoRuntime().create_block(BLOCK, document_of(definition))
    with committed():
        Browser(learner.user_id).open()
    assert api.find_learner(str(BLOCK), learner.user_id).in_force.hash != learner.in_force.hash

    assert "About goals" in text(Client().get(address(secret)))
    assert give(secret).status_code == 200


def test_no_cache_keeps_the_page_and_no_other_site_learns_its_address(secret):
    for response in (Client().get(address(secret)), give(secret), Client().get(address(secret))):
        assert response["Cache-Control"] == "private, no-store"
        assert response["Referrer-Policy"] == "same-origin"
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_a_slash_that_a_mail_program_adds_does_no_harm(secret):
    assert "How do you see Amal Haddad?" in text(Client().get(f"{address(secret)}/"))
    assert reverse("pd_personalize:rate", args=[secret]) == address(secret)


def test_no_log_has_the_secret_whatever_happens(secret, learner, caplog):
    caplog.set_level(logging.DEBUG)
    strict = Client(enforce_csrf_checks=True)
    Client().get(address(secret))
    give(secret, strict)
    give(secret, **{"c-goals": "9"})
    give(secret)
    Client().get(address(secret))
    Client().get(address(withdrawn_secret := "B" * 43))
    for client in (Client(), strict):
        client.post(address(secret))
        client.put(address(secret))
    for ending in ("/", ".", ")"):
        Client().get(f"{address(withdrawn_secret)}{ending}")

    logged = " ".join(record.getMessage() + str(record.args) for record in caplog.records if record.name != "django.db")
    logged = " ".join(line for line in logged.split() if "token_hash" not in line)
    assert secret not in logged
    assert withdrawn_secret not in logged


def test_the_platforms_tracking_log_passes_over_the_pages(secret):
    assert re.match(RATING, address(secret))
    assert re.match(RATING, "/pd_personalize/rate/")


def test_what_somebody_wrote_is_shown_as_text(secret):
    page = give(secret, comment="<script>alert(1)</script>").content.decode()

    assert "<script>" not in page
    assert "&lt;script&gt;" in page
