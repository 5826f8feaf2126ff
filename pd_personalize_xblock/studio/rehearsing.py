"""A teacher's deeds, replayed on a draft: the screens are the real ones, and nothing is stored."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from django.utils.translation import gettext as _

from .. import service, views
from ..deeds import READERS, Scene
from ..domain.definition import MasteryBy
from ..domain.errors import UnknownReference
from ..domain.fitting import MOST_MINUTES
from ..domain.irt import category_probabilities
from ..domain.items import Item
from ..domain.learner import AttemptStatus, LearnerRecord
from ..domain.words import gettext_noop
from ..http import BadPayload, NotNow, Payload, take_number, take_text
from ..service import Outcome, Version

MAX_DEEDS = 200
MAX_DEED_CHARACTERS = 4_000
MOST_SECONDS = 10.0
MOST_REMEMBERED = 1_000
FIRST_DAY = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
"""When a rehearsal begins; every deed takes a minute."""
LINKS = views.Links(to_block=lambda block: f"#{block}")
"""Links into the course name the block; the editor stays where it is, and says what they would open."""


@dataclass(frozen=True)
class Deed:
    """What a teacher's browser posts: the handler, and the payload as JSON text."""

    handler: str
    text: str

    @classmethod
    def of(cls, handler: str, **payload: object) -> Deed:
        """Make a deed of a payload."""
        return cls(handler, json.dumps(payload, sort_keys=True))

    @property
    def payload(self) -> Payload:
        """The payload, as a handler takes it."""
        return dict(json.loads(self.text))

    def as_dict(self) -> dict[str, Any]:
        """Return it as the browser posts it."""
        return {"handler": self.handler, "payload": self.payload}


Deeds = tuple[Deed, ...]


