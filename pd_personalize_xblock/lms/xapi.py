"""A pathway's events as xAPI statements, for a learning record store.

Imported where the app of edx-event-routing-backends is installed, which it cannot do without.
docs/events.md lists verbs, activities and extensions.
"""

from __future__ import annotations

from typing import Any, ClassVar

from event_routing_backends.helpers import get_uuid5
from event_routing_backends.processors.xapi import constants
from event_routing_backends.processors.xapi.registry import XApiTransformersRegistry
from event_routing_backends.processors.xapi.transformer import XApiTransformer
from tincan import Activity, ActivityDefinition, ActivityList, ContextActivities, Extensions, LanguageMap, Result, Verb

from pd_personalize_xblock.platform.events import PREFIX

ASSESSMENT = "http://adlnet.gov/expapi/activities/assessment"
OBJECTIVE = "http://adlnet.gov/expapi/activities/objective"
EXTENSION = "https://pypi.org/project/pd-personalize-xblock/#xapi-"
"""Our own extensions are this and the name that the field has in the event."""


def _verb(iri: str, display: str) -> Verb:
    return Verb(id=iri, display=LanguageMap({constants.EN: display}))


INITIALIZED = _verb(constants.XAPI_VERB_INITIALIZED, constants.INITIALIZED)
ANSWERED = _verb(constants.XAPI_VERB_ANSWERED, constants.ANSWERED)
RETRACTED = _verb("http://activitystrea.ms/schema/1.0/retract", "retracted")
COMPLETED = _verb(constants.XAPI_VERB_COMPLETED, constants.COMPLETED)
PROGRESSED = _verb(constants.XAPI_VERB_PROGRESSED, constants.PROGRESSED)
SKIPPED = _verb("http://id.tincanapi.com/verb/skipped", "skipped")
PREFERRED = _verb("http://adlnet.gov/expapi/verbs/preferred", "preferred")
UNLOCKED = _verb("https://w3id.org/xapi/seriousgames/verbs/unlocked", "unlocked")
WAIVED = _verb("https://w3id.org/xapi/adl/verbs/waived", "waived")
MASTERED = _verb("http://adlnet.gov/expapi/verbs/mastered", "mastered")
SATISFIED = _verb("https://w3id.org/xapi/adl/verbs/satisfied", "satisfied")
COMMENTED = _verb("http://adlnet.gov/expapi/verbs/commented", "commented")
EARNED = _verb("http://id.tincanapi.com/verb/earned", "earned")
UNSATISFIED = _verb("http://activitystrea.ms/schema/1.0/unsatisfy", "unsatisfied")


class PathwayTransformer(XApiTransformer):
    """What the statements of all our events have in common.

    ``told`` names the fields of an event that become extensions of the statement's result.
    """

    additional_fields = ("result",)
    told: ClassVar[tuple[str, ...]] = ()

    @property
    def data(self) -> dict[str, Any]:
        """The event's data, as the event's schema says."""
        return self.get_data("data", required=True)

    def get_event_id(self) -> Any:
        """Tell apart events of one moment that differ by their object: sections open together."""
        return get_uuid5(f"{self.get_verb().to_json()}-{self.get_object().id}", self._whose_and_when())

    def get_object(self) -> Activity:
        """The pathway block: a diagnostic."""
        return _activity(self._pathway_iri(), ASSESSMENT)

    def get_context_activities(self) -> ContextActivities:
        """The course as parent, as everywhere in Open edX, and the pathway as what all of this belongs to."""
        activities = super().get_context_activities() or ContextActivities()
        activities.grouping = ActivityList([_activity(self._pathway_iri(), ASSESSMENT)])
        return activities

    def get_result(self) -> Result:
        """What the event tells beside its object."""
        return Result(extensions=self._extensions())

    def _extensions(self) -> Extensions:
        told = {name: self.data[name] for name in self.told if self.data[name] is not None}
        return Extensions({EXTENSION + name.replace("_", "-"): value for name, value in told.items()})

    def _whose_and_when(self) -> str:
        return f"{self.get_actor().to_json()}-{self.get_timestamp()}"

    def _pathway_iri(self) -> str:
        return self.get_object_iri("xblock", self.data["pathway"])

    def _section(self, section_id: str) -> Activity:
        """A course section by its own address, an outside opportunity by the pathway's."""
        block = self.data["block"]
        outside = f"{self._pathway_iri()}#section/{section_id}"
        return _activity(self.get_object_iri("xblock", block) if block else outside, constants.XAPI_ACTIVITY_MODULE)

    def _competency(self, competency: str) -> Activity:
        return _activity(f"{self._pathway_iri()}#competency/{competency}", OBJECTIVE)


