"""What teachers let others read about a section, in their own words and without their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from pd_personalize_xblock.domain.remarks import RemarkKind
from pd_personalize_xblock.platform.groups import finder

from . import models

MOST = 30
"""For each section: the latest of them."""


def shared_words(block_key: str, sections: Collection[str]) -> dict[str, list[str]]:
    """Return, per section with any, what those who take the course let others read about it.

    A teacher's last word about a section counts, and only if they share it. In alphabetical order, which says nothing
    of who wrote when. Whoever asks names the sections of which enough teachers have spoken.
    """
    if not sections:
        return {}
    rows = models.Remark.objects.filter(
        pathway__block_key=block_key, kind=RemarkKind.VOICE.value, about__in=list(sections)
    )
    last = {
        (user, about): (pk, text if may_share else "")
        for pk, user, about, text, may_share in rows.order_by("pk").values_list(
            "pk", "user_id", "about", "text", "may_share"
        )
    }
    course = models.PathwayBlock.objects.filter(block_key=block_key).values_list("course_key", flat=True).get()
    here = finder(course)(sorted({user for user, _ in last})) if course else {user: None for user, _ in last}
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for (user, about), (pk, text) in last.items():
        if text.strip() and user in here:
            found[about].append((pk, text))
    return {about: sorted(text for _, text in sorted(words)[-MOST:]) for about, words in found.items()}
