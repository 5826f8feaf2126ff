"""The screens before and while a teacher answers."""

from __future__ import annotations

from ..domain.definition import Definition, Mode, StartHigher
from ..domain.diagnostic import Withdrawal, progress
from ..domain.items import NOT_APPLICABLE, NOT_SURE, Item
from ..domain.learner import Attempt
from ..rendering import clean, plain
from ..service import Version, offered_item, progress_of
from .common import Page, gives_full_marks, whole_minutes


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
        "minutes": whole_minutes(ahead.minutes_left),
        "competencies": [plain(definition.competency(c).name) for c in definition.measured_competencies],
        "is_firm": definition.rules.mode is Mode.FIRM,
        "is_free_start": definition.rules.start_higher is StartHigher.ANYONE,
        "has_sections": bool(definition.sections),
        "gives_full_marks": gives_full_marks(definition, definition.sections),
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
            "minutes_left": whole_minutes(ahead.minutes_left),
            "percent": round(100 * ahead.questions_asked / total) if total else 100,
        },
    }
    if item is None:
        return page
    return page | {"question": _question(version.definition, item, chosen=_withdrawn_answer(attempt, item.id))}


def preview_page(definition: Definition, item: Item) -> Page:
    """The screen of a question as its author's preview shows it: the first and only one of a sitting."""
    return {
        "screen": "question",
        "title": plain(definition.title),
        "sequence": 0,
        "progress": {"questions_left": 1, "minutes_left": whole_minutes(item.expected_minutes), "percent": 0},
        "question": _question(definition, item, chosen=None),
    }


def _question(definition: Definition, item: Item, *, chosen: str | None) -> Page:
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
        "chosen": chosen,
    }


def _withdrawn_answer(attempt: Attempt, item_id: str) -> str | None:
    """The answer a teacher has just gone back from, to show it ticked again."""
    if not attempt.entries or not isinstance(attempt.entries[-1], Withdrawal):
        return None
    withdrawn = attempt.entries[attempt.entries[-1].withdraws]
    if isinstance(withdrawn, Withdrawal) or withdrawn.item_id != item_id:
        return None
    return withdrawn.option
