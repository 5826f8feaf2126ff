"""The record as rows: one for each fact."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from .record import Document

Row = tuple[object, ...]


def row_header() -> Row:
    """What the columns are."""
    return (_("When"), _("What"), _("About"), _("Value"), _("Words"), _("By"))


def record_rows(document: Document) -> list[Row]:
    """Return (when, what, about, value, words, by) of every fact in a record, oldest first."""
    rows = [*_sittings(document), *_deeds(document), *_remarks(document), *_others(document), *_beside(document)]
    return sorted(rows, key=lambda row: str(row[0] or ""))


def _sittings(document: Document) -> Iterator[Row]:
    for sitting in document["sittings"]:
        number = sitting["number"]
        yield sitting["started_at"], _("Sitting begun"), number, "", "", ""
        for answer in sitting["answers"]:
            what = _("Answer taken back") if answer["taken_back"] else _("Answer")
            yield answer["at"], what, answer["question"], "", answer["answer"], number
        if sitting["ended_at"]:
            yield sitting["ended_at"], _("Sitting ended"), number, sitting["status"], "", ""
        for placed in sitting["placement"]:
            yield (
                sitting["ended_at"],
                _("Level placed at"),
                placed["competency_name"],
                placed["level_name"],
                placed["basis"],
                number,
            )


def _deeds(document: Document) -> Iterator[Row]:
    for choice in document["choices"]:
        value = choice["level_name"] or _("taken back")
        if choice["kind"] == "role" and choice["level"] is not None:
            value = _("not part of the role")
        yield choice["made_at"], _("Choice"), choice["competency_name"], value, choice.get("reason", ""), choice["kind"]
    for work in document["evidence"]:
        yield work["recorded_at"], _("Section done"), work["title"], work["share"], work["note"], work["by"]
    for word in document["sign_offs"]:
        about = word.get("title") or word["competency_name"]
        value = word.get("level_name", "") if word["given"] else _("taken back")
        yield word["signed_at"], _("Signed off"), about, value, "", word["signed_by"]
    for opening in document["openings"]:
        yield opening["opened_at"], _("Section opened"), opening["title"], "", "", ""


def _remarks(document: Document) -> Iterator[Row]:
    what = {
        "practice": _("Tried in class"),
        "relevance": _("How relevant"),
        "voice": _("About its relevance"),
        "look_back": _("Looking back"),
    }
    for remark in document["remarks"]:
        about = remark.get("title") or remark["competency_name"]
        value = remark.get("value_name", "") or remark.get("level_name", "")
        yield remark["made_at"], what[remark["kind"]], about, value, remark["text"], ""


def _others(document: Document) -> Iterator[Row]:
    for consent in document.get("consents", ()):
        yield consent["given_at"], _("Let somebody look"), "", "", "", consent["coach"]
        if consent["withdrawn_at"]:
            yield consent["withdrawn_at"], _("Lets them look no longer"), "", "", "", consent["coach"]
    for look in document.get("looks", ()):
        yield look["looked_at"], _("Somebody looked"), "", look["by"], "", look["viewer"]
    for taken in document.get("lists", ()):
        yield taken["taken_at"], _("A list of every teacher was taken"), "", taken["what"], "", taken["viewer"]
    for asked in document.get("invitations", ()):
        yield from _rating(asked)


def _rating(asked: Document) -> Iterator[Row]:
    """What came of a link: each time that the record has, and each answer."""
    label, role = asked["label"], asked["role"]
    yield asked["made_at"], _("Asked for a rating"), label, role, "", ""
    if asked["answered_at"]:
        yield asked["answered_at"], _("Rating given"), label, role, asked["comment"], ""
    for answer in asked["answers"]:
        about = answer["question"] or answer["competency_name"]
        yield asked["answered_at"], _("Answered about you"), about, "", answer["answer"], label
    for row in asked["levels"]:
        yield asked["answered_at"], _("Rated"), row["competency_name"], row["level_name"], "", label
    if asked["shared_at"]:
        yield asked["shared_at"], _("Rating shared"), label, role, "", ""


def _beside(document: Document) -> Iterator[Row]:
    """What passes between a teacher and others, as far as it is in the document."""
    for each in document.get("credentials", ()):
        yield each["issued_at"], _("Credential issued"), each["title"], each["document"]["id"], "", ""
        if each["withdrawn_at"]:
            yield each["withdrawn_at"], _("Credential withdrawn"), each["title"], each["document"]["id"], "", ""
    looks = document.get("looks_for_colleagues", {})
    if looks.get("since"):
        yield looks["since"], _("Looks for colleagues"), "", "", "", ""
    if looks.get("until"):
        yield looks["until"], _("Looks for colleagues no longer"), "", "", "", ""
    for match in document.get("matches", ()):
        about = match["i_learn"] or match["they_learn"]
        yield match["made_at"], _("Matched with a colleague"), about, match["kind"], "", match["with"]
        if match["ended_at"]:
            yield match["ended_at"], _("Match ended"), about, match["kind"], "", match["with"]
