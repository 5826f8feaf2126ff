"""From a definition to a table that a spreadsheet opens and :func:`framework_tables.read_csv` reads back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..domain.definition import Definition, Section
from ..domain.framework import Competency, Prerequisite
from ..domain.items import Item
from .drafts import Document
from .table_levels import Levels
from .table_text import COLUMNS, write_table
from .writing import to_document

_Row = Mapping[str, str]
_ALWAYS = ("kind", "competency", "level", "statement", "domain", "competency_id", "domain_id", "item_id", "section_id")


def write_csv(definition: Definition) -> str:
    """Return a definition as CSV, with the mark by which spreadsheets know UTF-8. It holds the scoring keys.

    What a table cannot say (:func:`left_out`) is not in it. Columns that nothing fills are left out.
    """
    rows = list(_Writer(definition).rows())
    filled = {column for row in rows for column, cell in row.items() if cell}
    return write_table([column for column in COLUMNS if column in filled or column in _ALWAYS], rows)


def left_out(definition: Definition) -> list[str]:
    """Return which parts of a definition its table does not hold: keys of the document."""
    document: Document = to_document(definition)
    return [key for key in ("scale", "correlations", "rules") if key in document]


class _Writer:
    """Each kind of row in its turn. Every row about a competency names it and its id."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.levels = Levels(tuple(level.name for level in definition.framework.levels))
        self.domains = {domain.id: domain.name for domain in definition.framework.domains}

    def rows(self) -> Iterator[_Row]:
        definition, framework = self.definition, self.definition.framework
        for kind in ("title", "description", "source"):
            if getattr(definition, kind):
                yield {"kind": kind, "statement": getattr(definition, kind)}
        for level in framework.levels:
            yield {"kind": "level", "level": level.name, "level_description": level.description}
        for id, name in self.domains.items():
            yield {"kind": "domain", "domain": name, "domain_id": id}
        for competency in framework.competencies:
            yield from self._competency(competency)
        for item in definition.items:
            yield from self._item(item)
        for section in definition.sections:
            yield self._section(section)

    def _about(self, id: str) -> dict[str, str]:
        return {"competency": self.definition.competency(id).name, "competency_id": id}

    def _competency(self, competency: Competency) -> Iterator[_Row]:
        domain = competency.domain
        grouped = {} if domain is None else {"domain": self.domains.get(domain, ""), "domain_id": domain}
        about = {"kind": "competency", **self._about(competency.id), **grouped}
        yield {**about, "competency_description": competency.description}
        for prerequisite in competency.prerequisites:  # a row each, so that their order stays
            yield {
                "kind": "competency",
                **self._about(competency.id),
                "level": self.levels.label(prerequisite.level),
                "prerequisites": self._needs(prerequisite),
            }

    def _needs(self, prerequisite: Prerequisite) -> str:
        return " | ".join(f"{each.competency}:{self.levels.label(each.level)}" for each in prerequisite.any_of)

    def _item(self, item: Item) -> Iterator[_Row]:
        once = {
            "question": item.prompt,
            "item_minutes": _number(item.minutes),
            "discrimination": _number(item.discrimination),
            "thresholds": " ".join(map(_number, item.thresholds or ())),
            "guessing": _number(item.guessing),
        }
        for i, option in enumerate(item.options):
            yield {
                "kind": str(item.kind),
                **self._about(item.competency),
                "level": self.levels.label(option.level if option.level is not None else item.level or 0),
                "statement": option.text,
                "item_id": item.id,
                "credit": str(option.category) if item.kind.is_keyed else "",
                **(once if i == 0 else {}),
            }

    def _section(self, section: Section) -> _Row:
        mastery = section.mastery
        share = "" if mastery is None or mastery.share is None else f" {_number(mastery.share)}"
        return {
            "kind": "section",
            **self._about(section.competency),
            "level": self.levels.label(section.level),
            "section": section.title,
            "section_description": section.description,
            "section_minutes": _number(section.minutes),
            "elective": "yes" if section.elective else "",
            "block": section.block or "",
            "url": section.url or "",
            "mastery": "" if mastery is None else f"{mastery.by}{share}",
            "section_id": section.id,
        }


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() and abs(value) < 10**15 else repr(float(value))
