"""Which host we run in, and where its pages are."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse

from pd_personalize_xblock.domain.errors import DomainError

from ..domain.words import gettext_noop

STUDENT_APP = "common.djangoapps.student"


class RecordsMissing(DomainError):
    """The Django app with the records is not installed here."""

    def __init__(self) -> None:
        super().__init__(
            gettext_noop(
                "The app pd_personalize_xblock.records is not installed: "
                "ask your operator to install the package and migrate."
            )
        )


def is_studio(runtime: Any) -> bool:
    """Whether this is Studio's process. Its handlers answer everybody who is signed in: see :func:`may_author`."""
    return bool(getattr(runtime, "is_author_mode", False)) or getattr(settings, "SERVICE_VARIANT", "") == "cms"


def has_modulestore() -> bool:
    """Whether this is a process of the platform, where courses can be read."""
    return bool(getattr(settings, "MODULESTORE", None))


def is_masquerade(block: Any) -> bool:
    """Whether somebody of the staff looks at the course as this very teacher: nothing may be written then."""
    user = getattr(block.runtime.service(block, "user"), "_django_user", None)
    return hasattr(user, "real_user")


def is_course_staff(block: Any) -> bool:
    """Whether whoever looks is of the course's staff in the LMS, and looks as themself.

    The LMS's user service means this course's staff by it, and everybody who is staff everywhere.
    """
    service = block.runtime.service(block, "user")
    if service is None or is_studio(block.runtime) or is_masquerade(block):
        return False
    return bool(service.get_current_user().opt_attrs.get("edx-platform.user_is_staff"))


def may_author(block: Any) -> bool:
    """Whether whoever asks may write the block's course: Studio's own rule, by its service or, without one, directly.

    Where neither is there to say so, nobody may.
    """
    course_key = getattr(block.scope_ids.usage_id, "context_key", None)
    if course_key is None:
        return False
    permissions = block.runtime.service(block, "studio_user_permissions")
    if permissions is not None:
        return bool(permissions.can_write(course_key))
    user = getattr(block.runtime.service(block, "user"), "_django_user", None)
    if user is None or not apps.is_installed(STUDENT_APP):
        return False
    from common.djangoapps.student.auth import has_studio_write_access

    return bool(has_studio_write_access(user, course_key))


def link_to_block(course_key: str, block: str) -> str:
    """Return the LMS's address of "<block type>/<block id>", which finds the way in any course run."""
    return f"/courses/{course_key}/jump_to_id/{block.partition('/')[2]}"


def file_url(path: str) -> str:
    """Return the address of one of the package's public files, for pages that are no block's.

    As the platform's ``xblock_local_resource_url`` and the workbench have it for a block.
    """
    if not has_modulestore():
        return reverse("package_resource", args=("pd_personalize", path))
    if settings.PIPELINE["PIPELINE_ENABLED"] or not settings.REQUIRE_DEBUG:
        return str(staticfiles_storage.url(f"xblock/resources/pd_personalize_xblock/{path}"))
    return reverse("xblock_resource_url", kwargs={"block_type": "pd_personalize", "uri": path})
