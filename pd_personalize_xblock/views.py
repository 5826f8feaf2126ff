"""From the domain to the one dict that both the template and the JSON reply use."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.timezone import localtime

from .domain.definition import Definition, ExemptGrades, MasteryBy, Mode, Section
from .domain.diagnostic import Progress, Withdrawal, progress
from .domain.explain import WayThere, ways_to_held_sections
from .domain.items import NOT_APPLICABLE, NOT_SURE, Item
from .domain.learner import Attempt, AttemptStatus, ChoiceKind, LearnerRecord, placed_levels, standing_of
from .domain.pathway import Pathway, SectionState, pathway_for
from .domain.placement import CompetencyPlacement, Finding, Placement, PlacementStatus
from .rendering import clean, plain
from .service import Explanation, Version, may_recheck, offered_item, progress_of

if TYPE_CHECKING:
    from .records.authoring import DraftReport

Page = dict[str, Any]
"""What a screen shows, as plain values. It never holds a key, a weight, a threshold or an unasked item."""

Receipts = dict[str, tuple[int, CompetencyPlacement]]
"""Per competency the number of a sitting and what it found."""

BAND_SDS = 1.0
SHOWN_BEYOND_CUTS_LOGITS = 1.0
GROUPS = ("next", "choice", "later", "yours")
"""How the pathway is told: what is required and open, what is open besides, what is held, what is done or exempt."""


@dataclass(frozen=True)
class Links:
    """Where things are in this host: ``to_block`` takes "<block type>/<block id>"."""

    to_block: Callable[[str], str]


@dataclass(frozen=True)
class Explained:
    """A level to say more about, and the placement and version it comes from."""

    competency: str
    placement: Placement
    version: Version
    explanation: Explanation


def message_page(title: str, message: str) -> Page:
    """A screen that only says something: nobody signed in, or nothing to show yet."""
    return {"screen": "message", "title": plain(title), "message": message}


def intro_page(version: Version) -> Page:
    """The screen before the first question."""
    definition = version.definition
    ahead = progress(version.bank, ())
    return {
        "screen": "intro",
        "title": plain(definition.title),
        "description": clean(definition.description),
        "questions": ahead.questions_left,
        "minutes": _whole_minutes(ahead.minutes_left),
        "competencies": [plain(definition.competency(c).name) for c in definition.measured_competencies],
        "is_firm": definition.rules.mode is Mode.FIRM,
        "has_sections": bool(definition.sections),
        "gives_full_marks": _gives_full_marks(definition, definition.sections),
    }


def sitting_page(version: Version, attempt: Attempt, *, is_retake: bool) -> Page:
    """The screen while a sitting is under way: the question on offer, or the end of the questions.

    ``version`` is the one the sitting began with.
    """
    responses = attempt.responses
    item = offered_item(version, attempt)
    ahead = progress_of(version, attempt)
    total = ahead.questions_asked + ahead.questions_left
    page = {
        "screen": "review" if item is None else "question",
        "title": plain(version.definition.title),
        "sequence": attempt.next_sequence,
        "can_go_back": bool(responses),
        "can_finish": bool(responses),
        "is_retake": is_retake,
        "is_recheck": attempt.competency is not None,
        "progress": {
            "questions_asked": ahead.questions_asked,
            "questions_left": ahead.questions_left,
            "minutes_left": _whole_minutes(ahead.minutes_left),
            "percent": round(100 * ahead.questions_asked / total) if total else 100,
        },
    }
    return page if item is None else page | {"question": _question(version.definition, attempt, item)}


def _question(definition: Definition, attempt: Attempt, item: Item) -> Page:
    """Options go by their position: a key never leaves the server."""
    return {
        "item_id": item.id,
        "competency": plain(definition.competency(item.competency).name),
        "prompt": clean(item.prompt),
        "options": [
            {"value": str(position), "text": clean(option.text)} for position, option in enumerate(item.options)
        ],
        "not_sure": NOT_SURE,
        "not_applicable": NOT_APPLICABLE,
        "chosen": _withdrawn_answer(attempt, item.id),
    }


def _withdrawn_answer(attempt: Attempt, item_id: str) -> str | None:
    """The answer a teacher has just gone back from, to show it ticked again."""
    if not attempt.entries or not isinstance(attempt.entries[-1], Withdrawal):
        return None
    withdrawn = attempt.entries[attempt.entries[-1].withdraws]
    if isinstance(withdrawn, Withdrawal) or withdrawn.item_id != item_id:
        return None
    return withdrawn.option


def result_page(
    in_force: Version,
    record: LearnerRecord,
    links: Links,
    *,
    left: Progress | None = None,
    explained: Explained | None = None,
) -> Page:
    """The screen after a sitting: where the teacher starts, and the pathway.

    ``left`` is what one more sitting could still ask; ``explained`` the level to say more about.
    """
    definition = in_force.definition
    standing = standing_of(definition, record)
    pathway = pathway_for(definition, standing)
    skipped = record.attempt is not None and record.attempt.status is AttemptStatus.SKIPPED
    receipts = _latest_receipts(record.placements)
    shown = [receipts[c] for c in definition.measured_competencies if c in receipts]
    answers = sum(receipt.asked for _, receipt in shown)
    return {
        "screen": "result",
        "title": plain(definition.title),
        "skipped": skipped,
        "kept": skipped and bool(answers or any(pathway.attained.values())),
        "can_retake": bool(definition.items),
        "left": _left(left),
        "answers": answers,
        "sittings": len({attempt for attempt, receipt in shown if receipt.asked}),
        "competencies": _profile(in_force, record, pathway, receipts, explained),
        "levels": [plain(level.name) for level in definition.framework.levels],
        "pathway": _pathway(definition, pathway, ways_to_held_sections(definition, standing), links),
    }


def placement_behind(record: LearnerRecord, competency: str) -> Placement | None:
    """Return the placement whose receipt of a competency is shown."""
    numbers = {name: number for name, (number, _) in _latest_receipts(record.placements).items()}
    return next((placement for placement in record.placements if placement.attempt == numbers.get(competency)), None)


def _latest_receipts(placements: Sequence[Placement]) -> Receipts:
    """Return what the last sitting that asked about a competency found; without any, the last sitting's."""
    latest: Receipts = {}
    for placement in placements:
        for competency, placed in placement.competencies.items():
            if placed.asked or competency not in latest or not latest[competency][1].asked:
                latest[competency] = (placement.attempt, placed)
    return latest


