"""Rubrics of a CASE package: their qualities as the level scale, their criteria as rubric items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from ..domain.words import gettext_noop
from .case_parts import node_id
from .drafts import ID, Document, free_id, one_line, shortened, writable

MIN_LEVELS, MAX_LEVELS = 2, 8
PROMPT = "Which of these comes closest to your practice?"


@dataclass(frozen=True)
class Rubrics:
    """The scale that most criteria share, lowest first, and an item for each criterion of a competency."""

    levels: list[Document] = field(default_factory=list)
    items: list[Document] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Criterion:
    id: str
    competency: str | None
    prompt: str
    levels: tuple[tuple[str, str], ...]
    """(quality, description), lowest first."""

    @property
    def scale(self) -> tuple[str, ...]:
        return tuple(quality for quality, _ in self.levels)


def read_rubrics(rubrics: object, competencies: Container[str]) -> Rubrics:
    """Read the CFRubrics of a package. What does not fit is left out, and that is said."""
    criteria = list(_criteria(rubrics))
    scales = Counter(criterion.scale for criterion in criteria if _is_scale(criterion.scale))
    if not scales:
        left_out = [gettext_noop("Rubrics were left out: they name no levels.")] if criteria else []
        return Rubrics(notes=left_out)
    scale = max(scales, key=lambda each: scales[each])
    fitting = [
        criterion
        for criterion in criteria
        if criterion.scale == scale
        and criterion.competency in competencies
        and all(said for _, said in criterion.levels)
    ]
    notes = [gettext_noop("The levels are those of the rubrics, lowest first: %(scale)s.", scale=", ".join(scale))]
    if len(fitting) < len(criteria):
        notes.append(
            gettext_noop(
                "Of %(criteria)s rubric criteria %(left_out)s were left out: "
                "they are not about a competency, or not on these levels.",
                criteria=len(criteria),
                left_out=len(criteria) - len(fitting),
            )
        )
    return Rubrics([{"name": quality} for quality in scale], list(_items(fitting)), notes)


def _items(criteria: list[_Criterion]) -> Iterator[Document]:
    taken: set[str] = set()
    for criterion in criteria:
        id = free_id(criterion.id if ID.fullmatch(criterion.id) else f"{criterion.competency}-rubric", taken)
        taken.add(id.lower())
        yield {
            "id": id,
            "competency": criterion.competency,
            "kind": "rubric",
            "prompt": criterion.prompt or PROMPT,
            "options": [{"text": said} for _, said in criterion.levels],
        }


def _is_scale(qualities: tuple[str, ...]) -> bool:
    return MIN_LEVELS <= len(qualities) <= MAX_LEVELS and all(qualities) and len({*qualities}) == len(qualities)


def _criteria(rubrics: object) -> Iterator[_Criterion]:
    for rubric in _objects(rubrics):
        for criterion in _objects(rubric.get("CFRubricCriteria")):
            levels = sorted(_objects(criterion.get("CFRubricCriterionLevels")), key=_rank)
            yield _Criterion(
                id=str(criterion.get("identifier", "")),
                competency=node_id(criterion.get("CFItemURI")),
                prompt=_text(criterion, "description") or _text(criterion, "category"),
                levels=tuple(
                    (shortened(one_line(_text(level, "quality")), 100), _text(level, "description")) for level in levels
                ),
            )


def _rank(level: Document) -> tuple[float, float]:
    """By score; without scores by position."""
    return _number(level, "score"), _number(level, "position")


def _number(value: Document, key: str) -> float:
    number = value.get(key)
    return float(number) if isinstance(number, int | float) and not isinstance(number, bool) else 0.0


def _text(value: Document, key: str) -> str:
    text = value.get(key)
    return writable(text) if isinstance(text, str) else ""


def _objects(values: object) -> list[Document]:
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []
