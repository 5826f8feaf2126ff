"""The definition: framework, items, sections and rules. Versioned by its content."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .errors import InvalidDefinition, UnknownReference
from .framework import Competency, Framework
from .items import Item
from .words import Named, gettext_noop

DEFAULT_SECTION_MINUTES = 30.0
MAX_IN_PLAY = 100
"""The most competencies that can have items or sections: each is measured along with all the others."""
ROOM_FOR_TWO = 3
"""Questions for each competency that leave room to choose while asking two about every one."""


class Mode(StrEnum):
    """Whether a pathway holds sections shut in the course or only advises."""

    FIRM = "firm"
    ADVISORY = "advisory"


class MasteryBy(StrEnum):
    """Which evidence masters a section."""

    COMPLETION = "completion"
    GRADE = "grade"
    SIGN_OFF = "sign_off"
    NOTE = "note"


class ExemptGrades(StrEnum):
    """What the graded work of a section is worth to a teacher who is exempt from it."""

    NOTHING = "nothing"
    """Nothing is written: graded work that was never done counts as the course's grading says."""
    FULL_MARKS = "full_marks"
    """Full marks, so that a teacher who is placed past it can still earn the certificate."""


class StartHigher(StrEnum):
    """Who may start above what is shown by their own word alone."""

    ANYONE = "anyone"
    """Every teacher, at any level."""
    BORDERLINE = "borderline"
    """One level up, where the answers lie between two levels or were too few to go by."""
    NOBODY = "nobody"
    """No one: a re-check or a coach's word raises a start."""


DEFAULT_SHARE = {MasteryBy.COMPLETION: 1.0, MasteryBy.GRADE: 0.7}


@dataclass(frozen=True)
class Mastery:
    """The evidence a section needs; ``share`` (0..1] is of its parts or of its grade."""

    by: MasteryBy
    share: float | None = None

    def __post_init__(self) -> None:
        if self.by not in DEFAULT_SHARE and self.share is not None:
            raise InvalidDefinition(gettext_noop("mastery by %(by)s has no share", by=self.by))
        if self.share is not None and not 0 < self.share <= 1:
            raise InvalidDefinition(
                gettext_noop("mastery: share must be above 0 and at most 1, got %(share)s", share=self.share)
            )

    @property
    def needed_share(self) -> float:
        """The share that is enough; 1 where the evidence is all or nothing."""
        return DEFAULT_SHARE.get(self.by, 1.0) if self.share is None else self.share


@dataclass(frozen=True)
class Section:
    """Course work that takes a teacher of ``competency`` to ``level``.

    ``block`` is "<block type>/<block id>" in whatever course the pathway sits in. Without it
    the section is an outside opportunity, found at ``url`` or in the author's description.
    """

    id: str
    competency: str
    level: int
    title: str
    description: str = ""
    minutes: float = DEFAULT_SECTION_MINUTES
    elective: bool = False
    block: str | None = None
    url: str | None = None
    mastery: Mastery | None = None

    def __post_init__(self) -> None:
        if self.level < 1:
            raise InvalidDefinition(
                gettext_noop(
                    "section %(section)s: a section takes a teacher to level 1 or higher",
                    section=Named("section", self.id),
                )
            )
        if not 0 < self.minutes < math.inf:
            raise InvalidDefinition(
                gettext_noop(
                    "section %(section)s: minutes must be above 0, got %(minutes)s",
                    section=Named("section", self.id),
                    minutes=self.minutes,
                )
            )
        if self.block and self.url:
            raise InvalidDefinition(
                gettext_noop(
                    "section %(section)s: either a course block or an outside url, not both",
                    section=Named("section", self.id),
                )
            )
        if self.mastery and not self.block and self.mastery.by in DEFAULT_SHARE:
            raise InvalidDefinition(
                gettext_noop(
                    "section %(section)s: the course cannot see work done outside; master it by note or sign_off",
                    section=Named("section", self.id),
                )
            )
        if self.mastery and self.block and self.mastery.by is MasteryBy.NOTE:
            raise InvalidDefinition(
                gettext_noop(
                    "section %(section)s: a note is evidence for outside opportunities only",
                    section=Named("section", self.id),
                )
            )

    @property
    def is_outside(self) -> bool:
        """Whether it is an outside opportunity, which no gate can hold shut."""
        return self.block is None

    @property
    def mastered_by(self) -> Mastery:
        """The rule in force: the author's, or the default of its kind."""
        return self.mastery or Mastery(MasteryBy.NOTE if self.is_outside else MasteryBy.COMPLETION)


class Scoring(StrEnum):
    """How answers become levels."""

    MODEL = "model"
    """By the graded response model, with questions chosen as answers come in."""
    AVERAGE = "average"
    """By the average of the answers, with the same questions for everybody."""


