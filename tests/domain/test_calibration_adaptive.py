"""Adaptive answers: who was asked what depends on other answers, and the joint fit knows it."""

from __future__ import annotations

import numpy as np

from pd_personalize_xblock.domain.calibration import calibrate
from pd_personalize_xblock.domain.correlations import Correlations
from pd_personalize_xblock.domain.items import graded

from .calibrating import a_diagnostic, abilities, answers

DEFINITION = a_diagnostic(correlations=Correlations(between=0.8))
AUTHORS = {item.id: graded(item, DEFINITION.framework.scale) for item in DEFINITION.items}
FEEDBACK = [item.id for item in DEFINITION.items if item.competency == "feedback"]
GOALS = [item.id for item in DEFINITION.items if item.competency == "goals"]


def only_the_able_are_asked_about_goals(own):
    """Ask about feedback; whoever does well there is asked about goals, nobody else."""
    if not own:
        return FEEDBACK
    return GOALS if len(own) == len(FEEDBACK) and sum(own.values()) >= 9 else ()


def test_a_competency_that_only_the_able_were_asked_about_is_not_taken_for_easy():
    rng = np.random.default_rng(4)
    able = abilities(500, rng, correlation=0.8)
    given = answers(DEFINITION, AUTHORS, able, rng, only_the_able_are_asked_about_goals)
    asked = {teacher: {id: k for id, k in own.items() if id in GOALS} for teacher, own in given.items()}
    separate = {teacher: own for teacher, own in asked.items() if own}

    jointly, alone = calibrate(DEFINITION, given), calibrate(DEFINITION, separate)

    assert 150 < len(separate) < 350
    assert abs(jointly.populations["goals"].mean - able[:, 1].mean()) < 0.3
    assert alone.populations["goals"].mean - able[:, 1].mean() > 0.5
