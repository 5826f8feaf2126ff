"""What Studio's own frame around the block says: whether teachers meet what is written here."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from xblock.validation import ValidationMessage

from ..domain.words import message_of
from ..platform import hosts
from ..platform.words import in_words
from .desk import Desk
from .drafts import check_in_course


def verdict(desk: Desk) -> Iterator[ValidationMessage]:
    """Yield what an author has to know without opening the block."""
    block = desk.block
    try:
        desk.find_records()
    except hosts.RecordsMissing as missing:
        yield _error(in_words(message_of(missing)))
        return
    if block.unread_olx:
        yield _error(
            _(
                "What was imported with the course (OLX) could not be read. It is kept as it is; "
                "choose Edit to put something in its place."
            )
        )
    elif not block.definition.strip():
        yield _warning(_("Nothing here yet: teachers see nothing of this block. Choose Edit to begin."))
    else:
        yield from _about_draft(desk)


def _about_draft(desk: Desk) -> Iterator[ValidationMessage]:
    errors = sum(not problem.is_warning for problem in check_in_course(desk, desk.block.definition).problems)
    if errors:
        said = ngettext(
            "This draft has {n} problem, so it does not come into force: teachers stay on the last sound version.",
            "This draft has {n} problems, so it does not come into force: teachers stay on the last sound version.",
            errors,
        )
        yield _error(said.format(n=errors))
    for missing in desk.missing():
        yield _warning(missing)


def _error(words: str) -> ValidationMessage:
    return ValidationMessage(ValidationMessage.ERROR, words)


def _warning(words: str) -> ValidationMessage:
    return ValidationMessage(ValidationMessage.WARNING, words)
