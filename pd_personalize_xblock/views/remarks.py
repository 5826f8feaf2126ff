"""What a teacher has said about sections that are done, as the page tells it: to nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from ..domain.learner import LearnerRecord
from ..domain.pathway import SectionState
from ..domain.remarks import RELEVANCE, RemarkKind, last_about
from .common import Page

ASKED_FOR = timedelta(days=14)
"""How long the section mastered last is asked about at the top; then only in its own place."""
STAYS_FOR = timedelta(minutes=30)
"""How long it stays at the top once it is rated: there may be more to say, and nothing moves under the hand."""


def relevance_scale() -> list[str]:
    """The four ratings in words, lowest first."""
    return [_("Not at all"), _("A little"), _("Quite"), _("Very")]


def add_remarks(page: Page, record: LearnerRecord, now: datetime) -> None:
    """Let every mastered section on a result page say, and take, what the teacher has to say about it.

    The one that was mastered last is ``just_done`` while it is time to ask about it.
    """
    said = {kind: last_about(record.remarks, kind) for kind in RemarkKind}
    scale = [{"value": value, "name": name} for value, name in zip(RELEVANCE, relevance_scale(), strict=True)]
    for section in page["pathway"]["sections"]:
        if section["state"] == SectionState.MASTERED.value:
            last = {kind: said[kind].get(section["id"]) for kind in RemarkKind}
            rated, voice, practice = (last[k] for k in (RemarkKind.RELEVANCE, RemarkKind.VOICE, RemarkKind.PRACTICE))
            section["remarks"] = {
                "scale": scale,
                "relevance": rated.value if rated else None,
                "relevance_name": scale[rated.value - RELEVANCE[0]]["name"] if rated and rated.value else "",
                "voice": voice.text if voice else "",
                "may_share": bool(voice and voice.may_share),
                "practice": practice.text if practice else "",
            }
    done = [section for section in page["pathway"]["sections"] if "remarks" in section]
    last_done = _last_done(record, {section["id"] for section in done}, now)
    page["just_done"] = next((section for section in done if section["id"] == last_done), None)


def _last_done(record: LearnerRecord, mastered: set[str], now: datetime) -> str | None:
    """Return the section mastered last, if that was lately and its relevance was not said, or only just now."""
    work = [(each.recorded_at, each.section_id) for each in record.evidence]
    words = [(word.signed_at, word.about) for word in record.sign_offs if word.given and word.level is None]
    done = sorted((at, section) for at, section in [*work, *words] if section in mastered)
    if not done or now - done[-1][0] > ASKED_FOR:
        return None
    rated = last_about(record.remarks, RemarkKind.RELEVANCE).get(done[-1][1])
    return None if rated and now - rated.made_at > STAYS_FOR else done[-1][1]
