"""Who leads, in the LMS: the role is granted in its admin, for a course or for an organisation."""

from __future__ import annotations

import pytest
from common.djangoapps.student.admin import CourseAccessRoleForm
from common.djangoapps.student.models import CourseAccessRole
from common.djangoapps.student.roles import REGISTERED_ACCESS_ROLES
from common.djangoapps.student.tests.factories import UserFactory
from django.contrib.admin import site
from django.test import RequestFactory
from django.urls import reverse

from pd_personalize_xblock.platform import leaders

TEST_PASSWORD = "Password1234"
COURSE, SISTER, OTHER = (
    f"course-v1:{org}+PD101+{run}" for org, run in (("Org", "1"), ("Org", "2"), ("Elsewhere", "1"))
)


@pytest.fixture
def user(db):
    return UserFactory(email="farah@example.com", password=TEST_PASSWORD)


def grant(**where):
    """Grant the role as the platform's admin does."""
    admin = site._registry[CourseAccessRole]
    request = RequestFactory().post("/")
    form = admin.get_form(request)({"email": "farah@example.com", "role": leaders.LEADER_ROLE, "org": "", **where})
    assert form.is_valid(), form.errors
    admin.save_model(request, form.save(commit=False), form, change=False)


def test_the_role_can_be_chosen_in_the_admin():
    assert leaders.LEADER_ROLE in REGISTERED_ACCESS_ROLES
    assert leaders.LEADER_ROLE in dict(CourseAccessRoleForm.base_fields["role"].choices)


def test_a_grant_for_an_organisation_is_for_all_its_courses(user):
    grant(org="Org")

    assert leaders.is_leader(user, COURSE)
    assert leaders.is_leader(user, SISTER)
    assert not leaders.is_leader(user, OTHER)


def test_a_grant_for_a_course_is_for_that_one(user):
    CourseAccessRole.objects.create(user=user, role=leaders.LEADER_ROLE, org="Org", course_id=COURSE)

    assert leaders.is_leader(user, COURSE)
    assert not leaders.is_leader(user, SISTER)


@pytest.mark.parametrize("role", ["beta_testers", "data_researcher"])
def test_another_role_is_not_it(user, role):
    CourseAccessRole.objects.create(user=user, role=role, org="Org", course_id=COURSE)

    assert not leaders.is_leader(user, COURSE)


def test_a_leader_is_not_staff_and_costs_one_query(user, django_assert_num_queries):
    grant(org="Org")

    with django_assert_num_queries(1):
        assert leaders.is_leader(user, COURSE)
    assert not leaders.is_staff_of(user, COURSE)


def test_the_cohort_has_an_address_and_asks_to_sign_in(client, db):
    address = reverse("pd_personalize:cohort", args=["block-v1:Org+PD101+1+type@pd_personalize+block@x"])
    response = client.get(address)

    assert response.status_code == 302
    assert "login" in response["Location"]


def test_its_styles_are_where_the_platform_serves_them(client, user):
    assert client.login(username=user.username, password=TEST_PASSWORD)
    response = client.get(reverse("pd_personalize:cohort", args=["block-v1:Org+PD101+1+type@pd_personalize+block@x"]))

    assert response.status_code == 404
    assert "There is no pathway at this address." in response.content.decode()
    assert "pd_personalize/css/leading.css" in response.content.decode()
