"""What teachers let others read about a section, in their own words and without their names.

Which words are shown is chosen with a snapshot, which keeps their keys alone; the words are read when somebody looks,
so that what a teacher takes back is gone at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from pd_personalize_xblock.domain.remarks import RemarkKind
from pd_personalize_xblock.platform.groups import finder

from . import models

MOST = 30
"""For each section: the latest of them."""
MOST_IN_ALL = 600
"""On one page: in a course of many sections each has fewer than ``MOST``."""
FEWEST_AT_ONCE, MOST_AT_ONCE = 50, 2000

Chosen = dict[str, list[int]]
"""Per section the keys of remarks, the oldest first, which says nothing of the order in which they are shown."""


def rated_sections(page: Mapping[str, Any]) -> list[str]:
    """Return the sections of which it may be told how relevant they were: enough teachers have rated them."""
    return [id for id, counts in (page.get("sections") or {}).items() if counts.get("relevance")]


def choose(pathway_id: int, sections: Collection[str], among: Collection[int] | None) -> Chosen:
    """Return the words to be shown of each section with any: the latest that teachers share.

    ``sections``: those of which enough teachers have spoken. ``among``: the user ids of those who take the course;
    None where that is not known and everybody counts.
    """
    share = max(1, min(MOST, MOST_IN_ALL // max(1, len(sections))))
    found = {section: _last_about(pathway_id, section, share, among) for section in sections}
    return {section: keys for section, keys in found.items() if keys}


def _last_about(pathway_id: int, section: str, share: int, among: Collection[int] | None) -> list[int]:
    """Read back from the last words, more and more at a time, and no further than until there are enough.

    Which of them were their author's last is asked of each batch by key: of few rows, then, and not of all.
    """
    voices = models.Remark.objects.filter(pathway_id=pathway_id, kind=RemarkKind.VOICE.value, about=section)
    keys = voices.filter(may_share=True).exclude(text="").order_by("-pk").values_list("pk", flat=True)
    found: list[int] = []
    before: dict[str, int] = {}
    size = FEWEST_AT_ONCE
    while len(found) < share and (some := list(keys.filter(**before)[:size])):
        rows = _in_force(some).values_list("pk", "user_id")
        found += sorted((pk for pk, user in rows if among is None or user in among), reverse=True)
        before, size = {"pk__lt": some[-1]}, min(2 * size, MOST_AT_ONCE)
    return sorted(found[:share])


def _in_force(keys: Collection[int]) -> QuerySet[models.Remark]:
    """Return those of some words that others may read: shared, not deleted, and their author's last about a section.

    A database is not to walk along all that was said in a pathway, for which an index is at hand: words are found by
    key alone (whoever asks looks whose they are), and later ones by author, told by the kinds that they are not.
    """
    theirs = models.Remark.objects.filter(user_id=OuterRef("user_id"), pathway_id=OuterRef("pathway_id"))
    same = theirs.filter(about=OuterRef("about"), pk__gt=OuterRef("pk"))
    later = same.exclude(kind__in=[kind.value for kind in RemarkKind if kind is not RemarkKind.VOICE])
    return models.Remark.objects.filter(~Exists(later), pk__in=keys, may_share=True).exclude(text="")


def words_of(block_key: str, chosen: Mapping[str, Sequence[int]]) -> dict[str, list[str]]:
    """Return, per section with any, those of the chosen words that may still be read.

    They are gone with their deletion, with other words about the same section, and while their author does not take
    the course. In alphabetical order, which says nothing of who wrote when.
    """
    keys = [key for some in chosen.values() for key in some]
    if not keys:
        return {}
    pathway, course = models.PathwayBlock.objects.values_list("pk", "course_key").get(block_key=block_key)
    columns = ("pk", "pathway_id", "kind", "user_id", "about", "text")
    rows = [
        (user, about, text)
        for pk, where, kind, user, about, text in _in_force(keys).values_list(*columns)
        if where == pathway and kind == RemarkKind.VOICE.value and pk in chosen.get(about, ())
    ]
    here = finder(course)(sorted({user for user, _, _ in rows})) if course else {user for user, _, _ in rows}
    found: dict[str, list[str]] = defaultdict(list)
    for user, about, text in rows:
        if user in here:
            found[about].append(text)
    return {about: sorted(words) for about, words in found.items()}
