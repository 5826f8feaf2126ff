"""The XBlock: its fields, its views and its OLX. What browsers ask of it is in ``handlers``."""

from __future__ import annotations

from typing import Any

from web_fragments.fragment import Fragment
from xblock.completable import XBlockCompletionMode
from xblock.core import XBlock
from xblock.fields import Dict, Scope, String
from xblock.validation import Validation

from . import studio, transfer, views
from .domain.errors import UnknownReference
from .domain.words import message_of
from .fragments import add_coach_panel, add_staff_panel, editor_of, fragment_of
from .handlers import Authoring, Others, OwnRecord
from .http import Reply, reading_handler
from .platform import hosts
from .platform.words import JS_NAMESPACE, in_own_words, in_words
from .studio import checking


@XBlock.wants("user", "i18n", "studio_user_permissions")
class PdPersonalizeXBlock(OwnRecord, Others, Authoring):
    """A self-assessment diagnostic that places a teacher and opens course sections in competency order.

    Unscored on purpose: the platform weighs a held section's requirement against this block's
    score, and must never find it met (``platform.gates``).
    """

    display_name = String(default="Your pathway", scope=Scope.settings)
    definition = String(default="", scope=Scope.content)
    unread_olx = String(default="", scope=Scope.content)
    summary = Dict(default={}, scope=Scope.user_state)

    has_score = False
    show_in_read_only_mode = True
    """Staff who look as a specific learner see this learner's pathway, which then writes nothing."""
    has_author_view = True
    icon_class = "problem"
    has_custom_completion = True
    completion_mode = XBlockCompletionMode.COMPLETABLE
    resources_dir = "static"
    public_dir = "pd_personalize"
    i18n_js_namespace = JS_NAMESPACE

    # Views

    @XBlock.supports("multi_device")
    @in_own_words
    def student_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """Show the teacher whatever comes next: the start, a question, or the pathway."""
        try:
            page = self._student_page()
        except hosts.RecordsMissing as missing:
            return self._says(in_words(message_of(missing)))
        fragment = fragment_of(self, "student.html", {"page": page}, script="student")
        role = self._role() if page["screen"] != "message" else "neither"
        if role != "neither":
            add_staff_panel(self, fragment, is_staff=role == "staff")
        if page["screen"] != "message" and role != "staff" and (teachers := self._who_lets_look()):
            add_coach_panel(self, fragment, teachers)
        return fragment

    @in_own_words
    def author_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """Show the author what is in the block, and what is wrong with it."""
        try:
            report = self._desk().look_at(self.definition)
        except hosts.RecordsMissing as missing:
            return self._says(in_words(message_of(missing)))
        problems = checking.as_dicts(checking.in_order(report.problems), self.definition) if self.definition else []
        problems += checking.as_dicts(transfer.olx_problems(self.unread_olx))
        unattached = studio.unattached_titles(self._desk(), report.definition)
        page = views.author_page(report, problems, unattached)
        page["rewrite"] = views.rewrite_first(report.definition, *self._desk().health())
        return fragment_of(self, "author.html", {"page": page | {"unread_olx": self.unread_olx}})

    @in_own_words
    def studio_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """Show the editor."""
        return editor_of(self, studio.editor_page(self._desk()))

    @in_own_words
    def validate(self) -> Validation:
        """Say in Studio's own frame, too, whether teachers meet what is written here."""
        validation = super().validate()
        for message in studio.verdict(self._desk()):
            validation.add(message)
        return validation

    # What native apps ask for

    def student_view_data(self, context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return what is the same for everybody, for the platform's blocks API.

        By convention (problem-builder's and drag-and-drop-v2's "Native API Documentation") nothing about a user
        is in it: the platform calls this once at each publish, for nobody (``StudentViewTransformer.collect``),
        and shows the result to everybody, of held units too. What is a teacher's is in ``student_view_user_state``.
        """
        try:
            definition = self._records().definition_of(self._block_key, self.definition)
        except (hosts.RecordsMissing, UnknownReference):
            return {"version": 1, "title": self.display_name, "state_handler": views.STATE_HANDLER}
        return views.fixed_data(definition)

    @reading_handler
    def student_view_user_state(self) -> Reply:
        """Reply with the teacher's result and pathway as they stand; nothing is looked up anew or written.

        The name is that of the platform's video block, problem-builder, drag-and-drop-v2 and poll.
        """
        learner = self._learner()
        return views.user_state(learner.load(), learner.in_force, self._links(), self._look())

    # OLX

    @classmethod
    def parse_xml(cls, node: Any, runtime: Any, keys: Any, *args: Any) -> PdPersonalizeXBlock:
        """Read the block from OLX. What cannot be read is kept as it is, and the author is told why."""
        block = runtime.construct_xblock_from_class(cls, keys)
        block.display_name = node.get("display_name") or block.display_name
        theirs = transfer.host_fields(block)
        for name in theirs.keys() & set(node.attrib):
            cls._set_field_if_present(block, name, node.get(name), {})
        block.definition, block.unread_olx = transfer.from_olx(node, also=theirs)
        return block

    def add_xml_to_node(self, node: Any) -> None:
        """Write the block as OLX: readable when its definition is sound, and never less than it holds."""
        node.tag = self.scope_ids.block_type
        transfer.to_olx(node, self.definition, self.unread_olx)
        node.set("display_name", self.display_name)
        for name, field in transfer.host_fields(self).items():
            if field.is_set_on(self):
                self._add_field(node, name, field)

    def _says(self, message: str) -> Fragment:
        return fragment_of(self, "student.html", {"page": views.message_page(self.display_name, message)})
