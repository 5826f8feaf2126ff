"""The answers of first sittings as columns, read some hundred teachers at a time."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice

from django.db.models import Min

from pd_personalize_xblock.domain.answer_log import AnswerLog, LogBuilder
from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.domain.diagnostic import Entry, Response, Withdrawal, responses_that_count
from pd_personalize_xblock.domain.recalibration import is_same_question

from . import models, versions

BATCH = 500

Groups = Mapping[int, str]
"""The group that a user is in, by user id; whoever is in none is compared with nobody, and others with them."""

Row = tuple[int, int, int, int | None, str, datetime]
"""An attempt: its key, user, number, the number it refines, its definition's hash, and when it began."""


@dataclass(frozen=True)
class Counted:
    """Who counts: ``members`` are those who take the course, without its staff; None where nobody knows, and all do.

    ``groups`` says who is compared with whom; ``most`` is how many are read at most.
    """

    members: Container[int] | None
    groups: Groups
    most: int

    def first(self, users: Iterable[int]) -> tuple[list[int], bool]:
        """Return the first ``most`` users who count, lowest user id first, and whether there are more."""
        counting = (user for user in users if self.members is None or user in self.members)
        found = list(islice(counting, self.most + 1))
        return sorted(found[: self.most]), len(found) > self.most


def first_answers(pathway: models.PathwayBlock, definition: Definition, counted: Counted) -> tuple[AnswerLog, bool]:
    """Return what the latest teachers who count answered in their first sittings, and whether there are more teachers.

    A first sitting is taken with those that went on from it. Answers to questions that were reworded since are
    left out.
    """
    taken, has_more = counted.first(_latest_users(pathway.pk))
    builder, same = LogBuilder(definition), _SameQuestions(definition)
    for start in range(0, len(taken), BATCH):
        batch = taken[start : start + BATCH]
        for user_id, answers in _answers_of(pathway.pk, batch, same):
            builder.add(answers, group=counted.groups.get(user_id))
    return builder.log(), has_more


def _latest_users(pathway_id: int) -> Iterator[int]:
    """Yield whoever has finished a first sitting, the latest first: pairs alone, of everybody."""
    finished = models.Attempt.objects.filter(
        pathway_id=pathway_id, status=models.Attempt.Status.FINISHED, competency=""
    )
    firsts = finished.values("user_id").annotate(first=Min("ended_at")).order_by("-first", "-user_id")
    yield from firsts.values_list("user_id", flat=True)


class _SameQuestions:
    """Which items of an earlier version ask the same as those of the definition."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._known: dict[str, frozenset[str]] = {}

    def of(self, definition_hash: str) -> frozenset[str]:
        if definition_hash not in self._known:
            theirs = versions.get_version(definition_hash).definition.items_by_id
            self._known[definition_hash] = frozenset(
                item.id
                for item in self._definition.items
                if item.id in theirs and is_same_question(item, theirs[item.id])
            )
        return self._known[definition_hash]


def _answers_of(
    pathway_id: int, user_ids: Sequence[int], same: _SameQuestions
) -> Iterator[tuple[int, list[tuple[Response, float | None]]]]:
    """Yield every teacher's answers with their seconds, in two queries for all."""
    chains = {user_id: _first_chain(list(rows)) for user_id, rows in _attempts(pathway_id, user_ids)}
    begun = {row[0]: row[5] for chain in chains.values() for row in chain}
    answers = dict(_entries(begun))
    for user_id, chain in chains.items():
        usable = [(row[0], same.of(row[4])) for row in chain]
        yield user_id, [one for key, ids in usable for one in answers.get(key, ()) if one[0].item_id in ids]


def _attempts(pathway_id: int, user_ids: Sequence[int]) -> Iterator[tuple[int, Iterator[Row]]]:
    rows = (
        models.Attempt.objects.filter(
            pathway_id=pathway_id, user_id__in=user_ids, status=models.Attempt.Status.FINISHED, competency=""
        )
        .order_by("user_id", "number")
        .values_list("pk", "user_id", "number", "refines", "definition__hash", "started_at")
    )
    return groupby(rows, key=lambda row: row[1])


def _first_chain(rows: Sequence[Row]) -> list[Row]:
    """The first sitting, and those that went on from it."""
    chain = [rows[0]]
    for row in rows[1:]:
        if row[3] == chain[-1][2]:
            chain.append(row)
    return chain


def _entries(begun: Mapping[int, datetime]) -> Iterator[tuple[int, list[tuple[Response, float | None]]]]:
    rows = (
        models.Entry.objects.filter(attempt_id__in=list(begun))
        .order_by("attempt_id", "sequence")
        .values_list("attempt_id", "sequence", "item_id", "option", "category", "withdraws", "recorded_at")
    )
    for attempt_id, found in groupby(rows, key=lambda row: row[0]):
        before, entries, seconds = begun[attempt_id], [], {}
        for _, sequence, item_id, option, category, withdraws, recorded_at in found:
            entry: Entry = Response(sequence, item_id, option, category)
            entries.append(entry if withdraws is None else Withdrawal(sequence, withdraws))
            seconds[sequence] = (recorded_at - before).total_seconds()
            before = recorded_at
        yield attempt_id, [(r, seconds[r.sequence]) for r in responses_that_count(entries)]
