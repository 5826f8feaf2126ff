"""In a real LMS: study groups become cohorts and nobody is taken out of a chosen one; credentials are found there."""

from __future__ import annotations

from unittest.mock import patch

import jwt
from common.djangoapps.student.models import CourseEnrollment
from openedx.core.djangoapps.course_groups.cohorts import (
    add_cohort,
    add_user_to_cohort,
    get_cohort_by_id,
    get_cohort_by_name,
    set_course_cohorted,
)
from openedx.core.djangoapps.course_groups.models import (
    CourseCohort,
    CourseUserGroup,
    CourseUserGroupPartitionGroup,
)

from pd_personalize_xblock.leading import community
from pd_personalize_xblock.records import models

from .community import GROUP, CommunityTest


class Community(CommunityTest):
    def test_a_course_without_cohorts_is_left_alone(self):
        self.agree()

        assert self.make().status_code == 409
        assert "switched off in this course" in self.act(self.coach, "lead/community").json()["html"]

    def test_whoever_has_no_cohort_or_one_by_chance_is_placed_and_whoever_was_put_somewhere_stays(self):
        self.agree()
        set_course_cohorted(self.built.course_key, True)
        free, by_chance, chosen = self.teachers
        add_user_to_cohort(add_cohort(self.built.course_key, "Default", CourseCohort.RANDOM), by_chance)
        add_user_to_cohort(add_cohort(self.built.course_key, "Chosen", CourseCohort.MANUAL), chosen)

        reply = self.make()

        assert [self.cohort_of(user) for user in (free, by_chance, chosen)] == [GROUP, GROUP, "Chosen"]
        assert reply.json()["said"].startswith("2 teachers are in the cohort")
        assert "1 teacher has another cohort" in reply.json()["said"]

    def test_whoever_is_in_a_cohort_that_decides_what_they_see_stays(self):
        self.agree()
        set_course_cohorted(self.built.course_key, True)
        tied = add_cohort(self.built.course_key, "Default", CourseCohort.RANDOM)
        CourseUserGroupPartitionGroup.objects.create(course_user_group=tied, partition_id=50, group_id=1)
        add_user_to_cohort(tied, self.teachers[0])

        self.make()

        assert [self.cohort_of(user) for user in self.teachers] == ["Default", GROUP, GROUP]

    def test_making_a_group_again_fills_the_same_one(self):
        self.agree()
        set_course_cohorted(self.built.course_key, True)
        self.make()

        reply = self.make()

        assert reply.status_code == 200
        cohort = get_cohort_by_name(self.built.course_key, GROUP)
        assert set(cohort.users.all()) == set(self.teachers)

    def test_the_group_of_a_section_is_one_cohort_in_every_language_and_under_every_name(self):
        self.agree()
        set_course_cohorted(self.built.course_key, True)
        add_cohort(self.built.course_key, GROUP, CourseCohort.MANUAL)
        self.make()
        made = models.StudyGroup.objects.get().cohort_id
        assert get_cohort_by_id(self.built.course_key, made).name == f"{GROUP} (2)"
        CourseUserGroup.objects.filter(pk=made).update(name="Tuesdays")

        with patch.object(community, "_", lambda text: f"¡{text}!"):
            reply = self.make()

        assert "Tuesdays" in reply.json()["said"]
        assert [self.cohort_of(user) for user in self.teachers] == ["Tuesdays"] * 3
        assert models.StudyGroup.objects.get().cohort_id == made

    def test_whoever_has_left_the_course_is_in_no_group_and_in_no_pool(self):
        self.agree()
        set_course_cohorted(self.built.course_key, True)
        gone, *others = self.teachers
        CourseEnrollment.unenroll(gone, self.built.course_key)

        shown = [part for part in self.act(others[0], "together/show").json()["parts"] if part["name"] == "matching"]
        assert len([match for match in shown[0]["matches"] if match["contact"]]) == 1
        assert shown[0]["is_too_few"] is True
        assert self.make().json()["said"].startswith("2 teachers are in the cohort")
        assert self.cohort_of(gone) is None
        assert self.act(gone, "together/match-join").status_code == 403
        assert self.act(gone, "together/match-leave").status_code == 200

    def test_a_credential_is_found_and_verified_at_the_lms(self):
        teacher = self.teachers[0]
        assert self.act(teacher, "skip").status_code == 200
        said = {"username": teacher.username, "about": "goals", "level": 2, "given": True}
        assert self.act(self.coach, "sign_off", **said).status_code == 200
        assert self.act(teacher, "together/credential-issue", competency="goals", level=2).status_code == 200
        row = models.Credential.objects.get()
        self.client.logout()
        place = f"/pd_personalize/credentials/{row.uid}"

        (key,) = jwt.PyJWKSet.from_dict(self.client.get("/pd_personalize/credentials/keys").json()).keys
        claims = jwt.decode(self.client.get(f"{place}.jwt").content.decode(), key.key, algorithms=["RS256"])

        assert claims["jti"].endswith(place)
        assert self.client.get(place, HTTP_ACCEPT="text/html").status_code == 200
        assert self.client.get(f"{place}/packet").status_code == 404
        self.sign_in(teacher)
        assert self.client.get(f"{place}/packet").status_code == 200
        assert self.act(self.coach, "sign_off", **said | {"given": False}).status_code == 200
        assert self.client.get(f"{place}.jwt").status_code == 410
