"""What teachers let others read about a section, in their own words and without their names.

Which words are shown is chosen with a snapshot, which keeps their keys alone; the words are read when somebody looks,
so that what a teacher takes back is gone at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from pd_personalize_xblock.domain.remarks import RemarkKind
from pd_personalize_xblock.platform.groups import finder

from . import models

MOST = 30
"""For each section: the latest of them."""
MOST_IN_ALL = 600
"""On one page: in a course of many sections each has fewer than ``MOST``."""
BATCH = 200

Chosen = dict[str, list[int]]
"""Per section the keys of remarks, the oldest first, which says nothing of the order in which they are shown."""


def rated_sections(page: Mapping[str, Any]) -> list[str]:
    """Return the sections of which it may be told how relevant they were: enough teachers have rated them."""
    return [id for id, counts in (page.get("sections") or {}).items() if counts.get("relevance")]


def choose(pathway_id: int, sections: Collection[str], among: Collection[int] | None) -> Chosen:
    """Return the words to be shown of each section with any: the latest that teachers share.

    ``sections``: those of which enough teachers have spoken. ``among``: the user ids of those who take the course;
    None where that is not known and everybody counts. Read from the last one back, some at a time, and no further
    than until every section has its share.
    """
    share = max(1, min(MOST, MOST_IN_ALL // max(1, len(sections))))
    found: dict[str, list[int]] = {section: [] for section in sections}
    for some in _from_the_last(pathway_id, found, share):
        for pk, user, about in some:
            if len(found[about]) < share and (among is None or user in among):
                found[about].append(pk)
    return {section: sorted(keys) for section, keys in found.items() if keys}


def _from_the_last(
    pathway_id: int, found: Mapping[str, Sequence[int]], share: int
) -> Iterator[list[tuple[int, int, str]]]:
    """Yield (key, user, section) of words that are shared, of the sections that have too few so far.

    Which of them were the last is asked of each batch by key, or it would be asked of rows of full sections, too.
    """
    keys, shared = _with_leave(pathway_id).order_by("-pk").values_list("pk", flat=True), _shared(pathway_id)
    wanted, before = list(found), {}
    while wanted and (some := list(keys.filter(about__in=wanted, **before)[:BATCH])):
        yield list(shared.filter(pk__in=some).order_by("-pk").values_list("pk", "user_id", "about"))
        before = {"pk__lt": some[-1]}
        wanted = [section for section in wanted if len(found[section]) < share]


def _with_leave(pathway_id: int) -> QuerySet[models.Remark]:
    """Words that were shared when they were written, and not deleted since."""
    voices = models.Remark.objects.filter(pathway_id=pathway_id, kind=RemarkKind.VOICE.value, may_share=True)
    return voices.exclude(text="")


def _shared(pathway_id: int) -> QuerySet[models.Remark]:
    """Words that others may read: those which are their author's last about a section.

    Later ones are looked for by their author. They are told by what they are not: asked for by kind, a database
    takes the index of the pathway's kinds, and walks along all that anybody said later.
    """
    of_them = models.Remark.objects.filter(pathway_id=pathway_id, user_id=OuterRef("user_id"))
    same = of_them.filter(about=OuterRef("about"), pk__gt=OuterRef("pk"))
    later = same.exclude(kind__in=[kind.value for kind in RemarkKind if kind is not RemarkKind.VOICE])
    return _with_leave(pathway_id).filter(~Exists(later))


def words_of(block_key: str, chosen: Mapping[str, Sequence[int]]) -> dict[str, list[str]]:
    """Return, per section with any, those of the chosen words that may still be read.

    They are gone with their deletion, with other words about the same section, and while their author does not take
    the course. In alphabetical order, which says nothing of who wrote when.
    """
    keys = [key for some in chosen.values() for key in some]
    if not keys:
        return {}
    pathway, course = models.PathwayBlock.objects.values_list("pk", "course_key").get(block_key=block_key)
    rows = list(_shared(pathway).filter(pk__in=keys).values_list("pk", "user_id", "about", "text"))
    here = finder(course)(sorted({user for _, user, _, _ in rows})) if course else {user for _, user, _, _ in rows}
    found: dict[str, list[str]] = defaultdict(list)
    for key, user, about, text in rows:
        if user in here and key in chosen.get(about, ()):
            found[about].append(text)
    return {about: sorted(words) for about, words in found.items()}
