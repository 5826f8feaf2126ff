"""What follows from a record: the pathway, what becomes accessible for good, and what there is to tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from ..domain.definition import Definition, MasteryBy
from ..domain.estimation import ItemBank
from ..domain.learner import (
    LearnerRecord,
    Opening,
    standing_of,
)
from ..domain.pathway import Pathway, Standing, pathway_for
from .facts import (
    Event,
    EvidenceRecorded,
    LevelAttained,
    SectionOpened,
)


@dataclass(frozen=True, eq=False)
class Version:
    """One version of a definition, made ready: its content hash and its item bank."""

    hash: str
    bank: ItemBank

    @property
    def definition(self) -> Definition:
        """The definition itself."""
        return self.bank.definition

    @cached_property
    def open_to_all(self) -> frozenset[str]:
        """The sections that are accessible to a teacher who has shown nothing."""
        return pathway_for(self.definition, Standing()).accessible


@dataclass(frozen=True)
class Outcome:
    """The record afterwards, and what there is to tell of it."""

    record: LearnerRecord
    events: tuple[Event, ...] = field(default=())


def pathway_of(record: LearnerRecord, in_force: Version) -> Pathway:
    """Return every section's state for a teacher."""
    return pathway_for(in_force.definition, standing_of(in_force.definition, record))


def settle(
    before: LearnerRecord,
    after: LearnerRecord,
    in_force: Version,
    *,
    now: datetime,
    events: tuple[Event, ...] = (),
) -> Outcome:
    """Note every section that has become accessible, so that it stays so.

    The events are ``events``, then what else the two records differ by: evidence, openings, levels.
    """
    pathway = pathway_of(after, in_force)
    new = pathway.accessible.difference(opening.section_id for opening in after.openings)
    opened = [section.id for section in in_force.definition.sections if section.id in new]
    openings = tuple(Opening(section_id, in_force.hash, now) for section_id in opened)
    settled = replace(after, openings=(*after.openings, *openings))
    attained_before = pathway_of(before, in_force).attained
    attained = (
        LevelAttained(competency, level, _source(before, after))
        for competency, level in pathway.attained.items()
        if level > attained_before[competency]
    )
    recorded, accessible = _recorded(before, after, in_force), _opened(before, settled, in_force, pathway)
    return Outcome(settled, (*events, *recorded, *accessible, *attained))


def _recorded(before: LearnerRecord, after: LearnerRecord, in_force: Version) -> Iterator[EvidenceRecorded]:
    for evidence in after.evidence[len(before.evidence) :]:
        section = in_force.definition.section(evidence.section_id)
        by, share = evidence.by.value, evidence.share
        yield EvidenceRecorded(section.id, section.block, section.competency, section.level, by, share)


def _opened(
    before: LearnerRecord, after: LearnerRecord, in_force: Version, pathway: Pathway
) -> Iterator[SectionOpened]:
    for opening in after.openings[len(before.openings) :]:
        section = in_force.definition.section(opening.section_id)
        state = pathway.states[section.id].value
        yield SectionOpened(section.id, section.block, section.competency, section.level, state)


def _source(before: LearnerRecord, after: LearnerRecord) -> str:
    """What is new in a record and can raise a level, in one word: see ``LevelAttained``."""
    if len(after.placements) > len(before.placements):
        return "placement"
    if len(after.choices) > len(before.choices):
        return "choice"
    if len(after.sign_offs) > len(before.sign_offs):
        return MasteryBy.SIGN_OFF.value
    return after.evidence[-1].by.value
