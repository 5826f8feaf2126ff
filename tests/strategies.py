"""Random definitions, as rich as an author could write them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from pd_personalize_xblock.domain.checks import Problem, errors, problems
from pd_personalize_xblock.domain.definition import (
    Definition,
    Mastery,
    MasteryBy,
    Mode,
    Rules,
    Scoring,
    Section,
    StartHigher,
)
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

AWKWARD_TEXTS = (
    "a < b & c > d",
    "\"quoted\" and 'quoted'",
    "]]> <![CDATA[x]]>",
    "<b>bold</b> and <i>more</i>",
    "<b>never closed",
    "&amp; &lt;b&gt; &nbsp; &#65;",
    '<p dir="rtl">مرحبا</p>\n<p>second</p>',
    "one\ntwo\r\nthree\rfour\tfive",
    "<!-- a comment --> <?a pi?>",
    "<br/><br />  <em>x</em >",
    "שלום 𝒳 👩🏽‍🏫 \u202eabc\u202c",
    "x \u00a0 \u2028 \x85 x",
    "<a:b>prefix</a:b>",
    '<svg xmlns="http://www.w3.org/2000/svg"><path/></svg>',
    "<option>x</option>",
)
_CHARACTERS = st.characters(
    exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff", include_characters="\n\t\r"
)


def texts(max_size: int = 30) -> st.SearchStrategy[str]:
    """What an author may write: trimmed, not empty, and possible in XML."""
    free = st.text(_CHARACTERS, min_size=1, max_size=max_size).map(str.strip).filter(bool)
    return st.sampled_from(AWKWARD_TEXTS) | st.sampled_from(("Goals", "Feedback that moves learning")) | free


def _maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | strategy


def _maybe_text() -> st.SearchStrategy[str]:
    return st.just("") | texts()


def _positive(most: float) -> st.SearchStrategy[float]:
    """Above 0: round numbers and all the others."""
    return st.sampled_from((0.1, 0.5, 1.0)) | st.floats(0, most, exclude_min=True)


def _rising(size: int) -> st.SearchStrategy[tuple[float, ...]]:
    quarters = st.lists(st.integers(-40, 40), min_size=size, max_size=size, unique=True)
    return quarters.map(lambda values: tuple(value / 4 for value in sorted(values)))


def _scales(levels: int) -> st.SearchStrategy[Scale]:
    default = Scale.for_levels(levels)
    return st.builds(
        Scale,
        cuts=st.just(default.cuts) | _rising(levels - 1),
        prior_mean=st.just(0.0) | st.floats(-3, 3),
        prior_sd=st.just(default.prior_sd) | st.floats(0.25, 5),
    )


@st.composite
def frameworks(draw: st.DrawFn) -> Framework:
    """Two to five levels, up to four competencies, prerequisites that may lead nowhere."""
    levels = draw(st.integers(2, 5))
    names = ("goals", "Q-2", "f.b", "4_self")[: draw(st.integers(1, 4))]
    domains = ("eliciting", "acting")[: draw(st.integers(0, 2))]
    attainments = st.builds(Attainment, st.sampled_from((*names, "unknown", names[0])), st.integers(1, levels - 1))
    prerequisites = st.builds(
        Prerequisite, st.integers(1, levels - 1), st.lists(attainments, min_size=1, max_size=3).map(tuple)
    )
    competencies = tuple(
        Competency(
            id=name,
            name=draw(texts()),
            description=draw(_maybe_text()),
            domain=draw(st.sampled_from((None, *domains))),
            prerequisites=tuple(draw(st.lists(prerequisites, max_size=2))),
        )
        for name in names
    )
    return Framework(
        levels=tuple(draw(st.builds(Level, texts(), _maybe_text())) for _ in range(levels)),
        scale=draw(st.just(Scale.for_levels(levels)) | _scales(levels)),
        competencies=competencies,
        domains=tuple(Domain(domain, draw(texts())) for domain in domains),
    )


@st.composite
def items(draw: st.DrawFn, id: str, competencies: tuple[str, ...], levels: int) -> Item:
    """An item of any kind that makes sense by itself."""
    kind = draw(st.sampled_from(ItemKind))
    categories = draw(_categories(kind, levels))
    described: tuple[int | None, ...] = (None,) * len(categories)
    if kind is ItemKind.RUBRIC:
        described = draw(_rising_levels(len(categories), levels))
    top = max(categories)
    return Item(
        id=id,
        competency=draw(st.sampled_from(competencies)),
        kind=kind,
        prompt=draw(texts()),
        options=tuple(Option(draw(texts()), c, level) for c, level in zip(categories, described, strict=True)),
        level=None if kind is ItemKind.RUBRIC else draw(st.integers(1, levels - 1)),
        minutes=draw(_maybe(_positive(30))),
        discrimination=draw(_maybe(_positive(10))),
        thresholds=draw(_maybe(_rising(top))),
        guessing=draw(_maybe(st.floats(0, 0.5))) if kind is ItemKind.CHOICE else None,
    )


def _categories(kind: ItemKind, levels: int) -> st.SearchStrategy[list[int]]:
    match kind:
        case ItemKind.RUBRIC:
            return st.integers(2, levels).map(lambda size: list(range(size)))
        case ItemKind.FREQUENCY:
            return st.integers(2, 5).map(lambda size: list(range(size)))
        case ItemKind.CHOICE:
            return st.permutations([1, 0, 0, 0][: levels + 1]).map(list)
        case ItemKind.SCENARIO:
            return st.permutations([0, 1, 2, 0]).map(list)


def _rising_levels(size: int, levels: int) -> st.SearchStrategy[tuple[int, ...]]:
    chosen = st.lists(st.integers(0, levels - 1), min_size=size, max_size=size, unique=True)
    return st.just(tuple(range(size))) | chosen.map(lambda values: tuple(sorted(values)))


@st.composite
def sections(draw: st.DrawFn, id: str, competencies: tuple[str, ...], levels: int) -> Section:
    """A course block or an outside opportunity."""
    block = draw(st.sampled_from((None, f"sequential/{id}", f"chapter/{id}~1.a")))
    share = _maybe(st.floats(0, 1, exclude_min=True))
    seen = st.builds(Mastery, st.sampled_from((MasteryBy.COMPLETION, MasteryBy.GRADE)), share)
    told = st.sampled_from((Mastery(MasteryBy.SIGN_OFF), Mastery(MasteryBy.SIGN_OFF if block else MasteryBy.NOTE)))
    return Section(
        id=id,
        competency=draw(st.sampled_from(competencies)),
        level=draw(st.integers(1, levels - 1)),
        title=draw(texts()),
        description=draw(_maybe_text()),
        minutes=draw(st.just(30.0) | _positive(1000)),
        elective=draw(st.booleans()),
        block=block,
        url=None if block else draw(st.sampled_from((None, "https://example.org/a?b=c&d='e'#f"))),
        mastery=draw(_maybe(seen | told if block else told)),
    )


def rules() -> st.SearchStrategy[Rules]:
    """Rules within the limits of the format; often the default ones."""
    return st.just(Rules()) | st.builds(
        Rules,
        mode=st.sampled_from(Mode),
        max_questions=st.integers(1, 200),
        max_minutes=_positive(240),
        stop_probability=st.floats(0.5, 1, exclude_min=True, exclude_max=True),
        stop_standard_error=st.floats(0, 10),
        extra_questions=st.integers(0, 50),
        own_answers=st.none() | st.integers(1, 10),
        explore=st.booleans(),
        scoring=st.sampled_from(Scoring),
        start_higher=st.sampled_from(StartHigher),
        retakes=st.none() | st.integers(0, 100),
        retake_after_days=st.integers(0, 3650),
    )


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """Definitions of which every part makes sense by itself; many are sound, but not all."""
    framework = draw(frameworks())
    names = tuple(competency.id for competency in framework.competencies)
    levels = len(framework.levels)
    some_items = [draw(items(f"item-{i}", names, levels)) for i in range(draw(st.integers(0, 4)))]
    some_sections = [draw(sections(f"section-{i}", names, levels)) for i in range(draw(st.integers(0, 6)))]
    return Definition(
        title=draw(texts()),
        framework=framework,
        items=tuple(some_items),
        sections=tuple(some_sections),
        rules=draw(rules()),
        description=draw(_maybe_text()),
        source=draw(_maybe_text()),
    )


def sound_definitions() -> st.SearchStrategy[Definition]:
    """Definitions that may come into force: random ones without whatever the check refuses."""
    return definitions().map(repaired)


def repaired(definition: Definition) -> Definition:
    """Leave out what is refused, one entry at a time, until nothing is."""
    while found := errors(problems(definition)):
        definition = _without(definition, found[-1])
    return definition


def _without(definition: Definition, problem: Problem) -> Definition:
    match problem.place:
        case ("sections", int(i), *_):
            return replace(definition, sections=_dropped(definition.sections, i))
        case ("items", int(i), *_):
            return replace(definition, items=_dropped(definition.items, i))
        case ("competencies", int(i), "prerequisites", int(j), *_):
            competency = definition.framework.competencies[i]
            fewer = replace(competency, prerequisites=_dropped(competency.prerequisites, j))
            changed = (*definition.framework.competencies[:i], fewer, *definition.framework.competencies[i + 1 :])
            return replace(definition, framework=replace(definition.framework, competencies=changed))
    raise NotImplementedError(f"no repair for {problem}")


def _dropped(entries: tuple, i: int) -> tuple:
    return (*entries[:i], *entries[i + 1 :])
