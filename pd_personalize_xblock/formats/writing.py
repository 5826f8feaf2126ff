"""From a definition to the smallest document that describes it."""

from __future__ import annotations

from typing import Any

from ..domain.correlations import Correlations
from ..domain.definition import DEFAULT_SECTION_MINUTES, Definition, Mastery, Rules, Section
from ..domain.framework import Competency, Framework, Level, Prerequisite, Scale
from ..domain.items import Item, ItemKind
from .structure import VERSION

Document = dict[str, Any]


def to_document(definition: Definition) -> Document:
    """Return the document of a definition: defaults left out, keys in the order of the schema."""
    framework = definition.framework
    return {
        "version": VERSION,
        "title": definition.title,
        **_given(
            description=definition.description,
            source=definition.source,
            levels=[_level(level) for level in framework.levels],
            scale=_scale(framework),
            domains=[{"id": domain.id, "name": domain.name} for domain in framework.domains],
        ),
        "competencies": [_competency(competency) for competency in framework.competencies],
        **_given(
            correlations=_correlations(framework.correlations),
            items=[_item(item) for item in definition.items],
            sections=[_section(section) for section in definition.sections],
            rules=_rules(definition.rules),
        ),
    }


def _given(**values: object) -> Document:
    """Leave out what is None, false or empty; a 0 stays."""
    return {key: value for key, value in values.items() if value or (value == 0 and value is not False)}


def _number(value: float | None) -> float | int | None:
    """A whole number without its ``.0``."""
    return int(value) if value is not None and float(value).is_integer() else value


def _unless(default: float, value: float) -> float | int | None:
    return None if value == default else _number(value)


def _level(level: Level) -> Document:
    return {"name": level.name, **_given(description=level.description)}


def _scale(framework: Framework) -> Document:
    scale, default = framework.scale, Scale.for_levels(len(framework.levels))
    return _given(
        cuts=None if scale.cuts == default.cuts else [_number(cut) for cut in scale.cuts],
        prior_mean=_unless(default.prior_mean, scale.prior_mean),
        prior_sd=_unless(default.prior_sd, scale.prior_sd),
    )


def _correlations(correlations: Correlations) -> Document:
    default = Correlations()
    return _given(
        within=_unless(default.within, correlations.within),
        between=_unless(default.between, correlations.between),
        pairs=[
            {"competency": pair.first, "with": pair.second, "correlation": _number(pair.correlation)}
            for pair in correlations.pairs
        ],
    )


def _competency(competency: Competency) -> Document:
    return _given(
        id=competency.id,
        name=competency.name,
        description=competency.description,
        domain=competency.domain,
        prerequisites=[_prerequisite(prerequisite) for prerequisite in competency.prerequisites],
    )


def _prerequisite(prerequisite: Prerequisite) -> Document:
    any_of = [{"competency": entry.competency, "level": entry.level} for entry in prerequisite.any_of]
    return {"level": prerequisite.level, "any_of": any_of}


def _item(item: Item) -> Document:
    return _given(
        id=item.id,
        competency=item.competency,
        kind=str(item.kind),
        level=item.level,
        prompt=item.prompt,
        options=_options(item),
        minutes=_number(item.minutes),
        discrimination=_number(item.discrimination),
        thresholds=None if item.thresholds is None else [_number(threshold) for threshold in item.thresholds],
        guessing=_number(item.guessing),
    )


def _options(item: Item) -> list[Document]:
    is_rubric = item.kind is ItemKind.RUBRIC
    names_levels = is_rubric and [option.level for option in item.options] != list(range(len(item.options)))
    return [
        {
            "text": option.text,
            **({"level": option.level} if names_levels else {}),
            **({"credit": option.category} if item.kind.is_keyed and option.category else {}),
        }
        for option in item.options
    ]


def _section(section: Section) -> Document:
    return _given(
        id=section.id,
        competency=section.competency,
        level=section.level,
        title=section.title,
        description=section.description,
        minutes=_unless(DEFAULT_SECTION_MINUTES, section.minutes),
        elective=section.elective,
        block=section.block,
        url=section.url,
        mastery=None if section.mastery is None else _mastery(section.mastery),
    )


def _mastery(mastery: Mastery) -> Document:
    return _given(by=str(mastery.by), share=_number(mastery.share))


def _rules(rules: Rules) -> Document:
    default = Rules()
    return _given(
        mode=None if rules.mode is default.mode else str(rules.mode),
        exempt_grades=None if rules.exempt_grades is default.exempt_grades else str(rules.exempt_grades),
        max_questions=_unless(default.max_questions, rules.max_questions),
        max_minutes=_unless(default.max_minutes, rules.max_minutes),
        stop_probability=_unless(default.stop_probability, rules.stop_probability),
        stop_standard_error=_unless(default.stop_standard_error, rules.stop_standard_error),
        extra_questions=_unless(default.extra_questions, rules.extra_questions),
        own_answers=rules.own_answers,
        rechecks=_unless(default.rechecks, rules.rechecks),
        start_higher=None if rules.start_higher is default.start_higher else str(rules.start_higher),
        retakes=rules.retakes,
        retake_after_days=_unless(default.retake_after_days, rules.retake_after_days),
        scoring=None if rules.scoring is default.scoring else str(rules.scoring),
        average_cuts=[_number(cut) for cut in rules.average_cuts],
    ) | ({} if rules.explore else {"explore": False})