def _activity(iri: str, kind: str) -> Activity:
    return Activity(id=iri, definition=ActivityDefinition(type=kind))


@XApiTransformersRegistry.register(f"{PREFIX}.diagnostic_started")
class DiagnosticStartedTransformer(PathwayTransformer):
    """Initialized the diagnostic."""

    _verb = INITIALIZED
    told = ("attempt", "refines")


@XApiTransformersRegistry.register(f"{PREFIX}.response_recorded")
class ResponseRecordedTransformer(PathwayTransformer):
    """Answered in the diagnostic, or took an answer back; which, and what, is not told."""

    told = ("attempt", "sequence")

    @property
    def _verb(self) -> Verb:
        return RETRACTED if self.data["withdrawn"] else ANSWERED


@XApiTransformersRegistry.register(f"{PREFIX}.placement_made")
class PlacementMadeTransformer(PathwayTransformer):
    """Completed the diagnostic, with a level in every competency."""

    _verb = COMPLETED
    told = ("attempt", "levels")

    def get_result(self) -> Result:
        """The diagnostic has no success, and no score."""
        return Result(completion=True, extensions=self._extensions())


@XApiTransformersRegistry.register(f"{PREFIX}.choice_made")
class ChoiceMadeTransformer(PathwayTransformer):
    """Skipped the diagnostic, or preferred another start in a competency."""

    told = ("kind", "level")

    @property
    def _verb(self) -> Verb:
        return PREFERRED if self.data["competency"] else SKIPPED

    def get_object(self) -> Activity:
        """What the choice is about."""
        return self._competency(self.data["competency"]) if self.data["competency"] else super().get_object()


@XApiTransformersRegistry.register(f"{PREFIX}.evidence_recorded")
class EvidenceRecordedTransformer(PathwayTransformer):
    """Completed a section."""

    _verb = COMPLETED
    told = ("competency", "level", "by", "share")

    def get_object(self) -> Activity:
        """The section."""
        return self._section(self.data["section_id"])

    def get_result(self) -> Result:
        """The section's work is done."""
        return Result(completion=True, extensions=self._extensions())


@XApiTransformersRegistry.register(f"{PREFIX}.section_opened")
class SectionOpenedTransformer(PathwayTransformer):
    """Unlocked a section, or need not work on it: waived."""

    told = ("competency", "level", "state")

    @property
    def _verb(self) -> Verb:
        return WAIVED if self.data["state"] == "exempt" else UNLOCKED

    def get_object(self) -> Activity:
        """The section."""
        return self._section(self.data["section_id"])


@XApiTransformersRegistry.register(f"{PREFIX}.level_attained")
class LevelAttainedTransformer(PathwayTransformer):
    """Mastered a competency up to a level; by the teacher's own choice alone: progressed to it."""

    told = ("level", "source")

    @property
    def _verb(self) -> Verb:
        return PROGRESSED if self.data["source"] == "choice" else MASTERED

    def get_object(self) -> Activity:
        """The competency."""
        return self._competency(self.data["competency"])


@XApiTransformersRegistry.register(f"{PREFIX}.signed_off")
class SignedOffTransformer(PathwayTransformer):
    """Satisfied, in a coach's eyes, what a section or a level asks; or no more."""

    told = ("level",)

    @property
    def _verb(self) -> Verb:
        return SATISFIED if self.data["given"] else UNSATISFIED

    def get_object(self) -> Activity:
        """What the coach's word is about."""
        about = self.data["about"]
        return self._section(about) if self.data["level"] is None else self._competency(about)


@XApiTransformersRegistry.register(f"{PREFIX}.remark_kept")
class RemarkKeptTransformer(PathwayTransformer):
    """Commented on a section that is done; what was said is not told."""

    _verb = COMMENTED
    told = ("competency", "level", "about")

    def get_object(self) -> Activity:
        """The section."""
        return self._section(self.data["section_id"])


@XApiTransformersRegistry.register(f"{PREFIX}.credential_issued")
class CredentialIssuedTransformer(PathwayTransformer):
    """Earned a credential for a level of a competency."""

    _verb = EARNED
    told = ("level", "method")

    def get_object(self) -> Activity:
        """The competency."""
        return self._competency(self.data["competency"])


@XApiTransformersRegistry.register(f"{PREFIX}.credential_revoked")
class CredentialRevokedTransformer(PathwayTransformer):
    """Retracted such a credential, or lost it with a coach's word."""

    _verb = RETRACTED
    told = ("level", "by")

    def get_object(self) -> Activity:
        """The competency."""
        return self._competency(self.data["competency"])
