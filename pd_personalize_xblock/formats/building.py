"""From a document to the definition that it describes, going on after every error."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from ..domain.checks import Place, Problem, problems
from ..domain.correlations import Correlations, Pair
from ..domain.definition import (
    DEFAULT_SECTION_MINUTES,
    Definition,
    ExemptGrades,
    Mastery,
    MasteryBy,
    Mode,
    Rules,
    Scoring,
    Section,
    StartHigher,
)
from ..domain.errors import DomainError, InvalidDefinition
from ..domain.framework import (
    MAX_LEVELS,
    MIN_LEVELS,
    Attainment,
    Competency,
    Domain,
    Framework,
    Level,
    Prerequisite,
    Scale,
)
from ..domain.items import Item, ItemKind, Option
from ..domain.words import gettext_noop, message_of, part_of

Document = dict[str, Any]
UNKNOWN = "?"
_T = TypeVar("_T", Item, Section)


def build(document: Document, structural: Sequence[Problem]) -> tuple[Definition, list[Problem]]:
    """Return the definition of a document, and what is wrong with it beyond its structure.

    Where the document has an error, a stand-in takes the place, so that positions stay, ids stay
    known and no other entry is blamed. Only without any error is the definition the author's.
    """
    builder = _Builder(document, structural)
    definition = builder.definition()
    checked = [builder.translated(problem) for problem in problems(definition)]
    return definition, [*builder.found, *(problem for problem in checked if not builder.is_noise(problem))]


def build_stored(document: Document) -> Definition:
    """Return the definition of a document that came into force once, not judged by today's checks."""
    builder = _Builder(document, ())
    definition = builder.definition()
    if builder.found:
        raise InvalidDefinition(
            gettext_noop("a stored definition can no longer be read: %(message)s", message=builder.found[0].message)
        )
    return definition


@dataclass(frozen=True)
class _Entry:
    """An object of the document; what has an error reads as if it were left out, and is remembered."""

    values: Document
    place: Place
    builder: _Builder

    def get(self, key: str, default: Any = None) -> Any:
        place = (*self.place, key)
        if place in self.builder.broken or not self.builder.is_object(self.place):
            self.builder.made_up.add(place)
            return default
        return self.values.get(key, default)

    def text(self, key: str, default: str = "") -> str:
        text: str = self.get(key, default)
        return text.strip()

    def number(self, key: str) -> float | None:
        value = self.get(key)
        return None if value is None else float(value)

    def id(self) -> str:
        """The id, or one that no author can write."""
        value: str = self.get("id", "{} {}".format(*self.place[-2:]))
        return value

    @property
    def is_sound(self) -> bool:
        return self.place not in self.builder.broken