def _left(left: Progress | None) -> Page | None:
    """What a sitting that goes on from the last would still ask; nothing where it is not worth one."""
    if left is None or not left.questions_left:
        return None
    return {"questions": left.questions_left, "minutes": _whole_minutes(left.minutes_left)}


def _profile(
    in_force: Version,
    record: LearnerRecord,
    pathway: Pathway,
    receipts: Receipts,
    explained: Explained | None,
) -> list[Page]:
    definition = in_force.definition
    placed = placed_levels(record.placements)
    chosen = {c.competency: c.level for c in record.choices if c.kind is ChoiceKind.START}
    standing = standing_of(definition, record)
    levels = definition.framework.levels
    rows = []
    for competency_id in definition.measured_competencies:
        competency = definition.competency(competency_id)
        start = pathway.start[competency_id]
        row = {
            "id": competency_id,
            "name": plain(competency.name),
            "description": clean(competency.description),
            "placed": min(placed.get(competency_id, 0), definition.framework.top_level),
            "start": start,
            "start_name": plain(levels[start].name),
            "start_description": clean(levels[start].description),
            "is_own_choice": chosen.get(competency_id) is not None,
            "is_own_start": chosen.get(competency_id) == start,
            "is_by_work": start > standing.shown.get(competency_id, 0),
            "is_out_of_role": competency_id in standing.out_of_role,
            "can_recheck": may_recheck(record, in_force, competency_id),
            "can_lose_full_marks": _gives_full_marks(
                definition, (s for s in definition.sections if s.competency == competency_id and s.level <= start)
            ),
            "receipt": None,
            "more": None,
        }
        receipt = receipts[competency_id][1] if competency_id in receipts else None
        if receipt:
            row |= {"receipt": _receipt(definition, receipt)}
        if explained and explained.competency == competency_id:
            row |= {"more": _more(explained)}
        asked = receipt is not None and bool(receipt.asked)
        rows.append(row | {"is_own_word": asked or row["is_own_choice"] or row["is_out_of_role"]})
    return rows


