"""Credentials in words: the claim, what it rests on, the screen about them, the pages for others."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from ..domain.credentials import Claim, Ground, Lacking, Method
from ..domain.definition import Definition, MasteryBy
from ..domain.earned import Earned
from ..domain.items import ItemKind
from ..domain.recheck import LEAST_QUESTIONS
from ..formats import badges
from ..rendering import plain
from .common import Page, whole_minutes
from .growth import day
from .record_screens import hours_and_minutes

Names = Mapping[int, str]
"""The names of people by user id."""


def level_title(definition: Definition, competency: str, level: int) -> str:
    """Name a level of a competency."""
    names = {"competency": _competency(definition, competency), "level": _level(definition, level)}
    return _("%(competency)s: %(level)s") % names


def document_of(
    definition: Definition,
    claim: Claim,
    *,
    achievement: str,
    issuer: badges.Issuer,
    addresses: Mapping[str, str],
    name: str,
    now: datetime,
) -> badges.Document:
    """Return the credential for a claim, in the language of whoever asks. It names the teacher and nobody else."""
    about = badges.Achievement(
        id=achievement,
        name=level_title(definition, claim.competency, claim.level),
        description=_description(definition, claim),
        criteria=_criteria(definition, claim),
        language=get_language() or "en",
        alignment=badges.alignment(
            claim.competency,
            _competency(definition, claim.competency),
            plain(definition.title),
            definition.source,
        ),
    )
    evidence = [shown for ground in claim.grounds for shown in _shown(ground)]
    return badges.credential(
        about,
        evidence,
        issuer=issuer,
        addresses=addresses,
        subject=uuid.uuid4(),
        name=name,
        issued_at=now,
        earned_at=min(ground.at for ground in claim.grounds),
    )


def _description(definition: Definition, claim: Claim) -> str:
    competency = definition.competency(claim.competency)
    level = definition.framework.levels[claim.level]
    said = [plain(competency.description), plain(level.description)]
    told = " ".join(text for text in said if text)
    return told or level_title(definition, claim.competency, claim.level)


def _criteria(definition: Definition, claim: Claim) -> str:
    """What it takes, and what the level looks like; Markdown, as the specification has it."""
    rule = _(
        "Shown in one of three ways: all of the course’s work for this level, completed, graded or signed off; "
        "a check of at least %(least)s questions in which every question has a right answer; or the word of a coach "
        "who has seen it. Rating oneself is not enough."
    ) % {"least": LEAST_QUESTIONS}
    statements = statements_of(definition, claim.competency, claim.level)
    listed = "\n".join(f"- {statement}" for statement in statements)
    return f"{rule}\n\n{_('What this level looks like:')}\n\n{listed}" if statements else rule


def statements_of(definition: Definition, competency: str, level: int) -> list[str]:
    """Return what the rubrics of a competency say of a level, without doubles."""
    found = [
        " ".join(plain(option.text).split())
        for item in definition.items
        if item.competency == competency and item.kind is ItemKind.RUBRIC
        for option in item.options
        if option.level == level
    ]
    return list(dict.fromkeys(found))


def _shown(ground: Ground) -> list[badges.Shown]:
    if ground.method is Method.WORK:
        return [
            badges.Shown(plain(earned.section.title), _work_in_words(earned), _("Course work"))
            for earned in ground.work
        ]
    if ground.method is Method.RECHECK:
        return [badges.Shown(_("A check"), _check_in_words(ground), _("Check"))]
    signed = _("A coach of the course has seen this level and signed it off on %(day)s.") % {"day": day(ground.at)}
    return [badges.Shown(_("A coach’s word"), signed, _("Sign-off"))]


def _work_in_words(earned: Earned) -> str:
    minutes = whole_minutes(earned.section.minutes)
    how = {
        MasteryBy.COMPLETION: ngettext(
            "Course work completed on %(day)s, %(minutes)s minute by the author’s estimate.",
            "Course work completed on %(day)s, %(minutes)s minutes by the author’s estimate.",
            minutes,
        ),
        MasteryBy.GRADE: ngettext(
            "Passed with a grade in the course on %(day)s, %(minutes)s minute by the author’s estimate.",
            "Passed with a grade in the course on %(day)s, %(minutes)s minutes by the author’s estimate.",
            minutes,
        ),
        MasteryBy.SIGN_OFF: ngettext(
            "Signed off by a coach on %(day)s, %(minutes)s minute by the author’s estimate.",
            "Signed off by a coach on %(day)s, %(minutes)s minutes by the author’s estimate.",
            minutes,
        ),
        MasteryBy.NOTE: "",
    }
    return how[earned.by] % {"day": day(earned.at), "minutes": minutes}


def _check_in_words(ground: Ground) -> str:
    said = ngettext(
        "A check of %(n)s question, all with a right answer, taken on %(day)s.",
        "A check of %(n)s questions, all with a right answer, taken on %(day)s.",
        ground.answers,
    )
    return said % {"n": ground.answers, "day": day(ground.at)}


# The screen


def ready_row(definition: Definition, claim: Claim) -> Page:
    """A level that can be certified, and by what."""
    return {
        "send": json.dumps({"competency": claim.competency, "level": claim.level}),
        "title": level_title(definition, claim.competency, claim.level),
        "grounds": [ground_in_words(ground) for ground in claim.grounds],
    }


def ground_in_words(ground: Ground) -> str:
    """Say what shows a level, in one sentence."""
    if ground.method is Method.SIGN_OFF:
        return _("Signed off by a coach on %(day)s.") % {"day": day(ground.at)}
    if ground.method is Method.RECHECK:
        return _check_in_words(ground)
    said = ngettext(
        "All its course work is done: %(n)s section, %(minutes)s min.",
        "All its course work is done: %(n)s sections, %(minutes)s min.",
        len(ground.work),
    )
    return said % {"n": len(ground.work), "minutes": whole_minutes(ground.minutes)}


def lacking_row(definition: Definition, lacking: Lacking) -> Page:
    """A level that cannot be certified yet, and what it lacks."""
    return {
        "title": level_title(definition, lacking.competency, lacking.level),
        "open_work": [plain(section.title) for section in lacking.open_work],
        "by_note": [plain(section.title) for section in lacking.by_note],
    }


def issued_row(definition: Definition, competency: str, level: int, issued_at: datetime, uid: str) -> Page:
    """A credential that was issued, as its teacher sees it."""
    return {"title": level_title(definition, competency, level), "on": day(issued_at), "send": json.dumps({"uid": uid})}


def gone_row(definition: Definition, competency: str, level: int, since: datetime | None) -> Page:
    """A credential that is no longer in force."""
    return {"title": level_title(definition, competency, level), "since": day(since)}


# The pages for others


def public_page(document: Mapping[str, Any], issued_at: datetime, links: Mapping[str, str]) -> Page:
    """What a credential says, from the signed document alone."""
    subject = document["credentialSubject"]
    achievement = subject["achievement"]
    return _frame() | {
        "title": document["name"],
        "name": subject["identifier"][0]["identityHash"],
        "issuer": document["issuer"]["name"],
        "issued_on": day(issued_at),
        "description": achievement["description"],
        "criteria": _lines(achievement["criteria"]["narrative"]),
        "evidence": document["evidence"],
        "alignment": achievement.get("alignment", []),
        "links": links,
    }


def _lines(narrative: str) -> Page:
    """Our own Markdown again as what it is made of: sentences, then a list."""
    sentences, *items = narrative.split("\n- ")
    return {"sentences": [line for line in sentences.splitlines() if line], "items": items}


def packet_page(
    definition: Definition,
    claim: Claim,
    *,
    name: str,
    names: Names,
    issuer: str,
    issued_at: datetime,
    address: str,
) -> Page:
    """Everything behind a credential, for its teacher to hand over, and who signed, whom the public page leaves out."""
    work = [earned for ground in claim.grounds for earned in ground.work]
    return _frame() | {
        "title": level_title(definition, claim.competency, claim.level),
        "name": name,
        "programme": plain(definition.title),
        "issuer": issuer,
        "issued_on": day(issued_at),
        "address": address,
        "description": _description(definition, claim),
        "statements": statements_of(definition, claim.competency, claim.level),
        "grounds": [_packet_ground(ground, names) for ground in claim.grounds],
        "work": [_packet_work(earned, names) for earned in work],
        "hours": hours_and_minutes(sum(whole_minutes(earned.section.minutes) for earned in work)),
    }


def _packet_ground(ground: Ground, names: Names) -> Page:
    is_signed = ground.method is Method.SIGN_OFF
    return {"text": ground_in_words(ground), "is_signed": is_signed, "signed_by": names.get(ground.signed_by or 0, "")}


def _packet_work(earned: Earned, names: Names) -> Page:
    return {
        "title": plain(earned.section.title),
        "by": earned.by.value,
        "on": day(earned.at),
        "signed_by": names.get(earned.signed_by or 0, ""),
        "minutes": whole_minutes(earned.section.minutes),
    }


def plain_page(title: str, said: str) -> Page:
    """A page of one sentence."""
    return _frame() | {"title": title, "said": said}


def _frame() -> Page:
    return {"language": get_language() or "en", "direction": "rtl" if get_language_bidi() else "ltr"}


def _competency(definition: Definition, competency: str) -> str:
    return plain(definition.competency(competency).name)


def _level(definition: Definition, level: int) -> str:
    levels = definition.framework.levels
    return plain(levels[min(level, len(levels) - 1)].name)