@dataclass
class _Builder:
    """One pass over a document. ``broken``: places with an error in or below them."""

    document: Document
    structural: Sequence[Problem]
    found: list[Problem] = field(default_factory=list)
    made_up: set[Place] = field(default_factory=set)
    kept_prerequisites: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        places = [problem.place for problem in self.structural]
        self.wrong = set(places)
        self.broken = {place[:length] for place in places for length in range(len(place) + 1)}
        self._objects: dict[Place, bool] = {(): True}

    def is_object(self, place: Place) -> bool:
        return self._objects[place]

    def entry(self, values: object, place: Place) -> _Entry:
        self._objects[place] = isinstance(values, dict)
        return _Entry(values if isinstance(values, dict) else {}, place, self)

    def entries(self, key: str, place: Place = ()) -> Iterator[_Entry]:
        """Yield the entries of a list; of one that is itself wrong, or missing where it must not be, none."""
        where = (*place, key)
        values = self.document.get(key, [])
        if where in self.wrong or not isinstance(values, list):
            self.made_up.add(where)
            return
        for i, value in enumerate(values):
            yield self.entry(value, (*where, i))

    def definition(self) -> Definition:
        top = self.entry(self.document, ())
        return Definition(
            title=top.text("title", UNKNOWN),
            framework=self._framework(),
            items=tuple(self._built(entry, _item, _stand_in_item) for entry in self.entries("items")),
            sections=tuple(self._built(entry, _section, _stand_in_section) for entry in self.entries("sections")),
            rules=self._rules(self.entry(top.get("rules", {}), ("rules",))),
            description=top.text("description"),
            source=top.text("source"),
        )

    def _built(self, entry: _Entry, build: Callable[[_Entry], _T], stand_in: Callable[[_Entry], _T]) -> _T:
        if entry.is_sound:
            try:
                return build(entry)
            except DomainError as error:
                self.found.append(Problem(entry.place, message_of(error)))
        return stand_in(entry)

    def _rules(self, entry: _Entry) -> Rules:
        if entry.is_sound:
            try:
                return _rules(entry)
            except DomainError as error:
                self.found.append(Problem(entry.place, message_of(error)))
        return Rules()

    def _framework(self) -> Framework:
        levels = tuple(_level(entry) for entry in self.entries("levels"))
        if not MIN_LEVELS <= len(levels) <= MAX_LEVELS:
            levels = (Level(UNKNOWN),) * MAX_LEVELS
        framework = Framework(
            levels=levels,
            scale=Scale.for_levels(len(levels)),
            competencies=tuple(self._competency(entry) for entry in self.entries("competencies")),
            domains=tuple(Domain(entry.id(), entry.text("name", UNKNOWN)) for entry in self.entries("domains")),
        )
        if ("levels",) not in self.made_up:
            framework = self._with(framework, "scale", lambda values: _scale(values, framework.scale))
        return self._with(framework, "correlations", _correlations)

    def _with(self, framework: Framework, key: str, build: Callable[[Document], object]) -> Framework:
        """Return the framework with what the document says about one of its parts, if that is sound."""
        if key not in self.document or (key,) in self.broken:
            return framework
        try:
            return replace(framework, **{key: build(self.document[key])})
        except DomainError as error:
            self.found.append(Problem((key,), part_of(message_of(error), "what")))
            return framework

    def _competency(self, entry: _Entry) -> Competency:
        return Competency(
            id=entry.id(),
            name=entry.text("name", UNKNOWN),
            description=entry.text("description"),
            domain=entry.get("domain"),
            prerequisites=tuple(self._prerequisites(entry)),
        )

    def _prerequisites(self, entry: _Entry) -> Iterator[Prerequisite]:
        place = (*entry.place, "prerequisites")
        values = entry.values.get("prerequisites", [])
        if place in self.wrong or not isinstance(values, list):
            self.made_up.add(place)
            return
        for j, value in enumerate(values):
            if (*place, j) in self.broken:
                self.made_up.add((*place, j))
            else:
                self.kept_prerequisites.setdefault(int(entry.place[1]), []).append(j)
                yield _prerequisite(value)

    def translated(self, problem: Problem) -> Problem:
        """Return a problem of the definition at its place in the document."""
        match problem.place:
            case ("competencies", int(i), "prerequisites", int(j), *rest):
                place = ("competencies", i, "prerequisites", self.kept_prerequisites[i][j], *rest)
                return replace(problem, place=place)
        return problem

    def is_noise(self, problem: Problem) -> bool:
        """Whether a problem is only the consequence of an error that is reported already."""
        place = problem.place
        if any(place[:length] in self.made_up for length in range(1, len(place) + 1)):
            return True
        if place[-1] in ("competency", "with"):
            return self._has_unknown_ids("competencies")
        if place[-1] == "domain":
            return self._has_unknown_ids("domains")
        about_pathway = place[0] in ("competencies", "sections") and isinstance(place[-1], int)
        return about_pathway and any(made_up[0] in _PATHWAY for made_up in self.made_up)

    def _has_unknown_ids(self, group: str) -> bool:
        ids = [place for place in self.made_up if place[0] == group and place[-1] == "id"]
        return bool(ids) or (group,) in self.made_up


_PATHWAY = ("levels", "competencies", "sections", "items")
"""What the stranding check looks at: with a part of it made up, it says nothing that can be relied on."""


def _level(entry: _Entry) -> Level:
    return Level(entry.text("name", UNKNOWN), entry.text("description"))