def _receipt(definition: Definition, placed: CompetencyPlacement) -> Page:
    """How a level came about. Positions are in percent of the strip that pictures the scale."""
    between = () if placed.borderline_with is None else tuple(sorted((placed.level, placed.borderline_with)))
    names = [plain(level.name) for level in definition.framework.levels]
    return {
        "status": placed.status.value,
        "level": min(placed.level, len(names) - 1),
        "level_name": names[min(placed.level, len(names) - 1)],
        "is_asked": bool(placed.asked),
        "likely_name": names[min(placed.likely_level, len(names) - 1)],
        "own_answers": len(placed.scored),
        "not_sure": placed.not_sure,
        "not_applicable": placed.not_applicable,
        "between": [names[level] for level in between if level < len(names)],
        "chance_percent": round(100 * placed.p_level[placed.level]) if placed.p_level else None,
        "average_percent": None if placed.p_level or placed.ability is None else round(100 * placed.ability),
        **_picture(placed),
    }


def _more(explained: Explained) -> Page:
    """What would change a level. Of a check only the direction is told: its key stays secret."""
    definition = explained.version.definition
    placed = explained.placement.competencies[explained.competency]
    reflection = explained.explanation.reflection
    given = dict(scored for each in explained.placement.competencies.values() for scored in each.scored)
    rows: dict[tuple[str, str, int], Page] = {}
    for change in explained.explanation.changes:
        item = definition.item(change.item_id)
        answer = "" if item.kind.is_keyed else clean(item.options[change.category].text)
        is_better = change.category > given[change.item_id]
        row = {
            "prompt": clean(item.prompt),
            "answer": answer,
            "is_better": is_better,
            "is_about_other": item.competency != explained.competency,
            "level_name": plain(definition.framework.levels[change.level].name),
        }
        rows.setdefault((item.id, answer or str(is_better), change.level), row)
    return {
        "changes": list(rows.values()),
        "own_name": _level_name(definition, placed.own),
        "others_name": _level_name(definition, placed.others) if placed.status is PlacementStatus.MEASURED else "",
        "mirror": None if reflection is None else ("above" if reflection.difference > 0 else "below"),
    }


def _level_name(definition: Definition, finding: Finding | None) -> str:
    """The level that an ability lies in."""
    if finding is None:
        return ""
    framework = definition.framework
    return plain(framework.levels[bisect_right(framework.scale.cuts, finding.ability)].name)


def _picture(placed: CompetencyPlacement) -> Page:
    """The estimate as a dot, and how sure it is as a bar around it; an average is a dot alone."""
    if placed.ability is None:
        return {"dot": None, "band_start": None, "band_end": None}
    spread = BAND_SDS * (placed.standard_error or 0.0)
    around = {"dot": placed.ability, "band_start": placed.ability - spread, "band_end": placed.ability + spread}
    ends = (0.0, 1.0) if placed.standard_error is None else _shown_ends(placed.cuts)
    return {name: _position(value, (ends[0], *placed.cuts, ends[1])) for name, value in around.items()}


def _shown_ends(cuts: Sequence[float]) -> tuple[float, float]:
    return cuts[0] - SHOWN_BEYOND_CUTS_LOGITS, cuts[-1] + SHOWN_BEYOND_CUTS_LOGITS


def _position(value: float, edges: Sequence[float]) -> float:
    """Return where a value lies, in percent of a strip with one cell between each two edges, all equally wide."""
    cuts = edges[1:-1]
    cell = bisect_right(cuts, value)
    share_of_cell = (value - edges[cell]) / (edges[cell + 1] - edges[cell])
    share = (cell + min(max(share_of_cell, 0.0), 1.0)) / (len(cuts) + 1)
    return round(100 * min(max(share, 0.02), 0.98), 1)


