"""Addresses below ``/pd_personalize/api/v1/``."""

from __future__ import annotations

import edx_api_doc_tools as apidocs
from django.conf import settings
from django.urls import URLPattern, include, path, re_path
from edx_api_doc_tools import openapi

from . import API_VERSION
from .views import Cohort, CompetencySheet, PathwayDetail, Pathways, SectionSheet, Teachers

PATHWAY = "api/v1/pathways/<str:block_key>/"
urlpatterns: list[URLPattern] = [
    path("api/v1/pathways/", Pathways.as_view(), name="api_pathways"),
    path(PATHWAY, PathwayDetail.as_view(), name="api_pathway"),
    path(f"{PATHWAY}cohort/", Cohort.as_view(), name="api_cohort"),
    path(f"{PATHWAY}teachers/", Teachers.as_view(), name="api_teachers"),
    path(f"{PATHWAY}competencies.csv", CompetencySheet.as_view(), name="api_competencies_csv"),
    path(f"{PATHWAY}sections.csv", SectionSheet.as_view(), name="api_sections_csv"),
]


def info() -> openapi.Info:
    """Say what these addresses are, and whom to ask: this site, whose data they are, by ``CONTACT_EMAIL``.

    The documentation library's own maker of this names Open edX's contact where none is given.
    """
    email = str(getattr(settings, "CONTACT_EMAIL", "") or "")
    return openapi.Info(
        title="Personalized professional development",
        default_version=API_VERSION,
        description="Cohorts and teachers of a pathway.",
        contact=openapi.Contact(email=email) if email else None,
        license=openapi.License("Apache-2.0"),
    )


urlpatterns += [
    # The platform's /api-docs/ lists what lies below /api/ alone.
    re_path(
        r"^api/v1/openapi(?P<format>\.json|\.yaml)$",
        apidocs.make_docs_data_view(info(), [path("pd_personalize/", include(list(urlpatterns)))]),
        name="api_openapi",
    )
]