class Stage:
    """A draft made ready to be tried out, and the records of what was already replayed on it."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self._records: dict[Deeds, LearnerRecord] = {}

    def record_after(self, deeds: Deeds) -> LearnerRecord:
        """Replay deeds on an empty record, from the longest beginning that is known; raise what refuses one of them."""
        known, record = self._longest_known(deeds)
        until = monotonic() + MOST_SECONDS
        for n in range(known, len(deeds)):
            if monotonic() > until:
                raise NotNow(_("That takes too long just now. Please try again in a moment."))
            record = self._after(record, deeds[n], FIRST_DAY + timedelta(minutes=n))
            if len(self._records) >= MOST_REMEMBERED:
                self._records.clear()
            self._records[deeds[: n + 1]] = record
        return record

    def _longest_known(self, deeds: Deeds) -> tuple[int, LearnerRecord]:
        """Look once for each beginning: another thread may empty what is remembered at any moment."""
        for n in range(len(deeds), 0, -1):
            record = self._records.get(deeds[:n])
            if record is not None:
                return n, record
        return 0, LearnerRecord()

    def page_after(self, deeds: Deeds) -> views.Page:
        """Return the screen that a teacher sees after deeds."""
        record = self.record_after(deeds)
        last = deeds[-1] if deeds else Deed.of("view")
        look = views.Look(
            now=FIRST_DAY + timedelta(minutes=len(deeds)),
            minutes=take_number(last.payload, "minutes", highest=MOST_MINUTES) if last.handler == "plan" else None,
            explained=self._explained(record, last) if last.handler == "explain" else None,
        )
        return views.page_of(record, self.version, LINKS, look, version_by_hash=lambda _: self.version)

    def with_answers(self, deeds: Deeds, level: int | None) -> Deeds:
        """Go on to the result, or as far as time allows, answering as a teacher of a level might, or at random."""
        chance = random.Random(f"{level}|{len(deeds)}")
        record = self.record_after(deeds)
        if record.attempt is None or record.attempt.status is not AttemptStatus.UNDER_WAY:
            deeds = (*deeds, Deed.of("begin"))
        until = monotonic() + MOST_SECONDS
        while len(deeds) < MAX_DEEDS - 1 and monotonic() < until:
            attempt = self.record_after(deeds).attempt
            item = service.offered_item(self.version, attempt) if attempt else None
            if attempt is None or item is None:
                return (*deeds, Deed.of("finish"))
            option = self._option(item, level, chance)
            deeds = (*deeds, Deed.of("answer", item_id=item.id, option=option, sequence=attempt.next_sequence))
        return deeds

    def _after(self, record: LearnerRecord, deed: Deed, now: datetime) -> LearnerRecord:
        if deed.handler in LOOKS:
            return record
        if deed.handler == "work":
            return _work(record, self.version, deed.payload, now).record
        if deed.handler not in READERS:
            raise UnknownReference(_("This cannot be tried out here. It works in the course."))
        scene = Scene(self.version, lambda attempt: self.version, _seed, now)
        return READERS[deed.handler](deed.payload)(record, scene).record

    def _explained(self, record: LearnerRecord, deed: Deed) -> views.Explained:
        competency = take_text(deed.payload, "competency")
        placement = views.placement_behind(record, competency)
        if placement is None:
            raise UnknownReference(
                gettext_noop("there is no placement in %(competency)s", competency=repr(competency[:80]))
            )
        explanation = service.explain(placement, self.version, competency)
        return views.Explained(competency, placement, self.version, explanation)

    def _option(self, item: Item, level: int | None, chance: random.Random) -> str:
        if level is None:
            return str(chance.randrange(len(item.options)))
        ability = self._ability_at(level)
        weights = category_probabilities(self.version.bank.graded[item.id], ability)
        category = chance.choices(range(len(weights)), weights)[0]
        return str(next(i for i, option in enumerate(item.options) if option.category == category))

    def _ability_at(self, level: int) -> float:
        """Return the middle of a level, in logits; the lowest and the highest reach one logit beyond the cuts."""
        cuts = self.version.definition.framework.scale.cuts
        ends = (cuts[0] - 1, *cuts, cuts[-1] + 1)
        return (ends[level] + ends[level + 1]) / 2


def read_deeds(posted: object) -> Deeds:
    """Return deeds as a browser posts them; raise BadPayload."""
    if not isinstance(posted, list) or not all(isinstance(deed, dict) for deed in posted):
        raise BadPayload(gettext_noop("deeds must be a list of objects"))
    if len(posted) > MAX_DEEDS:
        raise BadPayload(_("This is as far as a rehearsal goes. Start again."))
    return tuple(_deed(deed) for deed in posted)


def _deed(posted: Payload) -> Deed:
    payload = posted.get("payload", {})
    if not isinstance(payload, dict):
        raise BadPayload(gettext_noop("payload must be an object"))
    handler = take_text(posted, "handler")
    try:
        deed = Deed(handler, json.dumps(payload, sort_keys=True))
    except RecursionError:
        raise BadPayload(gettext_noop("a payload is nested too deep")) from None
    if len(deed.text) > MAX_DEED_CHARACTERS:
        raise BadPayload(gettext_noop("a payload is too long"))
    return deed


def _seed(record: LearnerRecord) -> str:
    return service.seed_for(record, block_key="rehearsal", user_id=0)


def _work(record: LearnerRecord, version: Version, payload: Payload, now: datetime) -> Outcome:
    """Take the work in a course block as done, as the platform or a coach would say of a real teacher."""
    block = take_text(payload, "block", limit=300)
    sections = [section for section in version.definition.sections if section.block == block]
    if not sections:
        raise UnknownReference(gettext_noop("there is no section %(section)s", section=repr(block[:80])))
    shares = {s.id: 1.0 for s in sections if s.mastered_by.by in (MasteryBy.COMPLETION, MasteryBy.GRADE)}
    outcome = service.catch_up(record, version, shares=shares, keep_open=(), now=now)
    for section in sections:
        if section.mastered_by.by is MasteryBy.SIGN_OFF:
            word = {"about": section.id, "level": None, "given": True, "signed_by": None}
            outcome = service.sign_off(outcome.record, version, **word, now=now)
    return outcome


LOOKS = frozenset({"explain", "plan", "view"})
"""What only looks: the screen after it is asked for with it."""
