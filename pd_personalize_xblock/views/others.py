"""What is kept about a teacher and other people, as plain values for the teacher's own download.

This module needs the records: the package does not import it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ..domain.rating import Given
from ..platform import people
from ..records import invitations, models, roster
from ..records.api import Learner, get_version
from ..rendering import plain

Rows = list[dict[str, Any]]


def looking_kept(learner: Learner) -> dict[str, Rows]:
    """Return consents, looks, and lists that were taken of every teacher, each oldest first; times are ISO 8601."""
    mine = {"pathway_id": learner.pathway_id, "user_id": learner.user_id}
    consents = list(models.Consent.objects.filter(**mine).order_by("pk"))
    looks = list(models.Look.objects.filter(**mine).order_by("pk"))
    lists = roster.exports_of(learner.pathway_id)[::-1]
    viewers = {row.viewer_id for row in (*looks, *lists)}
    names = people.names_of({row.coach_id for row in consents} | {viewer for viewer in viewers if viewer is not None})
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
        "lists": [
            {"viewer": names.get(row.viewer_id or 0, ""), "what": row.what, "taken_at": row.taken_at.isoformat()}
            for row in lists
        ],
    }


def counted_kept(learner: Learner) -> dict[str, Any]:
    """Return what is counted of a teacher with others. A list of every teacher has its levels and section states."""
    row = models.Figures.objects.filter(pathway_id=learner.pathway_id, user_id=learner.user_id).first()
    found = {"as_of": row.changed_at.isoformat(), "month": row.month, **row.document} if row else None
    return {"counted": found}


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
        "answers": [_answer(each) for each in invitations.given_by(row)],
    }


def _answer(given: Given) -> dict[str, str]:
    """One answer that was given, in words."""
    competency = given.question.competency
    return {
        "competency": competency.id,
        "competency_name": plain(competency.name),
        "question": plain(given.question.prompt),
        "answer": plain(given.chosen.text or given.chosen.name),
    }


def _moment(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
