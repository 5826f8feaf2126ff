"""A measured figure, and what it should be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the results. ``at_most`` is the target, in the same unit; None where there is none."""

    what: str
    value: float
    unit: str
    at_most: float | None = None
    note: str = ""

    @property
    def is_missed(self) -> bool:
        """Whether there is a target and it is not met."""
        return self.at_most is not None and self.value > self.at_most

    @property
    def columns(self) -> tuple[str, str, str, str]:
        """What was measured, the figure, the target and how it went."""
        target = "" if self.at_most is None else f"at most {self.at_most:g} {self.unit}"
        verdict = "" if self.at_most is None else "**missed**" if self.is_missed else "met"
        what = f"{self.what} ({self.note})" if self.note else self.what
        return what, f"{self.value:.1f} {self.unit}", target, verdict
