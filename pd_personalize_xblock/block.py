"""The XBlock: fields, views, handlers; nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.timezone import now as current_time
from django.utils.translation import gettext as _
from web_fragments.fragment import Fragment
from xblock.completable import XBlockCompletionMode
from xblock.core import XBlock
from xblock.fields import Dict, Scope, String
from xblock.validation import Validation

from . import deeds, service, staffroom, studio, transfer, views
from .domain.errors import OutOfTurn, UnknownReference
from .domain.fitting import MOST_MINUTES
from .domain.learner import Attempt, AttemptStatus, LearnerRecord
from .domain.words import gettext_noop, message_of
from .formats.sheets import sheet
from .fragments import add_staff_panel, editor_of, fragment_of
from .http import (
    Download,
    NotAllowed,
    NotNow,
    Payload,
    Reply,
    action_handler,
    json_handler,
    reading_handler,
    take_flag,
    take_number,
    take_one_of,
    take_text,
)
from .platform import background, events, hosts, people
from .platform.words import JS_NAMESPACE, in_own_words, in_words
from .rendering import render
from .studio import checking

if TYPE_CHECKING:
    from .records.api import Learner
    from .records.staff import Teacher


@XBlock.wants("user", "i18n", "studio_user_permissions")
class PdPersonalizeXBlock(XBlock):
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
        if page["screen"] != "message" and (role := self._role()) != "neither":
            add_staff_panel(self, fragment, is_staff=role == "staff")
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

    # What teachers do

    @json_handler
    def view(self, payload: Payload) -> Reply:
        """Reply with the screen as it stands: for a browser that lost track."""
        return self._reply(self._student_page())

    @json_handler
    def begin(self, payload: Payload) -> Reply:
        """Start the questions, or go on with them. (In a course, ``start`` is the date a block opens.)"""
        return self._do("begin", payload)

    @json_handler
    def refine(self, payload: Payload) -> Reply:
        """Go on from the last finished questions with those that it did not ask."""
        return self._do("refine", payload)

    @json_handler
    def recheck(self, payload: Payload) -> Reply:
        """Ask a few fresh questions about one competency, which can only raise its level."""
        return self._do("recheck", payload)

    @json_handler
    def explain(self, payload: Payload) -> Reply:
        """Say what would change one level, and what the mirror shows. Nothing is written."""
        if hosts.is_masquerade(self):
            raise NotAllowed(
                gettext_noop("you are looking at the course as somebody else: this is for the teacher's own eyes")
            )
        learner, competency = self._learner(), take_text(payload, "competency")
        record = learner.load()
        placement = views.placement_behind(record, competency)
        if placement is None:
            raise UnknownReference(
                gettext_noop("there is no placement in %(competency)s", competency=repr(competency[:80]))
            )
        version = self._records().get_version(placement.definition_hash)
        explanation = service.explain(placement, version, competency)
        explained = views.Explained(competency, placement, version, explanation)
        return self._reply(self._page(learner, record, explained))

    @json_handler
    def answer(self, payload: Payload) -> Reply:
        """Take down the answer to the question on offer."""
        return self._do("answer", payload)

    @json_handler
    def back(self, payload: Payload) -> Reply:
        """Withdraw the last answer."""
        return self._do("back", payload)

    @json_handler
    def finish(self, payload: Payload) -> Reply:
        """End the questions and place the teacher."""
        return self._do("finish", payload)

    @json_handler
    def skip(self, payload: Payload) -> Reply:
        """End the questions without their answers: start at the beginning, or keep what there was before."""
        return self._do("skip", payload)

    @json_handler
    def choose(self, payload: Payload) -> Reply:
        """Keep the teacher's decision: another start, what is in their role, a goal."""
        return self._do("choose", payload)

    @json_handler
    def forget_reason(self, payload: Payload) -> Reply:
        """Delete what the teacher wrote about one of their decisions; the decision stays."""
        return self._do("forget_reason", payload)

    @json_handler
    def plan(self, payload: Payload) -> Reply:
        """Say what fits into the minutes that the teacher has. Nothing is written."""
        minutes = take_number(payload, "minutes", highest=MOST_MINUTES)
        learner = self._learner()
        return self._reply(self._page(learner, learner.load(), minutes=minutes))

    @json_handler
    def note(self, payload: Payload) -> Reply:
        """Take the teacher's word that an outside opportunity is done."""
        return self._do("note", payload)

    @json_handler
    def remark(self, payload: Payload) -> Reply:
        """Keep what a teacher says about a section that is done: tried in class, its relevance, words about it."""
        return self._do("remark", payload)

    @json_handler
    def look_back(self, payload: Payload) -> Reply:
        """Keep where a teacher, after a second time, says they were the first time."""
        return self._do("look_back", payload)

    # The teacher's own record

    @json_handler
    def record(self, payload: Payload) -> Reply:
        """Reply with the screen about the record: what can be had of it, what can be deleted, who sees what."""
        return self._record_screen(self._only_the_teacher())

    @json_handler
    def forget_words(self, payload: Payload) -> Reply:
        """Delete what the teacher once wrote; that it was written stays."""
        learner = self._only_the_teacher()
        learner.forget_words(take_one_of(payload, "what", tuple(self._records().WORDS)), take_number(payload, "number"))
        return self._record_screen(learner)

    @reading_handler
    def record_json(self) -> Download:
        """Hand over everything that is kept, for other programs."""
        text = json.dumps(self._record_document(), ensure_ascii=False, indent=2)
        return Download("application/json", text, "my-record.json")

    @reading_handler
    def record_csv(self) -> Download:
        """Hand over the same as a spreadsheet, a row for each fact."""
        rows = views.record_rows(self._record_document())
        return Download("text/csv", sheet(views.row_header(), rows), "my-record.csv")

    @reading_handler
    def record_page(self) -> Download:
        """Show what was done, with hours, dates and signatures, as a page to print."""
        learner = self._only_the_teacher()
        record = learner.load()
        page = views.print_page(record, learner.in_force, self._owner(learner, record), current_time())
        return Download("text/html", render("record_print.html", {"page": page}))

    # What passes between a teacher and other people

    @action_handler
    def together(self, payload: Payload, action: str) -> Reply:
        """Do what a teacher decides about other people: one of ``together.ACTIONS``."""
        learner = self._only_the_teacher()
        from . import together

        here = together.Here(learner, self._course_key, current_time())
        return self._reply(together.answer(here, action, payload))

    @action_handler
    def lead(self, payload: Payload, action: str) -> Reply:
        """Show many teachers, or one, to whom that is open: one of ``leading.ACTIONS``."""
        if hosts.is_masquerade(self):
            raise NotAllowed(gettext_noop("you are looking at the course as somebody else: nothing is saved"))
        if not self._user_id:
            raise NotAllowed(gettext_noop("sign in first"))
        self._records()
        from . import leading

        stand = leading.Stand(self._block_key, self._course_key, self._user_id, self._role(), current_time())
        return leading.answer(stand, action, payload)

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

    # What course staff do

    @json_handler
    def staff_find(self, payload: Payload) -> Reply:
        """Look a teacher up by username or e-mail address."""
        self._require_staff()
        return staffroom.teacher_reply(self._teacher(take_text(payload, "who", limit=254)))

    @json_handler
    def sign_off(self, payload: Payload) -> Reply:
        """Keep a coach's word about a teacher's section or level, or take it back."""
        user_id = self._require_staff()
        about, given = take_text(payload, "about"), take_flag(payload, "given")
        level = None if payload.get("level") is None else take_number(payload, "level")
        note = take_text({"note": "", **payload}, "note", limit=2000)
        teacher = self._teacher(take_text(payload, "username", limit=254))
        how = {"about": about, "level": level, "given": given, "signed_by": user_id, "note": note}
        outcome = self._staff().sign_off(teacher, **how, now=current_time())
        events.emit_for(teacher.learner.user_id, self._course_key, self._block_key, outcome.events)
        return staffroom.signed_reply(replace(teacher, record=outcome.record), given=given)

    @json_handler
    def skip_all(self, payload: Payload) -> Reply:
        """Say how many teachers have not begun; once that is ``confirmed``, let them start at the beginning."""
        self._require_staff()
        confirmed = take_flag(payload, "confirmed")
        waiting = self._staff().waiting(self._block_key, self._course_key).count()
        if not confirmed or not waiting:
            return staffroom.start_question(waiting)
        from .records.staff_tasks import let_everybody_start

        if not background.at_once(let_everybody_start, self._block_key, self._course_key):
            raise NotNow(_("They could not be started now. Please try again in a minute."))
        return staffroom.start_answer(waiting)

    # What the LMS's own tools ask for

    def clear_student_state(self, *, user_id: str, item_id: str, **context: Any) -> None:
        """Forget a teacher (an anonymous id) whose state staff delete; the block here is nobody's."""
        self._records()
        from .records import forgetting

        forgetting.forget_anonymous(user_id, block_key=item_id)

    def generate_report_data(
        self, user_state_iterator: Iterable[Any], limit_responses: int | None = None
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield (username, columns) for the problem-response report: levels and section states, nothing else."""
        usernames = (state.username for state in user_state_iterator)
        yield from self._staff().report(self._block_key, usernames, limit=limit_responses)

    # What authors do

    @action_handler
    def author(self, payload: Payload, action: str) -> Reply:
        """Do what the editor asks for: one of ``studio.ACTIONS``."""
        self._require_studio()
        if action not in studio.ACTIONS:
            raise UnknownReference(gettext_noop("there is no action %(action)s", action=repr(action[:40])))
        return studio.ACTIONS[action](self._desk(), payload)

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

    # What the above share

    @property
    def _user_id(self) -> int | None:
        """The teacher's user id; None for somebody who is not signed in, or a runtime without real users."""
        user_id = str(self.scope_ids.user_id or "")
        return int(user_id) if user_id.isascii() and user_id.isdigit() else None

    @property
    def _block_key(self) -> str:
        return str(self.scope_ids.usage_id)

    @property
    def _course_key(self) -> str:
        """The course's key; empty in a bare workbench, where a block has no course."""
        return str(getattr(self.scope_ids.usage_id, "context_key", ""))

    def _student_page(self) -> views.Page:
        if not self._user_id:
            return views.message_page(self.display_name, _("Sign in to find out where you start."))
        only_looks = hosts.is_masquerade(self)
        if not only_looks and not hosts.is_studio(self.runtime):
            self._records().publish(self._block_key, self._course_key, self.definition)
        try:
            learner = self._learner()
        except UnknownReference:
            return views.message_page(self.display_name, _("This is not ready yet. Please come back later."))
        if only_looks:
            return self._page(learner, learner.load())
        outcome = self._records().settle(learner, now=current_time())
        self._follow_up(learner, outcome)
        return self._page(learner, outcome.record)

    def _do(self, name: str, payload: Payload) -> Reply:
        """Read, load, decide, save, open gates, tell, reply."""
        if hosts.is_masquerade(self):
            raise NotAllowed(gettext_noop("you are looking at the course as somebody else: nothing is saved"))
        learner, deed, now = self._learner(), deeds.READERS[name](payload), current_time()
        scene = deeds.Scene(learner.in_force, self._version_of, learner.seed, now)
        sitting_only = name in deeds.SITTING_ONLY
        outcome = self._records().act(learner, lambda record: deed(record, scene), sitting_only=sitting_only, now=now)
        self._follow_up(learner, outcome)
        return self._reply(self._page(learner, outcome.record))

    def _follow_up(self, learner: Learner, outcome: service.Outcome) -> None:
        """Tell what happened, keep the summary for the LMS's own tools, complete the unit.

        The summary is written last: where it is behind, something stopped half way, and the unit
        is completed now.
        """
        events.emit_all(
            outcome.events,
            pathway=learner.block_key,
            emit=lambda name, data: self.runtime.publish(self, name, data),
        )
        summary = service.summary_of(outcome.record, self.summary)
        if summary is None or summary == self.summary:
            return
        self.summary = summary
        if summary["status"] != AttemptStatus.UNDER_WAY.value:
            self.runtime.publish(self, "completion", {"completion": 1.0})

    def _page(
        self,
        learner: Learner,
        record: LearnerRecord,
        explained: views.Explained | None = None,
        minutes: int | None = None,
    ) -> views.Page:
        links, look = self._links(), self._look(minutes=minutes, explained=explained)
        return views.page_of(record, learner.in_force, links, look, version_by_hash=self._records().get_version)

    def _look(self, **asked: Any) -> views.Look:
        return views.Look(now=current_time(), is_own=not hosts.is_masquerade(self), **asked)

    def _links(self) -> views.Links:
        return views.Links(to_block=lambda block: hosts.link_to_block(self._course_key, block))

    def _only_the_teacher(self) -> Learner:
        """Return the teacher who asks; whoever only looks as one of them is refused."""
        if hosts.is_masquerade(self):
            raise NotAllowed(
                gettext_noop("you are looking at the course as somebody else: this is for the teacher's own eyes")
            )
        return self._learner()

    def _record_document(self) -> dict[str, Any]:
        learner = self._only_the_teacher()
        record = learner.load()
        return views.record_document(record, learner.in_force, self._owner(learner, record), now=current_time())

    def _record_screen(self, learner: Learner) -> Reply:
        record = learner.load()
        downloads = {name: self.runtime.handler_url(self, f"record_{name}") for name in ("page", "json", "csv")}
        owner = self._owner(learner, record)
        return self._reply(views.record_page(record, learner.in_force, owner, downloads, current_time()))

    def _owner(self, learner: Learner, record: LearnerRecord) -> views.Owner:
        signers = {word.signed_by for word in record.sign_offs if word.signed_by is not None}
        return views.Owner(
            user_id=learner.user_id,
            pathway=self._block_key,
            course=self._course_key,
            names=people.names_of(signers | {learner.user_id}),
            answered_at=learner.answer_times(),
            version_by_hash=self._records().get_version,
        )

    def _reply(self, page: views.Page) -> Reply:
        return page | {"html": render("screen.html", {"page": page})}

    def _says(self, message: str) -> Fragment:
        return fragment_of(self, "student.html", {"page": views.message_page(self.display_name, message)})

    def _learner(self) -> Learner:
        if not self._user_id:
            raise NotAllowed(gettext_noop("sign in first"))
        return self._records().find_learner(self._block_key, self._user_id)

    def _version_of(self, attempt: Attempt | None) -> service.Version:
        if attempt is None:
            raise OutOfTurn(gettext_noop("no questions are under way"))
        return self._records().get_version(attempt.definition_hash)

    def _desk(self) -> studio.Desk:
        """The author's desk; one for this page, which Studio asks for the view and for ``validate``."""
        if "_own_desk" not in self.__dict__:
            self._own_desk = studio.Desk(self, self._records)
        return self._own_desk

    def _role(self) -> Any:
        """What whoever looks, as themself, is to the course: a ``leading.Role``."""
        from . import leading

        if not self._user_id or hosts.is_studio(self.runtime) or hosts.is_masquerade(self):
            return leading.Role.NEITHER
        return leading.role_of(self._user_id, self._course_key, is_staff=hosts.is_course_staff(self))

    def _teacher(self, username_or_email: str) -> Teacher:
        return self._staff().find_teacher(self._block_key, self._course_key, username_or_email)

    def _require_staff(self) -> int:
        """Return the user id of the course staff who asks."""
        if hosts.is_masquerade(self):
            raise NotAllowed(gettext_noop("you are looking at the course as somebody else: nothing is saved"))
        if not self._user_id or not hosts.is_course_staff(self):
            raise NotAllowed(gettext_noop("this is for course staff"))
        return self._user_id

    def _require_studio(self) -> None:
        """Refuse whoever may not write this course: Studio itself lets everybody with an account reach handlers."""
        if not hosts.is_studio(self.runtime):
            raise NotAllowed(gettext_noop("this is for authors, in Studio"))
        if not hosts.may_author(self):
            raise NotAllowed(gettext_noop("this is for the authors of this course"))

    def _records(self) -> Any:
        """The records app, imported late: models need a running Django, and the app to be installed."""
        if not apps.is_installed("pd_personalize_xblock.records"):
            raise hosts.RecordsMissing
        from .records import api

        return api

    def _staff(self) -> Any:
        """What the records do for course staff, imported as late."""
        self._records()
        from .records import staff

        return staff
