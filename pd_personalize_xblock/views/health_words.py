"""What is wrong with a question, and what to try: one plain sentence each, without a technical word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ..domain.concerns import ConcernKind
from ..domain.definition import Definition
from ..domain.items import ItemKind
from ..rendering import plain

Values = Mapping[str, Any]
Sentences = tuple[str, str]
"""What is wrong; what to try."""


def sentence_of(definition: Definition, concern: Mapping[str, Any]) -> Sentences | None:
    """Return the two sentences of a concern as it is kept; None for a kind that is not known here."""
    if concern["kind"] not in SENTENCES:
        return None
    return SENTENCES[ConcernKind(concern["kind"])](definition, concern["about"], concern["values"])


def _reversed(definition: Definition, about: str, values: Values) -> Sentences:
    if definition.items_by_id[about].kind.is_keyed:
        return _("Teachers who are strong elsewhere get this wrong, and others get it right."), _(
            "Look first whether the right answer is marked as the right one; then whether the question has a catch."
        )
    return _("Teachers who are strong elsewhere answer low here, and others high."), _(
        "Look whether the answers are in order from lowest to highest, and whether the question is put in the negative."
    )


def _group(definition: Definition, about: str, values: Values) -> Sentences:
    if values["difference"] < 0:
        wrong = _("Teachers in “{group}” come out lower here than others who answer alike elsewhere.")
    else:
        wrong = _("Teachers in “{group}” come out higher here than others who answer alike elsewhere.")
    return wrong.format(group=values["group"]), _(
        "Look for words, tools or situations that one group knows better than another, and replace them."
    )


def _weak(definition: Definition, about: str, values: Values) -> Sentences:
    return _("Answers here hardly go along with the other answers about the same competency."), _(
        "Ask whether it is about this competency at all, and whether it asks one thing only; or leave it out."
    )


def _level(definition: Definition, about: str, values: Values) -> Sentences:
    is_rubric = definition.items_by_id[about].kind is ItemKind.RUBRIC
    if values["levels"] > 0:
        wrong = _("This is easier than you say: teachers come out higher here than on the other questions.")
    else:
        wrong = _("This is harder than you say: teachers come out lower here than on the other questions.")
    if is_rubric:
        return wrong, _("Look whether each statement describes the level that you gave it; move it, or reword it.")
    return wrong, _("Give it another level, or make it as hard as the level says.")


def _misfit(definition: Definition, about: str, values: Values) -> Sentences:
    return _("Some teachers answer this otherwise than their other answers lead one to expect."), _(
        "Look for an answer that can be read in two ways, or that strong teachers may choose for a good reason."
    )


def _same_place(definition: Definition, about: str, values: Values) -> Sentences:
    wrong = _("About {n} in 100 teachers choose the same place in every question: some may not be reading.")
    return wrong.format(n=_hundredths(values["share"])), _(
        "Ask fewer questions, make the statements short and different, and mix in some with a right answer."
    )


def _not_sure(definition: Definition, about: str, values: Values) -> Sentences:
    wrong = _("About {n} in 100 teachers say that they are not sure.")
    return wrong.format(n=_hundredths(values["share"])), _(
        "Say it in simpler words, with an example of what is meant; explain or drop terms of the trade."
    )


def _not_in_role(definition: Definition, about: str, values: Values) -> Sentences:
    wrong = _("About {n} in 100 teachers say that it does not apply to their role.")
    return wrong.format(n=_hundredths(values["share"])), _(
        "Put it so that it fits every subject and age group, or leave it out."
    )


def _never_chosen(definition: Definition, about: str, values: Values) -> Sentences:
    item = definition.items_by_id[about]
    option = next((plain(o.text) for o in item.options if o.category == values["category"]), "")
    wrong = _("Of {n} teachers nobody chooses “{answer}”, though some would be expected to.")
    shown = option if len(option) <= 80 else f"{option[:79]}…"
    return wrong.format(n=number_format(values["answered"]), answer=shown), _(
        "Reword it so that somebody can choose it honestly, or leave it out."
    )


def _ceiling(definition: Definition, about: str, values: Values) -> Sentences:
    return _("Most teachers reach the top here, so that it does not tell them apart."), _(
        "Add a question that is hard even for the strong, or raise what the highest statements ask for."
    )


def _floor(definition: Definition, about: str, values: Values) -> Sentences:
    return _("Most teachers stay at the bottom here, so that it does not tell them apart."), _(
        "Add a question about first steps, or lower what the first statements ask for."
    )


def _reliability(definition: Definition, about: str, values: Values) -> Sentences:
    return _("The questions about this tell teachers apart poorly: much of the difference is chance."), _(
        "Add a question or two, or let more of them be asked in one sitting."
    )


def _cut(definition: Definition, about: str, values: Values) -> Sentences:
    levels = definition.framework.levels
    name = plain(levels[min(int(values["level"]), len(levels) - 1)].name)
    wrong = _(
        "Many teachers lie just beside where “{level}” begins: a little more or less, and {n} in 100 change level."
    )
    return wrong.format(level=name, n=_hundredths(values["share"])), _(
        "Ask one more question about just this step, or look whether the level begins where it should."
    )


def _slow(definition: Definition, about: str, values: Values) -> Sentences:
    seconds, minutes = round(values["seconds"]), number_format(round(values["seconds"] / 60, 1), 1)
    wrong = _("An answer takes {seconds} seconds; you reckon with {allowed}.")
    tried = _("Shorten it, or write {minutes} into its minutes, so that teachers are told the truth.")
    return wrong.format(seconds=seconds, allowed=round(values["allowed"])), tried.format(minutes=minutes)


def _hundredths(share: float) -> str:
    return number_format(round(share * 100))


SENTENCES: Mapping[str, Callable[[Definition, str, Values], Sentences]] = {
    ConcernKind.REVERSED: _reversed,
    ConcernKind.GROUP: _group,
    ConcernKind.WEAK: _weak,
    ConcernKind.LEVEL: _level,
    ConcernKind.MISFIT: _misfit,
    ConcernKind.SAME_PLACE: _same_place,
    ConcernKind.NOT_SURE: _not_sure,
    ConcernKind.NOT_IN_ROLE: _not_in_role,
    ConcernKind.NEVER_CHOSEN: _never_chosen,
    ConcernKind.CEILING: _ceiling,
    ConcernKind.FLOOR: _floor,
    ConcernKind.RELIABILITY: _reliability,
    ConcernKind.CUT: _cut,
    ConcernKind.SLOW: _slow,
}
