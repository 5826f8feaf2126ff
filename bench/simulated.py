"""Teachers whose true abilities are known, because they were drawn from what the model supposes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pd_personalize_xblock.domain.estimation import ItemBank
from pd_personalize_xblock.domain.irt import category_probabilities


@dataclass(frozen=True, eq=False)
class Teacher:
    """True ``ability`` (competencies,) in logits, the ``levels`` it belongs to, and the answer to every item."""

    ability: NDArray[np.float64]
    levels: NDArray[np.int_]
    categories: dict[str, int]


def draw_teacher(bank: ItemBank, rng: np.random.Generator) -> Teacher:
    """Draw abilities from the prior, as correlated as the definition says, and answers by the items' own curves."""
    ability = rng.multivariate_normal(bank.prior_mean, bank.prior_covariance)
    categories = {}
    for item_id, item in sorted(bank.graded.items()):
        competency = bank.definition.item(item_id).competency
        chances = category_probabilities(item, ability[bank.competencies[competency]])
        categories[item_id] = int(min(np.searchsorted(chances.cumsum(), rng.random()), len(chances) - 1))
    cuts = np.array(bank.definition.framework.scale.cuts)
    return Teacher(ability, np.searchsorted(cuts, ability, side="right"), categories)
