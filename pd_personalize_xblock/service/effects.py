"""What an edit of a definition would do to a teacher who is under way. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..domain.definition import Definition, Mode
from ..domain.learner import LearnerRecord, standing_of
from ..domain.pathway import Pathway, pathway_for


@dataclass(frozen=True)
class Effect:
    """Section ids, of the edited definition unless said otherwise.

    ``opens``: accessible then and not now. ``kept``: open now, held by the edited rules, and open all the
    same, for what was open stays so. ``holds``: course sections that the pathway did not have, which shut
    for this teacher unless they have worked there. ``adds`` and ``drops``: required then and not now, and
    the other way round (``drops`` may name sections that only the definition now has).
    """

    opens: frozenset[str]
    kept: frozenset[str]
    holds: frozenset[str]
    adds: frozenset[str]
    drops: frozenset[str]

    @property
    def is_nothing(self) -> bool:
        """Whether the teacher would notice nothing."""
        return not (self.opens or self.kept or self.holds or self.adds or self.drops)


def effect_on(record: LearnerRecord, *, now: Definition, then: Definition) -> Effect:
    """Compare what ``now`` and ``then`` make of a teacher's record."""
    standing = standing_of(then, record)
    before, after = pathway_for(now, standing_of(now, record)), pathway_for(then, standing)
    by_the_rules = pathway_for(then, replace(standing, opened=frozenset())).accessible
    return Effect(
        opens=after.accessible - before.accessible,
        kept=(before.accessible & after.accessible) - by_the_rules,
        holds=_newly_held(now, then, after),
        adds=after.required - before.required,
        drops=before.required - after.required,
    )


def _newly_held(now: Definition, then: Definition, after: Pathway) -> frozenset[str]:
    if then.rules.mode is not Mode.FIRM:
        return frozenset()
    mapped = {section.block for section in now.sections}
    new = (section.id for section in then.sections if section.block and section.block not in mapped)
    return frozenset(new) - after.accessible