def _scale(values: Document, default: Scale) -> Scale:
    return Scale(
        cuts=tuple(map(float, values.get("cuts", default.cuts))),
        prior_mean=float(values.get("prior_mean", default.prior_mean)),
        prior_sd=float(values.get("prior_sd", default.prior_sd)),
    )


def _correlations(values: Document) -> Correlations:
    default = Correlations()
    return Correlations(
        within=float(values.get("within", default.within)),
        between=float(values.get("between", default.between)),
        pairs=tuple(
            Pair(pair["competency"], pair["with"], float(pair["correlation"])) for pair in values.get("pairs", [])
        ),
    )


def _prerequisite(values: Document) -> Prerequisite:
    return Prerequisite(
        level=int(values["level"]),
        any_of=tuple(Attainment(entry["competency"], int(entry["level"])) for entry in values["any_of"]),
    )


def _item(entry: _Entry) -> Item:
    kind = ItemKind(entry.get("kind"))
    thresholds, level = entry.get("thresholds"), entry.get("level")
    return Item(
        id=entry.id(),
        competency=entry.get("competency"),
        kind=kind,
        prompt=entry.text("prompt"),
        options=_options(kind, entry.get("options")),
        level=None if level is None else int(level),
        minutes=entry.number("minutes"),
        discrimination=entry.number("discrimination"),
        thresholds=None if thresholds is None else tuple(map(float, thresholds)),
        guessing=entry.number("guessing"),
    )


def _options(kind: ItemKind, entries: list[Document]) -> tuple[Option, ...]:
    levels: list[int | None] = [None if entry.get("level") is None else int(entry["level"]) for entry in entries]
    if kind is ItemKind.RUBRIC and not any(level is not None for level in levels):
        levels = list(range(len(entries)))
    return tuple(
        Option(entry["text"].strip(), int(entry.get("credit", 0)) if kind.is_keyed else i, level)
        for i, (entry, level) in enumerate(zip(entries, levels, strict=True))
    )


def _stand_in_item(entry: _Entry) -> Item:
    level = entry.get("level", 1)
    options = (Option(UNKNOWN, 0), Option(UNKNOWN, 1))
    return Item(entry.id(), entry.get("competency", UNKNOWN), ItemKind.CHOICE, UNKNOWN, options, level=int(level))


def _section(entry: _Entry) -> Section:
    minutes, mastery = entry.number("minutes"), entry.get("mastery")
    return Section(
        id=entry.id(),
        competency=entry.get("competency"),
        level=int(entry.get("level")),
        title=entry.text("title"),
        description=entry.text("description"),
        minutes=DEFAULT_SECTION_MINUTES if minutes is None else minutes,
        elective=entry.get("elective", False),
        block=entry.get("block"),
        url=entry.get("url"),
        mastery=None if mastery is None else _mastery(mastery),
    )


def _mastery(values: Document) -> Mastery:
    share = values.get("share")
    return Mastery(MasteryBy(values["by"]), None if share is None else float(share))


def _stand_in_section(entry: _Entry) -> Section:
    return Section(
        id=entry.id(),
        competency=entry.get("competency", UNKNOWN),
        level=int(entry.get("level", 1)),
        title=UNKNOWN,
        elective=entry.get("elective", False),
        block=entry.get("block"),
    )


_WHOLE_RULES = ("max_questions", "extra_questions", "own_answers", "rechecks", "retakes", "retake_after_days")


def _rules(entry: _Entry) -> Rules:
    default = Rules()
    number = {key: entry.number(key) for key in ("max_minutes", "stop_probability", "stop_standard_error")}
    whole = {key: entry.get(key) for key in _WHOLE_RULES}
    given = number | {key: None if value is None else int(value) for key, value in whole.items()}
    return replace(
        default,
        mode=Mode(entry.get("mode", default.mode)),
        exempt_grades=ExemptGrades(entry.get("exempt_grades", default.exempt_grades)),
        explore=entry.get("explore", default.explore),
        scoring=Scoring(entry.get("scoring", default.scoring)),
        start_higher=StartHigher(entry.get("start_higher", default.start_higher)),
        average_cuts=tuple(map(float, entry.get("average_cuts", default.average_cuts))),
        **{key: value for key, value in given.items() if value is not None},
    )