@dataclass(frozen=True)
class Rules:
    """How the diagnostic asks, stops and scores, and what the pathway may do.

    ``extra_questions`` is the budget that all close calls share once ``max_questions`` are asked;
    ``max_minutes`` holds for both. ``own_answers`` (1 or more) is the least a level above 0 may
    rest on; None leaves it to :attr:`Definition.own_answers`. With ``explore`` one question of a
    sitting is drawn from all that are left. ``average_cuts`` (0..1, rising) are where levels begin
    when scoring by average; empty means midway between the levels. ``rechecks`` is how often a teacher
    may be checked again in a competency to start higher; 0 is never. ``retakes`` is how many new whole
    diagnostics may follow the first that was finished, each ``retake_after_days`` after the one before; None is
    no limit.
    """

    mode: Mode = Mode.FIRM
    exempt_grades: ExemptGrades = ExemptGrades.NOTHING
    max_questions: int = 24
    max_minutes: float = 12.0
    stop_probability: float = 0.7
    stop_standard_error: float = 0.35
    extra_questions: int = 6
    own_answers: int | None = None
    explore: bool = True
    scoring: Scoring = Scoring.MODEL
    average_cuts: tuple[float, ...] = ()
    rechecks: int = 2
    start_higher: StartHigher = StartHigher.ANYONE
    retakes: int | None = None
    retake_after_days: int = 0

    def __post_init__(self) -> None:
        if not all(0 < cut < 1 for cut in self.average_cuts):
            raise InvalidDefinition(
                gettext_noop(
                    "average_cuts must lie between 0 and 1, got %(average_cuts)s", average_cuts=self.average_cuts
                )
            )
        if any(low >= high for low, high in pairwise(self.average_cuts)):
            raise InvalidDefinition(
                gettext_noop("average_cuts must rise strictly, got %(average_cuts)s", average_cuts=self.average_cuts)
            )


@dataclass(frozen=True)
class Definition:
    """Everything an author writes. ``checks.problems`` says whether it may come into force."""

    title: str
    framework: Framework
    items: tuple[Item, ...] = ()
    sections: tuple[Section, ...] = ()
    rules: Rules = field(default_factory=Rules)
    description: str = ""
    source: str = ""

    @cached_property
    def items_by_id(self) -> dict[str, Item]:
        """Each item under its id."""
        return {item.id: item for item in self.items}

    @cached_property
    def sections_by_id(self) -> dict[str, Section]:
        """Each section under its id."""
        return {section.id: section for section in self.sections}

    @cached_property
    def competencies_by_id(self) -> dict[str, Competency]:
        """Each competency under its id."""
        return {competency.id: competency for competency in self.framework.competencies}

    @cached_property
    def sections_by_level(self) -> dict[tuple[str, int], tuple[Section, ...]]:
        """The sections of each (competency, level) that has any, in the author's order."""
        grouped: dict[tuple[str, int], list[Section]] = {}
        for section in self.sections:
            grouped.setdefault((section.competency, section.level), []).append(section)
        return {key: tuple(sections) for key, sections in grouped.items()}

    @cached_property
    def placed_competencies(self) -> tuple[str, ...]:
        """The competencies a teacher is placed in, in the framework's order.

        All of them; of a framework too large for that, such as one taken over from a standards
        document to choose from, those with items or sections.
        """
        ids = tuple(competency.id for competency in self.framework.competencies)
        if len(ids) <= MAX_IN_PLAY:
            return ids
        return tuple(id for id in ids if id in self.competencies_in_play)

    @cached_property
    def competencies_in_play(self) -> frozenset[str]:
        """The competencies that have items or sections."""
        with_items = {item.competency for item in self.items}
        return frozenset(with_items | {section.competency for section in self.sections})

    @cached_property
    def correlation_matrix(self) -> NDArray[np.float64]:
        """How abilities go together before anything is answered, in the order of ``placed_competencies``."""
        placed = self.placed_competencies
        return self.framework.correlations.matrix({id: self.competencies_by_id[id].domain for id in placed})

    @cached_property
    def measured_competencies(self) -> tuple[str, ...]:
        """The competencies a diagnostic is for: those with sections, or all that are placed if none has any."""
        with_sections = {section.competency for section in self.sections}
        return tuple(id for id in self.placed_competencies if not with_sections or id in with_sections)

    @cached_property
    def own_answers(self) -> int:
        """The least own scored answers a level above 0 may rest on.

        Two, unless the author says otherwise or a sitting is so short that it could not ask two about
        everything and still choose.
        """
        if self.rules.own_answers is not None:
            return self.rules.own_answers
        return 2 if self.rules.max_questions >= ROOM_FOR_TWO * len(self.measured_competencies) else 1

    @cached_property
    def average_cuts(self) -> tuple[float, ...]:
        """Where each level from 1 on begins when scoring by average: the author's, or midway between levels."""
        top = self.framework.top_level
        return self.rules.average_cuts or tuple((level - 0.5) / top for level in range(1, top + 1))

    def sections_between(self, competency: str, above: int, below: int) -> Iterator[Section]:
        """Yield the sections of ``competency`` at the levels strictly between two levels."""
        for level in range(above + 1, below):
            yield from self.sections_by_level.get((competency, level), ())

    def item(self, item_id: str) -> Item:
        """Return an item; raise UnknownReference."""
        try:
            return self.items_by_id[item_id]
        except KeyError:
            raise UnknownReference(gettext_noop("there is no item %(item)s", item=repr(item_id[:80]))) from None

    def section(self, section_id: str) -> Section:
        """Return a section; raise UnknownReference."""
        try:
            return self.sections_by_id[section_id]
        except KeyError:
            raise UnknownReference(
                gettext_noop("there is no section %(section)s", section=repr(section_id[:80]))
            ) from None

    def competency(self, competency_id: str) -> Competency:
        """Return a competency; raise UnknownReference."""
        try:
            return self.competencies_by_id[competency_id]
        except KeyError:
            raise UnknownReference(
                gettext_noop("there is no competency %(competency)s", competency=repr(competency_id[:80]))
            ) from None
