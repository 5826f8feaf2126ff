"""Which sections fit into the minutes that a teacher has."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from .definition import Section

MOST_MINUTES = 480
_Chosen = tuple[int, int, tuple[Section, ...]]
"""Minutes that serve a goal, the negative of how many sections, the sections."""


def minutes_shown(minutes: float) -> int:
    """Whole minutes, at least one: "0 minutes" reads like a mistake."""
    return max(1, round(minutes)) if minutes else 0


def best_fit(sections: Sequence[Section], minutes: int, *, goals: Collection[str] = ()) -> tuple[Section, ...]:
    """Return those of ``sections`` that fill ``minutes`` best; none if even the shortest is too long.

    Of all sets that fit: the most minutes that serve a goal (``goals`` are section ids), then the most minutes,
    then the fewest sections, then those that come first. Exact: 0-1 knapsack by dynamic programming (Kellerer,
    Pferschy and Pisinger 2004, 2.3) over whole minutes as they are shown.
    """
    best: dict[int, _Chosen] = {0: (0, 0, ())}
    for section in sections:
        length = minutes_shown(section.minutes)
        serves = length if section.id in goals else 0
        for total, (served, count, chosen) in list(best.items()):
            longer = (served + serves, count - 1, (*chosen, section))
            known = best.get(total + length)
            if total + length <= minutes and (known is None or longer[:2] > known[:2]):
                best[total + length] = longer
    fullest = max(best, key=lambda total: (best[total][0], total))
    return best[fullest][2]


def shortest(sections: Sequence[Section]) -> Section | None:
    """Return the section that takes least time, the first of several."""
    return min(sections, key=lambda section: section.minutes, default=None)
