"""What is kept about a teacher and other people, as plain values for the teacher's own download.

This module needs the records: the package does not import it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ..platform import people
from ..records import invitations, models
from ..records.api import Learner, get_version
from ..rendering import plain

Rows = list[dict[str, Any]]


def looking_kept(learner: Learner) -> dict[str, Rows]:
    """Return consents and looks, each oldest first; times are ISO 8601."""
    mine = {"pathway_id": learner.pathway_id, "user_id": learner.user_id}
    consents = list(models.Consent.objects.filter(**mine).order_by("pk"))
    looks = list(models.Look.objects.filter(**mine).order_by("pk"))
    users = {row.coach_id for row in consents} | {row.viewer_id for row in looks if row.viewer_id is not None}
    names = people.names_of(users)
    return {
        "consents": [
            {
                "coach": names.get(row.coach_id, ""),
                "given_at": row.given_at.isoformat(),
                "withdrawn_at": _moment(row.withdrawn_at),
            }
            for row in consents
        ],
        "looks": [
            {"viewer": names.get(row.viewer_id or 0, ""), "by": row.by, "looked_at": row.looked_at.isoformat()}
            for row in looks
        ],
    }


def asking_kept(learner: Learner) -> dict[str, Rows]:
    """Return invitations with what was given. Of a link nothing is told: only its hash is kept."""
    return {"invitations": [_invitation(row) for row in invitations.invitations_of(learner)]}


def _invitation(row: models.Invitation) -> dict[str, Any]:
    definition = get_version(row.definition.hash).definition
    return {
        "label": row.label,
        "role": row.role,
        "made_at": row.made_at.isoformat(),
        "expires_at": row.expires_at.isoformat(),
        "withdrawn_at": _moment(row.withdrawn_at),
        "answered_at": _moment(row.answered_at),
        "shared_at": _moment(row.shared_at),
        "comment": row.comment,
        "levels": [
            {
                "competency": id,
                "competency_name": plain(definition.competency(id).name),
                "level": level,
                "level_name": "" if level is None else plain(definition.framework.levels[level].name),
            }
            for id, level in row.levels.items()
        ],
    }


def _moment(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
