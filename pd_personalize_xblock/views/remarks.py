"""What a teacher has said about sections that are done, as the page tells it: to nobody else."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ..domain.learner import LearnerRecord
from ..domain.pathway import SectionState
from ..domain.remarks import RELEVANCE, RemarkKind, last_about
from .common import Page


def relevance_scale() -> list[str]:
    """The four ratings in words, lowest first."""
    return [_("Not at all"), _("A little"), _("Quite"), _("Very")]


def add_remarks(page: Page, record: LearnerRecord) -> None:
    """Let every mastered section on a result page say, and take, what the teacher has to say about it."""
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
