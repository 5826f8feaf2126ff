"""A real course that its author goes on changing: what Studio does to it, and what its learners meet then."""

from __future__ import annotations

import json
from typing import Any

from django.utils.timezone import now
from opaque_keys.edx.keys import UsageKey
from openedx.core.lib.gating import api as gating
from xmodule.modulestore import ModuleStoreEnum

from pd_personalize_xblock.cms import receivers
from pd_personalize_xblock.domain.definition import Definition, Mode, Rules
from pd_personalize_xblock.platform import gates
from pd_personalize_xblock.records import rebuilding

from ..records.course import text_of
from .courses import Built, CourseTest, a_ladder, build_course, refresh

AUTHOR = ModuleStoreEnum.UserID.test
OPEN, HELD = "goals-1", "goals-2"
ADVICE = a_ladder(rules=Rules(mode=Mode.ADVISORY))


class StudioTest(CourseTest):
    """A course with a ladder of subsections, the first open and two held; a learner is enrolled and signed in."""

    def setUp(self):
        super().setUp()
        self.built = build_course(a_ladder())
        self.learner = self.enrol(self.built)
        self.client.raise_request_exception = False
        self.published()

    # What Studio does

    def published(self, built: Built | None = None) -> None:
        """Hear that something was published, as Studio's process does, and have Celery's work done."""
        built = built or self.built
        with self.captureOnCommitCallbacks(execute=True):
            receivers.course_published(None, built.course_key)
        refresh(built)

    def publish(self, usage_key: str) -> None:
        """Publish a unit, or a component, and hear of it."""
        self.store.publish(UsageKey.from_string(usage_key), AUTHOR)
        self.published()

    def draft(self) -> Any:
        return self.store.branch_setting(ModuleStoreEnum.Branch.draft_preferred, self.built.course_key)

    def save(self, usage_key: str, **fields: Any) -> None:
        """Save fields of a block in the draft, or at once in what has no draft."""
        with self.draft():
            block = self.store.get_item(UsageKey.from_string(usage_key))
            for name, value in fields.items():
                setattr(block, name, value)
            self.store.update_item(block, AUTHOR)

    def save_definition(self, definition: Definition) -> None:
        self.save(self.built.pathway, definition=text_of(definition))

    def delete(self, usage_key: str) -> None:
        """Delete a block in the draft; whatever hangs directly below a subsection is gone for learners as well.

        What the platform's own receiver of ``item_deleted`` does to milestones is done here.
        """
        key = UsageKey.from_string(usage_key)
        with self.draft():
            self._forget_milestones(self.store.get_item(key))
            self.store.delete_item(key, AUTHOR)

    def _forget_milestones(self, block: Any) -> None:
        location = block.location.for_branch(None)
        gating.remove_prerequisite(location)
        gating.set_required_content(self.built.course_key, location, None, None, None)
        for child in block.get_children() if block.has_children else ():
            self._forget_milestones(child)

    def require(self, section: str, prerequisite: str | None) -> None:
        """Save a subsection's settings in Studio with a prerequisite, or with none."""
        subsection = UsageKey.from_string(self.built.subsection(section))
        gating.set_required_content(self.built.course_key, subsection, prerequisite or "", "100", "100")

    def can_be_required(self, section: str) -> str:
        """Tick "make this subsection available as a prerequisite"; return its usage key."""
        subsection = self.built.subsection(section)
        gating.add_prerequisite(self.built.course_key, UsageKey.from_string(subsection))
        return subsection

    # What the learner does

    def act(self, handler: str, **payload: Any) -> Any:
        """Post to the pathway block's own handler, and have Celery's work done."""
        address = f"/courses/{self.built.course_key}/xblock/{self.built.pathway}/handler/{handler}"
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(address, json.dumps(payload), content_type="application/json")

    def start_at(self, level: int) -> None:
        """Skip the questions and start at a level: what comes next opens."""
        self.page(self.built.pathway)
        assert self.act("skip").status_code == 200
        assert self.act("choose", kind="start", competency="goals", level=level).status_code == 200

    # What there is

    def differences(self, built: Built | None = None) -> list[str]:
        """What a fresh computation would change."""
        return [str(found) for found in rebuilding.preview(str((built or self.built).course_key), now=now())]

    def held(self, built: Built | None = None) -> set[str]:
        """The block ids of what our gates hold."""
        built = built or self.built
        return {key.rpartition("@")[2] for key in gates.links_of(str(built.course_key), built.pathway)}

    def page(self, usage_key: str, **query: str) -> Any:
        return self.client.get(f"/xblock/{usage_key}", query)

    def is_shut(self, section: str, built: Built | None = None) -> bool:
        """Whether the platform says a subsection is gated for whoever is signed in."""
        reply = self.client.get(f"/api/courseware/sequence/{(built or self.built).subsection(section)}")
        assert reply.status_code == 200, reply.status_code
        return bool(reply.json()["gated_content"]["gated"])

    def answers(self, section: str, built: Built | None = None) -> dict[str, int]:
        """The status of every page about a subsection."""
        built = built or self.built
        course = built.course_key
        addresses = {
            "sequence": f"/api/courseware/sequence/{built.subsection(section)}",
            "subsection": f"/xblock/{built.subsection(section)}",
            "unit": f"/xblock/{built.unit(section)}",
            "component": f"/xblock/{built.leaf(section, 'html')}",
            "outline": f"/api/learning_sequences/v1/course_outline/{course}",
            "home": f"/api/course_home/outline/{course}",
            "navigation": f"/api/course_home/v1/navigation/{course}",
        }
        return {name: self.client.get(address).status_code for name, address in addresses.items()}

    def broken(self, *sections: str, built: Built | None = None) -> dict[str, int]:
        """The pages about subsections that the server fails to answer."""
        found = {(f"{s} {name}"): status for s in sections for name, status in self.answers(s, built).items()}
        return {name: status for name, status in found.items() if status >= 500}

    def assert_well(self, *sections: str, built: Built | None = None) -> None:
        """Every gate is as a fresh computation gives, and every page about the subsections answers."""
        assert self.differences(built) == []
        assert self.broken(*sections, built=built) == {}
