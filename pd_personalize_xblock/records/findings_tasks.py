"""Reports are made in the background: a Celery task, like those in ``tasks``, and the asking for it."""

from __future__ import annotations

from datetime import datetime

from celery import shared_task
from django.utils.timezone import now as current_time
from edx_django_utils.monitoring import set_code_owner_attribute

from pd_personalize_xblock.platform import background
from pd_personalize_xblock.platform.background import RETRIED

from . import findings, leases

ONE_AT_A_TIME_SECONDS = 600
LEASE = "findings"


def ask(block_key: str, *, now: datetime) -> findings.Findings:
    """Return the reports; where they are more than an hour old and something changed, have them made anew."""
    kept = findings.latest(block_key)
    is_due = findings.is_due(block_key, kept, now=now)
    if is_due and leases.take(LEASE, block_key, ONE_AT_A_TIME_SECONDS):
        background.at_once(make_findings, block_key)
        kept = findings.latest(block_key)
        is_due = findings.is_older(kept, now)
    return findings.found_in(kept, is_due=is_due)


@shared_task(**RETRIED)
@set_code_owner_attribute
def make_findings(block_key: str) -> None:
    """Count anew how well a pathway's questions measure, and what growth goes with its sections."""
    findings.make(block_key, now=current_time())
    leases.give_back(LEASE, block_key)