def _pathway(definition: Definition, pathway: Pathway, ways: dict[str, WayThere | None], links: Links) -> Page:
    """The sections in the order of ``GROUPS``, and in the author's within each."""
    counts = Counter(state.value for state in pathway.states.values())
    sections = [_section(definition, pathway, section, ways.get(section.id), links) for section in definition.sections]
    return {
        "is_firm": definition.rules.mode is Mode.FIRM,
        "counts": {state: counts.get(state, 0) for state in ("open", "held", "exempt", "mastered")},
        "has_full_marks": _gives_full_marks(
            definition, (s for s in definition.sections if pathway.states[s.id] is SectionState.EXEMPT)
        ),
        "sections": sorted(sections, key=lambda section: GROUPS.index(section["group"])),
    }


def _section(definition: Definition, pathway: Pathway, section: Section, way: WayThere | None, links: Links) -> Page:
    state, required = pathway.states[section.id], section.id in pathway.required
    return {
        "id": section.id,
        "title": plain(section.title),
        "description": clean(section.description),
        "competency": section.competency,
        "competency_name": plain(definition.competency(section.competency).name),
        "level_name": plain(definition.framework.levels[section.level].name),
        "minutes": _whole_minutes(section.minutes),
        "state": state.value,
        "required": required,
        "group": _group(state, required=required),
        "elective": section.elective,
        "is_outside": section.is_outside,
        "can_note": section.mastered_by.by is MasteryBy.NOTE
        and pathway.states[section.id] is not SectionState.MASTERED,
        "href": links.to_block(section.block) if section.block else section.url or "",
        "way": None if way is None else _way(way),
    }


def _gives_full_marks(definition: Definition, sections: Iterable[Section]) -> bool:
    """Whether graded work in any of some sections counts in full for whoever is exempt from it."""
    is_generous = definition.rules.exempt_grades is ExemptGrades.FULL_MARKS
    return is_generous and any(not section.is_outside for section in sections)


def _group(state: SectionState, *, required: bool) -> str:
    if state is SectionState.OPEN:
        return "next" if required else "choice"
    return "later" if state is SectionState.HELD else "yours"


def _way(way: WayThere) -> Page:
    return {
        "sections": [
            {"id": step.id, "title": plain(step.title), "minutes": _whole_minutes(step.minutes)}
            for step in way.sections
        ],
        "minutes": _whole_minutes(way.minutes),
        "is_cheapest": way.is_cheapest,
    }


def author_page(report: DraftReport, problems: list[dict[str, Any]]) -> Page:
    """What Studio shows of the block: what is in force, what the site lacks, a summary, and every problem."""
    definition = report.definition
    page: Page = {
        "problems": problems,
        "is_sound": report.is_sound,
        "in_force": report.in_force.value,
        "since": _moment(report.since) if report.since else "",
        "missing": report.missing,
        "definition": None,
    }
    if definition is None:
        return page
    framework = definition.framework
    page["definition"] = {
        "title": plain(definition.title),
        "description": clean(definition.description),
        "is_firm": definition.rules.mode is Mode.FIRM,
        "levels": [plain(level.name) for level in framework.levels],
        "counts": {
            "competencies": len(framework.competencies),
            "items": len(definition.items),
            "sections": len(definition.sections),
        },
        "competencies": [
            {
                "name": plain(competency.name),
                "items": sum(item.competency == competency.id for item in definition.items),
                "sections": sum(section.competency == competency.id for section in definition.sections),
            }
            for competency in framework.competencies
        ],
    }
    return page


def _moment(when: datetime) -> str:
    """A date and time in the reader's format, with its time zone."""
    local = localtime(when)
    return f"{date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"


def _whole_minutes(minutes: float) -> int:
    """At least one: "0 minutes" reads like a mistake."""
    return max(1, round(minutes)) if minutes else 0
