"""CPU per request, and the size of the pages, with the 22-competency framework."""

from __future__ import annotations

import json
import random
import time
from statistics import median, quantiles

from . import assets
from .figures import Figure
from .sitters import Sitter, answer_to, course

SITTINGS = 10
SEED = 2017


def measure() -> list[Figure]:
    """Let teachers sit through the diagnostic: by the runtime first, then by whole HTTP requests."""
    from django.contrib.auth.models import User

    warm_up = Sitter(User.objects.create(username="warm-up").pk, random.Random(SEED))
    intro = warm_up.page()
    warm_up.post("begin")
    question = warm_up.page()
    warm_up.sit()
    sitters = []
    for number in range(SITTINGS):
        sitter = Sitter(User.objects.create(username=f"sitter-{number}").pk, random.Random(SEED + number))
        result = sitter.sit()
        result_page = sitter.page()
        sitters.append(sitter)
    return [
        *_of_answers(sitters, warm_up),
        *_of_pages(intro, question, result_page, json.dumps(result)),
        *_of_results(sitters),
        _what_opens(),
        *_pathway_page(sitters[0].user_id),
    ]


def _of_answers(sitters: list[Sitter], warm_up: Sitter) -> list[Figure]:
    spent = [ms for sitter in sitters for ms in sitter.spent["answer"]]
    requests = _whole_requests()
    return [
        Figure("an answer, through the workbench runtime, CPU", median(spent), "ms", 15, f"median of {len(spent)}"),
        Figure("the same, 95th percentile", quantiles(spent, n=20)[-1], "ms"),
        Figure("the same, the slowest of a process's first sitting", max(warm_up.spent["answer"]), "ms"),
        Figure("an answer as a whole HTTP request, CPU", median(requests), "ms", None, f"median of {len(requests)}"),
    ]


def _whole_requests() -> list[float]:
    """CPU in ms of every answer of some sittings through Django's test client: middleware, session and all."""
    from django.test import Client
    from django.urls import reverse

    from demo.people import PEOPLE, SESSION_KEY

    spent = []
    for number, person in enumerate(person for person in PEOPLE if not person.is_author):
        client, rng = Client(), random.Random(SEED + number)
        session = client.session
        session[SESSION_KEY] = person.username
        session.save()
        urls = {name: reverse("handler", args=(course().block_key, name)) for name in ("begin", "answer")}
        page = client.post(urls["begin"], "{}", content_type="application/json").json()
        while page["screen"] == "question":
            body = json.dumps(answer_to(page, rng))
            started = time.process_time()
            response = client.post(urls["answer"], body, content_type="application/json")
            spent.append((time.process_time() - started) * 1000)
            page = response.json()
    return spent


def _of_pages(intro: str, question: str, result: str, reply: str) -> list[Figure]:
    return [
        Figure("the first page's HTML: the introduction", _kb(intro), "kB", 60),
        Figure("the first page's HTML: a question", _kb(question), "kB", 60),
        Figure("the result page's HTML", _kb(result), "kB", None, "22 competencies, 115 sections"),
        Figure("the reply to `finish`, JSON with the same HTML", _kb(reply), "kB"),
    ]


def _kb(text: str) -> float:
    return len(text.encode()) / 1000


def _of_results(sitters: list[Sitter]) -> list[Figure]:
    def of(handler: str) -> float:
        return median(ms for sitter in sitters for ms in sitter.spent[handler])

    return [
        Figure("`finish`: placing, 115 sections, gates, the result page, CPU", of("finish"), "ms"),
        Figure("what a worker does after it, CPU", median(sitter.spent["worker"][-1] for sitter in sitters), "ms"),
        Figure("the result page loaded again, CPU", of("page"), "ms"),
        Figure("`begin`, CPU", of("begin"), "ms"),
    ]


def _what_opens() -> Figure:
    """For a teacher with nothing to show, so that the most is held."""
    from pd_personalize_xblock.domain.explain import ways_to_held_sections
    from pd_personalize_xblock.domain.pathway import Standing
    from pd_personalize_xblock.formats.schema import read_json

    definition, _ = read_json(course().example())
    spent = []
    for _ in range(5):
        started = time.process_time()
        ways = ways_to_held_sections(definition, Standing())
        spent.append((time.process_time() - started) * 1000)
    return Figure("what opens each held section, CPU", median(spent), "ms", None, f"{len(ways)} sections held")


def _pathway_page(user_id: int) -> list[Figure]:
    """For a teacher with three goals, from the record in memory to HTML; and what a browser loads for it all."""
    from django.utils.timezone import now

    from pd_personalize_xblock import service, views
    from pd_personalize_xblock.domain.learner import ChoiceKind
    from pd_personalize_xblock.records import api
    from pd_personalize_xblock.rendering import render

    learner = api.find_learner(str(course().block_key), user_id)
    definition, record = learner.in_force.definition, learner.load()
    attained = service.pathway_of(record, learner.in_force).attained
    aims = [c for c in definition.measured_competencies if attained[c] < definition.framework.top_level][:3]
    for aim in aims:
        goal = {"kind": ChoiceKind.GOAL, "competency": aim, "level": attained[aim] + 1}
        record = service.choose(record, learner.in_force, **goal, now=now()).record
    links, spent, html = views.Links(to_block=lambda block: f"/jump_to_id/{block}"), [], ""
    for _ in range(15):
        started = time.process_time()
        look = views.Look(now=now())
        page = views.page_of(record, learner.in_force, links, look, version_by_hash=api.get_version)
        html = render("screen.html", {"page": page})
        spent.append((time.process_time() - started) * 1000)
    size = f"{len(definition.measured_competencies)} competencies, {len(definition.sections)} sections, 3 goals"
    return [
        Figure("the result page from a record, rendered, CPU", median(spent), "ms", 50, size),
        Figure("the same with its JS and CSS, gzipped", assets.gzipped_page_kb(html), "kB", 45),
    ]
