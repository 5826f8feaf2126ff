"""Teachers made up by the model itself, to calibrate from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from pd_personalize_xblock.domain.correlations import Correlations
from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.domain.framework import Framework
from pd_personalize_xblock.domain.irt import GradedItem
from pd_personalize_xblock.domain.items import graded
from pd_personalize_xblock.domain.joint import Array
from tests.builders import a_competency, a_definition, a_frequency, a_rubric

COMPETENCIES = ("feedback", "goals", "questioning")


def a_diagnostic(*, rubrics: int = 4, correlations: Correlations | None = None) -> Definition:
    """Three competencies with rubrics and a frequency item each, without sections."""
    definition = a_definition(
        competencies=[a_competency(name) for name in COMPETENCIES],
        items=tuple(
            item
            for name in COMPETENCIES
            for item in (
                *(a_rubric(f"{name}-{i}", name) for i in range(rubrics)),
                a_frequency(f"{name}-often", name),
            )
        ),
        sections=(),
    )
    framework: Framework = definition.framework
    return a_definition(
        framework=Framework(
            framework.levels, framework.scale, framework.competencies, correlations=correlations or Correlations()
        ),
        items=definition.items,
        sections=(),
    )


def different(definition: Definition, rng: np.random.Generator) -> dict[str, GradedItem]:
    """Items as they really are: discriminations and thresholds off the author's."""
    real = {}
    for item in definition.items:
        author = graded(item, definition.framework.scale)
        thresholds = np.sort(np.array(author.thresholds) + rng.normal(0, 0.5) + rng.normal(0, 0.2, 3))
        thresholds += np.array([0, 0.1, 0.2])  # never two in one place
        real[item.id] = GradedItem(item.id, author.discrimination * rng.lognormal(0, 0.4), tuple(thresholds.tolist()))
    return real


def abilities(
    teachers: int, rng: np.random.Generator, *, correlation: float = 0.6, mean: float = 0.0, sd: float = 1.5
) -> Array:
    """Abilities (teachers, competencies), in logits."""
    together = np.full((len(COMPETENCIES),) * 2, correlation)
    np.fill_diagonal(together, 1.0)
    drawn: Array = rng.multivariate_normal(np.full(len(COMPETENCIES), mean), sd**2 * together, size=teachers)
    return drawn


Ask = Callable[[Mapping[str, int]], Sequence[str]]
"""From what a teacher has answered to what to ask next; nothing ends it."""


def answers(
    definition: Definition, real: Mapping[str, GradedItem], able: Array, rng: np.random.Generator, ask: Ask
) -> dict[str, dict[str, int]]:
    """Let teachers of these abilities answer what ``ask`` asks."""
    place = {name: i for i, name in enumerate(COMPETENCIES)}
    given: dict[str, dict[str, int]] = {}
    for n, ability in enumerate(able):
        own: dict[str, int] = {}
        while asked := ask(own):
            for id in asked:
                own[id] = _answer(real[id], ability[place[definition.item(id).competency]], rng)
        given[f"teacher-{n:04}"] = own
    return given


def _answer(item: GradedItem, ability: float, rng: np.random.Generator) -> int:
    """Samejima's model with one uniform draw: as many thresholds as it is below the curves of."""
    curves = 1 / (1 + np.exp(-item.discrimination * (ability - np.array(item.thresholds))))
    return int((rng.random() < curves).sum())


def everything(definition: Definition) -> Ask:
    """Ask all items at once."""
    return lambda own: () if own else [item.id for item in definition.items]


def distance(found: Mapping[str, GradedItem], real: Mapping[str, GradedItem]) -> float:
    """The root mean squared error of thresholds, in logits."""
    return float(np.sqrt(np.mean([(np.subtract(found[id].thresholds, real[id].thresholds)) ** 2 for id in real])))


def log_distance(found: Mapping[str, GradedItem], real: Mapping[str, GradedItem]) -> float:
    """The root mean squared error of log discriminations."""
    return float(np.sqrt(np.mean([np.log(found[id].discrimination / real[id].discrimination) ** 2 for id in real])))
