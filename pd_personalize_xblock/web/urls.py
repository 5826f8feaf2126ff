"""Addresses below ``/pd_personalize/``: in the LMS by its plugin loader, elsewhere included by hand."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from . import cohort, credentials, rating
from .api import urls as api

app_name = "pd_personalize"
urlpatterns: list[URLPattern | URLResolver] = []
urlpatterns += cohort.urlpatterns
urlpatterns += credentials.urlpatterns
urlpatterns += rating.urlpatterns
urlpatterns += api.urlpatterns
