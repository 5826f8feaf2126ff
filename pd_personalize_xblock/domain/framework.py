"""The framework: competencies, their level scale, and what must come before what."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .correlations import Correlations
from .errors import InvalidDefinition
from .words import gettext_noop

MIN_LEVELS, MAX_LEVELS = 2, 8
MIN_PRIOR_SD = 0.1
MIN_CUT_DISTANCE = 0.01
"""Logits; levels narrower than any estimate can be are mistakes, and at last beyond floating point."""


@dataclass(frozen=True)
class Level:
    """One ordered step of proficiency; its position in ``Framework.levels`` is its number."""

    name: str
    description: str = ""


@dataclass(frozen=True)
class Scale:
    """Where the levels lie on the ability scale, in logits.

    ``cuts[k - 1]`` is where level k begins; a cut belongs to the higher level. The prior is
    normal and the same for everyone: the scale is anchored on the levels, not on a population.
    """

    cuts: tuple[float, ...]
    prior_mean: float
    prior_sd: float

    def __post_init__(self) -> None:
        numbers = (*self.cuts, self.prior_mean, self.prior_sd)
        if not all(math.isfinite(number) for number in numbers):
            raise InvalidDefinition(
                gettext_noop(
                    "scale: %(what)s",
                    what=gettext_noop("every number must be finite, got %(numbers)s", numbers=numbers),
                )
            )
        if any(low >= high for low, high in zip(self.cuts, self.cuts[1:], strict=False)):
            raise InvalidDefinition(
                gettext_noop(
                    "scale: %(what)s", what=gettext_noop("cuts must rise strictly, got %(cuts)s", cuts=self.cuts)
                )
            )
        if any(round(high - low, 9) < MIN_CUT_DISTANCE for low, high in zip(self.cuts, self.cuts[1:], strict=False)):
            raise InvalidDefinition(
                gettext_noop(
                    "scale: %(what)s",
                    what=gettext_noop(
                        "cuts must be at least %(least)s apart, got %(cuts)s",
                        least=MIN_CUT_DISTANCE,
                        cuts=self.cuts,
                    ),
                )
            )
        if self.prior_sd < MIN_PRIOR_SD:
            raise InvalidDefinition(
                gettext_noop(
                    "scale: %(what)s",
                    what=gettext_noop(
                        "prior_sd must be at least %(least)s, got %(prior_sd)s",
                        least=MIN_PRIOR_SD,
                        prior_sd=self.prior_sd,
                    ),
                )
            )

    @classmethod
    def for_levels(cls, levels: int) -> Scale:
        """Return the default scale: cuts one logit apart around 0, prior N(0, (levels / 2)^2)."""
        return cls(
            cuts=tuple(k - levels / 2 for k in range(1, levels)),
            prior_mean=0.0,
            prior_sd=levels / 2,
        )

    def cut(self, level: int) -> float:
        """Return the ability (logits) at which ``level`` (1 or higher) begins."""
        return self.cuts[level - 1]


@dataclass(frozen=True)
class Domain:
    """A group of competencies."""

    id: str
    name: str


@dataclass(frozen=True, order=True)
class Attainment:
    """ "``competency`` at ``level`` or higher"; level is 1 or more, for everybody has level 0."""

    competency: str
    level: int


@dataclass(frozen=True)
class Prerequisite:
    """Before ``level`` of the competency it sits on can open, any one of ``any_of`` must be attained.

    Several prerequisites on one level must all hold.
    """

    level: int
    any_of: tuple[Attainment, ...]

    def __post_init__(self) -> None:
        if self.level < 1:
            raise InvalidDefinition(
                gettext_noop("a prerequisite sits on level 1 or higher, got %(level)s", level=self.level)
            )
        if not self.any_of:
            raise InvalidDefinition(gettext_noop("a prerequisite needs at least one alternative"))
        if any(alternative.level < 1 for alternative in self.any_of):
            raise InvalidDefinition(gettext_noop("a prerequisite asks for level 1 or higher: everybody has level 0"))


@dataclass(frozen=True)
class Competency:
    """One thing teachers get better at."""

    id: str
    name: str
    description: str = ""
    domain: str | None = None
    prerequisites: tuple[Prerequisite, ...] = ()


@dataclass(frozen=True)
class Framework:
    """The competencies, in the order they are shown, with their common level scale."""

    levels: tuple[Level, ...]
    scale: Scale
    competencies: tuple[Competency, ...]
    domains: tuple[Domain, ...] = ()
    correlations: Correlations = field(default_factory=Correlations)

    def __post_init__(self) -> None:
        if not MIN_LEVELS <= len(self.levels) <= MAX_LEVELS:
            raise InvalidDefinition(
                gettext_noop(
                    "a framework has %(least)s to %(most)s levels, got %(got)s",
                    least=MIN_LEVELS,
                    most=MAX_LEVELS,
                    got=len(self.levels),
                )
            )
        if len(self.scale.cuts) != self.top_level:
            raise InvalidDefinition(
                gettext_noop(
                    "scale: %(what)s",
                    what=gettext_noop(
                        "%(levels)s levels need %(needed)s cuts, got %(got)s",
                        levels=len(self.levels),
                        needed=self.top_level,
                        got=len(self.scale.cuts),
                    ),
                )
            )
        self.correlations.check({competency.id: competency.domain for competency in self.competencies})

    @property
    def top_level(self) -> int:
        """The number of the highest level."""
        return len(self.levels) - 1

    @cached_property
    def correlation_matrix(self) -> NDArray[np.float64]:
        """How abilities go together before anything is answered: positive definite, in the competencies' order."""
        return self.correlations.matrix({competency.id: competency.domain for competency in self.competencies})
