"""Invitations to rate, below the screen: one link, one rating, whatever happens at once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pd_personalize_xblock.domain.errors import OutOfTurn, UnknownReference
from pd_personalize_xblock.records import api, forgetting, invitations, models

from .at_once import together
from .course import BLOCK, NOW

COLLEAGUE = models.Invitation.Role.COLLEAGUE


@pytest.fixture
def learner(user, ladder) -> api.Learner:
    return api.find_learner(BLOCK, user.pk)


def invite(learner, now=NOW) -> str:
    return invitations.invite(learner, role=COLLEAGUE, label="Sam", now=now)


def give(secret: str, now=NOW, comment: str = ""):
    return invitations.rate(secret, chosen={"goals": 1, "feedback": None}, comment=comment, now=now)


def once_it_is_looked_at(monkeypatch, act) -> None:
    """Do something in between: once an invitation was found usable, and before it is used."""
    real = invitations._as_usable

    def meanwhile(row, now):
        usable = real(row, now)
        monkeypatch.setattr(invitations, "_as_usable", real)
        act(usable)
        return usable

    monkeypatch.setattr(invitations, "_as_usable", meanwhile)


def test_a_secret_has_32_random_bytes_and_is_not_on_record(learner):
    secrets = {invite(learner) for _ in range(5)}

    assert len(secrets) == 5
    assert all(len(secret) == 43 for secret in secrets)
    assert set(models.Invitation.objects.values_list("token_hash", flat=True)) == set(map(invitations.hash_of, secrets))


def test_a_link_is_good_for_thirty_days_and_not_a_moment_longer(learner):
    secret, end = invite(learner), NOW + invitations.VALID_FOR

    assert invitations.find(secret, now=end - timedelta(seconds=1)).label == "Sam"
    with pytest.raises(UnknownReference):
        invitations.find(secret, now=end)
    with pytest.raises(UnknownReference):
        give(secret, now=end)


def test_links_that_are_over_or_answered_make_room_for_others(learner):
    first = invite(learner)
    for _ in range(invitations.MOST_OPEN - 1):
        invite(learner)
    with pytest.raises(OutOfTurn):
        invite(learner)
    give(first)
    invite(learner)

    invite(learner, now=NOW + invitations.VALID_FOR)


def test_there_is_an_end_to_invitations_that_are_kept(learner, monkeypatch):
    monkeypatch.setattr(invitations, "MOST_KEPT", 2)
    give(invite(learner))
    give(invite(learner))

    with pytest.raises(OutOfTurn, match="delete some first"):
        invite(learner)


def test_links_that_were_withdrawn_are_in_nobodys_way(learner, monkeypatch):
    monkeypatch.setattr(invitations, "MOST_KEPT", 2)
    for _ in range(3):
        secret = invite(learner)
        invitations.withdraw(learner, models.Invitation.objects.get().pk)

    assert not models.Invitation.objects.exists()
    with pytest.raises(UnknownReference):
        invitations.find(secret, now=NOW)


def test_an_answer_is_refused_by_a_link_that_is_withdrawn_meanwhile(learner, monkeypatch):
    """What no lock prevents on a database without row locks."""
    secret = invite(learner)
    once_it_is_looked_at(monkeypatch, lambda row: invitations.withdraw(learner, row.pk))

    with pytest.raises(UnknownReference):
        give(secret)


def test_a_teachers_invitations_are_read_without_the_text_of_their_definitions(learner):
    invite(learner)

    with CaptureQueriesContext(connection) as queries:
        assert [row.definition.hash for row in invitations.invitations_of(learner)] == [learner.in_force.hash]

    assert len(queries) == 1
    assert "document" not in queries[0]["sql"]


def test_a_used_link_stays_used_when_its_days_are_over(learner):
    secret = invite(learner)
    give(secret)

    with pytest.raises(invitations.LinkUsed):
        invitations.find(secret, now=NOW + 2 * invitations.VALID_FOR)


def test_a_reset_takes_the_invitations_along_and_their_links_lead_nowhere(learner):
    secret = invite(learner)
    forgetting.forget_learner(learner.user_id, block_key=BLOCK)

    with pytest.raises(UnknownReference):
        invitations.find(secret, now=NOW)


def test_the_version_that_a_link_asks_about_is_kept_as_long_as_the_link(learner):
    invite(learner)

    assert not forgetting._unused_versions().filter(hash=learner.in_force.hash).exists()


def test_of_an_answer_that_slips_in_between_only_the_first_counts(learner, monkeypatch):
    """What no lock prevents on a database without row locks."""
    secret = invite(learner)
    once_it_is_looked_at(monkeypatch, lambda row: give(secret, comment="first"))

    with pytest.raises(invitations.LinkUsed):
        give(secret, comment="second")
    assert models.Invitation.objects.get().comment != "second"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets one write at a time: scripts/with-mariadb runs this"
)
def test_of_two_answers_at_once_one_wins(learner):
    secret = invite(learner)

    ends = together(*(partial(give, secret, comment=each) for each in ("first", "second")))

    assert sum(isinstance(end, invitations.LinkUsed) for end in ends) == 1
    assert models.Invitation.objects.get().comment in ("first", "second")
