"""Short ways to write the definitions, answers and standings that the domain tests need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pd_personalize_xblock.domain.definition import Definition, Rules, Section
from pd_personalize_xblock.domain.diagnostic import Response
from pd_personalize_xblock.domain.estimation import ItemBank, Scored
from pd_personalize_xblock.domain.framework import Prerequisite
from pd_personalize_xblock.domain.items import Item
from tests.builders import a_choice, a_competency, a_definition, a_section


def core(id: str, competency: str, level: int, **fields: Any) -> Section:
    """A section that everybody below its level has to do."""
    return a_section(id, competency, level, **fields)


def elective(id: str, competency: str, level: int, **fields: Any) -> Section:
    """A section that nobody has to do."""
    return a_section(id, competency, level, **({"elective": True} | fields))


def ladder(*competencies: str, top: int = 3) -> tuple[Section, ...]:
    """One core section for every level of every competency: a1, a2, ..."""
    return tuple(core(f"{c}{level}", c, level) for c in competencies for level in range(1, top + 1))


def a_pathway(
    *sections: Section, levels: int = 4, before: Mapping[str, Sequence[Prerequisite]] | None = None
) -> Definition:
    """A definition of these sections, where ``before`` gives the prerequisites of each competency."""
    before = before or {}
    asked_for = {a.competency for prerequisites in before.values() for p in prerequisites for a in p.any_of}
    names = sorted({section.competency for section in sections} | set(before) | asked_for)
    competencies = [a_competency(name, *before.get(name, ())) for name in names]
    return a_definition(competencies=competencies, levels=levels, items=(), sections=sections)


def keyed(id: str, *, a: float, b: float, guessing: float | None = None, **fields: Any) -> Item:
    """A two-category item with these parameters; its second option is right."""
    return a_choice(id, discrimination=a, thresholds=(b,), guessing=guessing, **fields)


def a_bank(
    *items: Item, competencies: Sequence[str] = ("goals",), rules: Rules | None = None, **fields: Any
) -> ItemBank:
    """Items of these competencies, ready for measurement, without sections unless given."""
    named = [a_competency(name) for name in competencies]
    default = {"sections": (), "rules": rules or Rules()}
    return ItemBank(a_definition(items=items, competencies=named, **(default | fields)))


def an_answer(bank: ItemBank, item_id: str, option: int | str, *, sequence: int = 0) -> Response:
    """The response of a teacher who chose ``option``: a position, or an unscored answer."""
    return Response(sequence, item_id, str(option), bank.definition.item(item_id).category_of(str(option)))


def answers_to(bank: ItemBank, given: Mapping[str, int | str]) -> tuple[Response, ...]:
    """One response for each item id, in the order given."""
    return tuple(an_answer(bank, item_id, option, sequence=i) for i, (item_id, option) in enumerate(given.items()))


def categories(**given: int) -> Scored:
    """Categories by item id, in the order that estimates ask for."""
    return tuple(sorted(given.items()))
