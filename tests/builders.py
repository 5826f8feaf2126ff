"""Small sound parts to build tests from; every keyword replaces what it names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pd_personalize_xblock.domain.definition import Definition, Rules, Section
from pd_personalize_xblock.domain.framework import (
    Attainment,
    Competency,
    Domain,
    Framework,
    Level,
    Prerequisite,
    Scale,
)
from pd_personalize_xblock.domain.items import Item, ItemKind, Option

LEVEL_NAMES = ("Emerging", "Developing", "Proficient", "Leading", "Mentoring", "Shaping", "Seventh", "Eighth")


def needs(level: int, *any_of: tuple[str, int]) -> Prerequisite:
    """A prerequisite: before ``level``, any one of (competency, level)."""
    return Prerequisite(level, tuple(Attainment(competency, attained) for competency, attained in any_of))


def a_competency(id: str = "goals", *prerequisites: Prerequisite, **fields: Any) -> Competency:
    """A competency named after its id."""
    return Competency(**({"id": id, "name": f"About {id}", "prerequisites": prerequisites} | fields))


def a_framework(
    competencies: Sequence[Competency] | None = None, *, levels: int = 4, domains: Sequence[Domain] = (), **fields: Any
) -> Framework:
    """A framework of one competency, ``goals``, on the default scale."""
    names = tuple(Level(name) for name in LEVEL_NAMES[:levels])
    competencies = (a_competency(),) if competencies is None else tuple(competencies)
    default = {"levels": names, "scale": Scale.for_levels(levels)}
    return Framework(**(default | {"competencies": competencies, "domains": tuple(domains)} | fields))


def a_rubric(
    id: str = "rubric", competency: str = "goals", levels: Sequence[int] = (0, 1, 2, 3), **fields: Any
) -> Item:
    """A rubric with one statement for each of ``levels``."""
    options = tuple(Option(f"What level {level} does", i, level) for i, level in enumerate(levels))
    return _an_item(id, competency, ItemKind.RUBRIC, options, fields)


def a_frequency(
    id: str = "frequency", competency: str = "goals", steps: int = 4, level: int = 2, **fields: Any
) -> Item:
    """A frequency item with ``steps`` options, least to most."""
    options = tuple(Option(f"{i} times", i) for i in range(steps))
    return _an_item(id, competency, ItemKind.FREQUENCY, options, {"level": level} | fields)


def a_choice(id: str = "choice", competency: str = "goals", level: int = 1, **fields: Any) -> Item:
    """A knowledge check whose second option of three is right."""
    options = (Option("Wrong", 0), Option("Right", 1), Option("Wrong too", 0))
    return _an_item(id, competency, ItemKind.CHOICE, options, {"level": level} | fields)


def a_scenario(id: str = "scenario", competency: str = "goals", level: int = 2, **fields: Any) -> Item:
    """A situation whose options earn 0, 2 and 1."""
    options = (Option("Nothing", 0), Option("The best", 2), Option("A part", 1))
    return _an_item(id, competency, ItemKind.SCENARIO, options, {"level": level} | fields)


def _an_item(id: str, competency: str, kind: ItemKind, options: tuple[Option, ...], fields: dict[str, Any]) -> Item:
    default = {"id": id, "competency": competency, "kind": kind, "prompt": f"Question {id}", "options": options}
    return Item(**(default | fields))


def a_section(id: str = "goals-1", competency: str = "goals", level: int = 1, **fields: Any) -> Section:
    """A core course section in the subsection that has its id."""
    default = {"id": id, "competency": competency, "level": level, "title": f"Work {id}", "block": f"sequential/{id}"}
    return Section(**(default | fields))


def an_outside_section(id: str = "visit", competency: str = "goals", level: int = 1, **fields: Any) -> Section:
    """An elective outside opportunity."""
    return a_section(
        id, competency, level, **({"block": None, "url": "https://example.org/visit", "elective": True} | fields)
    )


def a_definition(**fields: Any) -> Definition:
    """One competency of four levels, ``goals``, with a rubric and a core section for every level.

    The fields of a framework may be given as well, by their names.
    """
    own = {
        key: fields.pop(key) for key in ("competencies", "levels", "scale", "domains", "correlations") if key in fields
    }
    framework = a_framework(**own)
    first = framework.competencies[0].id if framework.competencies else "goals"
    levels = range(1, framework.top_level + 1)
    default = {
        "title": "Formative assessment",
        "framework": framework,
        "items": (a_rubric(competency=first, levels=range(framework.top_level + 1)),),
        "sections": tuple(a_section(f"{first}-{level}", first, level) for level in levels),
        "rules": Rules(),
    }
    return Definition(**(default | fields))
