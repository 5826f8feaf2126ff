"""A person at a browser. Every request meets a runtime of its own, as in the LMS."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from opaque_keys.edx.keys import UsageKey
from webob import Request, Response
from xblock.core import XBlock

from demo.runtime import DemoRuntime
from pd_personalize_xblock import studio
from pd_personalize_xblock.domain.definition import Definition
from pd_personalize_xblock.domain.items import Item
from pd_personalize_xblock.formats.schema import to_document
from tests.requests import committed

from ..builders import (
    a_choice,
    a_competency,
    a_definition,
    a_frequency,
    a_rubric,
    a_scenario,
    a_section,
    an_outside_section,
    needs,
)

BLOCK = UsageKey.from_string("block-v1:Org+Course+Run+type@pd_personalize+block@pathway")
TEACHER_HANDLERS = (
    "view",
    "begin",
    "refine",
    "answer",
    "back",
    "finish",
    "explain",
    "recheck",
    "skip",
    "choose",
    "plan",
    "note",
    "remark",
    "look_back",
    "record",
    "forget_words",
)
STUDIO_ACTIONS = tuple(studio.ACTIONS)

Choose = Callable[[dict[str, Any]], str]
"""From the question on the screen to the value of the option to tick."""


@dataclass(frozen=True)
class Reply:
    """What came back, and what the block published meanwhile, as (event type, data)."""

    status: int
    body: dict[str, Any]
    published: list[tuple[str, dict[str, Any]]]

    @property
    def events(self) -> list[str]:
        return [name.removeprefix("pd_personalize.") for name, _ in self.published if name != "completion"]

    @property
    def completions(self) -> list[dict[str, Any]]:
        return [data for name, data in self.published if name == "completion"]

    @property
    def states(self) -> dict[str, str]:
        """The state of every section on the page."""
        return {section["id"]: section["state"] for section in self.body["pathway"]["sections"]}


@dataclass(frozen=True)
class Browser:
    """``user_id`` is a Django user's primary key, or what a runtime without real users gives."""

    user_id: Any
    block_key: UsageKey = BLOCK
    is_author_mode: bool = False

    def runtime(self) -> DemoRuntime:
        return DemoRuntime(self.user_id, is_author_mode=self.is_author_mode)

    def block(self) -> XBlock:
        return self.runtime().get_block(self.block_key)

    def open(self, view: str = "student_view") -> str:
        """Load the page and return its HTML."""
        runtime = self.runtime()
        with committed():
            return runtime.render(runtime.get_block(self.block_key), view).content

    def send(self, handler: str, body: bytes, *, method: str = "POST") -> Reply:
        """Send a body to "<handler>" or "<handler>/<what follows it>"."""
        name, _, suffix = handler.partition("/")
        runtime = self.runtime()
        request = Request.blank("/", method=method, body=body)
        with committed():
            response = runtime.handle(runtime.get_block(self.block_key), name, request, suffix)
        assert response.content_type == "application/json"
        return Reply(response.status_code, json.loads(response.body), runtime.published)

    def get(self, handler: str, *, method: str = "GET") -> Response:
        """Read a document of the teacher's own."""
        runtime = self.runtime()
        return runtime.handle(runtime.get_block(self.block_key), handler, Request.blank("/", method=method))

    def post(self, handler: str, **payload: Any) -> Reply:
        return self.send(handler, json.dumps(payload).encode())

    def at_desk(self, action: str, **payload: Any) -> Reply:
        """Ask for something as the editor does; what is saved begins from what is there."""
        if action == "save" and "base" not in payload:
            payload["base"] = self.at_desk("load").body.get("base", "")
        return self.post(f"author/{action}", **payload)

    def view(self) -> Reply:
        return self.post("view")

    def begin(self) -> Reply:
        """Open the page, which brings the author's definition into force, and start the questions."""
        self.open()
        return self.post("begin")

    def answer(self, option: str = "0", page: dict[str, Any] | None = None) -> Reply:
        """Answer the question on the screen."""
        return self.post("answer", **answer_to(page or self.view().body, option))

    def sit_through(self, choose: Choose = lambda question: "0") -> Reply:
        """Answer questions until there are no more, and finish."""
        reply = self.begin()
        while reply.body["screen"] == "question":
            reply = self.answer(choose(reply.body["question"]), reply.body)
        return self.post("finish")


def answer_to(page: dict[str, Any], option: str = "0") -> dict[str, Any]:
    """Return the payload that answers the question on a page."""
    return {"item_id": page["question"]["item_id"], "option": option, "sequence": page["sequence"]}


def document_of(definition: Definition) -> dict[str, Any]:
    return to_document(definition)


def two_competencies(**fields: Any) -> Definition:
    """Goals and feedback, whose second level needs the first level of goals; items of every kind."""
    default = {
        "competencies": (a_competency("goals"), a_competency("feedback", needs(2, ("goals", 1)))),
        "items": (*_items("goals"), *_items("feedback")),
        "sections": (
            *(a_section(f"goals-{level}", "goals", level) for level in (1, 2, 3)),
            *(a_section(f"feedback-{level}", "feedback", level) for level in (1, 2, 3)),
            an_outside_section("visit", "feedback", 1),
        ),
    }
    return a_definition(**(default | fields))


def _items(competency: str) -> tuple[Item, ...]:
    return (
        a_rubric(f"{competency}-rubric", competency),
        a_frequency(f"{competency}-frequency", competency),
        a_choice(f"{competency}-choice", competency),
        a_scenario(f"{competency}-scenario", competency),
    )


def best_answers(definition: Definition) -> Choose:
    """Tick what earns most in every question."""

    def choose(question: dict[str, Any]) -> str:
        options = definition.item(question["item_id"]).options
        return str(max(range(len(options)), key=lambda i: options[i].category))

    return choose
