"""An author tries a draft out: synthetic teachers, and the teacher's own screens. Nothing is stored."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from pd_personalize_xblock import service
from pd_personalize_xblock.domain.estimation import ItemBank
from pd_personalize_xblock.domain.simulation import Truth
from pd_personalize_xblock.domain.simulation import simulate as simulate_at_once
from pd_personalize_xblock.formats.reports import simulation_document
from pd_personalize_xblock.studio import rehearsing, trying

from .browser import TEACHER_HANDLERS, answer_to, document_of, two_competencies
from .test_bad_input import everything_written

UNSOUND = json.dumps({"version": 1, "title": "Half done", "levels": []})


@pytest.fixture
def text(course) -> str:
    return json.dumps(document_of(course))


@pytest.fixture
def hasty(monkeypatch):
    """One synthetic teacher for each request."""
    monkeypatch.setattr(trying, "SECONDS_A_REQUEST", 0.0)


@pytest.fixture
def play(author, text):
    """Replay deeds, given as (handler, payload)."""

    def play(*deeds, **more):
        return author.at_desk("try", text=text, deeds=[{"handler": h, "payload": p} for h, p in deeds], **more)

    return play


def in_parts(author, text, teachers, is_worse=False):
    """Simulate as the editor does; return every reply."""
    replies, so_far = [], ""
    while not replies or "so_far" in replies[-1].body:
        reply = author.at_desk("simulate", text=text, teachers=teachers, is_worse=is_worse, so_far=so_far)
        assert reply.status == 200
        replies.append(reply)
        so_far = reply.body.get("so_far", "")
    return replies


@pytest.mark.parametrize("is_worse", [False, True])
def test_a_simulation_in_parts_says_what_the_command_line_says(author, course, text, hasty, is_worse):
    replies = in_parts(author, text, 7, is_worse)

    truth = Truth(0.7, 0.4) if is_worse else None
    whole = simulate_at_once(ItemBank(course), teachers=7, seed=1, truth=truth)
    assert [reply.body["teachers"] for reply in replies] == [1, 2, 3, 4, 5, 6, 7]
    assert replies[-1].body["found"] == json.loads(json.dumps(simulation_document(course, whole)))


def test_a_request_takes_as_many_teachers_as_its_time_allows(author, text):
    assert [reply.body["teachers"] for reply in in_parts(author, text, 3)] == [3]


@pytest.mark.parametrize("change", [{"teachers": 6}, {"is_worse": True}, {"so_far": "made:up"}, {"text": None}])
def test_counts_of_another_run_are_refused(author, course, text, hasty, change):
    so_far = in_parts(author, text, 5)[0].body["so_far"]
    other = json.dumps(document_of(replace(course, title="Another")))
    payload = {"text": text, "teachers": 5, "is_worse": False, "so_far": so_far} | change

    reply = author.at_desk("simulate", **payload | {"text": payload["text"] or other})

    assert (reply.status, reply.body) == (400, {"error": "so_far is not what the last request replied"})


@pytest.mark.parametrize("teachers", [501, -1, 2.5, "200", None, True, 10**400])
def test_only_so_many_synthetic_teachers(author, text, teachers):
    reply = author.at_desk("simulate", text=text, teachers=teachers, is_worse=False)

    assert (reply.status, reply.body) == (400, {"error": "teachers must be a whole number from 0 to 500"})


def test_nobody_at_all_is_refused(author, text):
    reply = author.at_desk("simulate", text=text, teachers=0, is_worse=False)

    assert (reply.status, reply.body) == (400, {"error": "teachers must be at least 1, got 0"})


def test_a_draft_without_questions_has_nothing_to_try(author, course):
    text = json.dumps(document_of(replace(course, items=())))

    reply = author.at_desk("simulate", text=text, teachers=5, is_worse=False)

    assert (reply.status, "no questions yet" in reply.body["error"]) == (400, True)


@pytest.mark.parametrize("text", ["", UNSOUND, "not JSON"])
@pytest.mark.parametrize("action", ["simulate", "try"])
def test_an_unsound_draft_is_to_be_mended_first(author, action, text):
    reply = author.at_desk(action, text=text, teachers=5, is_worse=False, deeds=[])

    assert (reply.status, "mended" in reply.body["error"]) == (400, True)


def test_the_screens_are_those_that_a_teacher_sees(author, teacher, course, text, monkeypatch):
    monkeypatch.setattr(service, "seed_for", lambda record, **who: f"seed {len(record.attempts)}")
    monkeypatch.setattr("pd_personalize_xblock.platform.hosts.link_to_block", lambda course_key, block: f"#{block}")
    monkeypatch.setattr("pd_personalize_xblock.views.agency.moment", lambda when: "at some time")
    deeds = []

    def both(handler, **payload):
        deeds.append({"handler": handler, "payload": payload})
        real = teacher.post(handler, **payload)
        tried = author.at_desk("try", text=text, deeds=deeds)
        screens = [re.sub('data-made="[^"]*"', "", reply.body["html"]) for reply in (tried, real)]
        assert (tried.status, screens[0]) == (real.status, screens[1])
        return tried.body

    teacher.open()
    page = both("begin")
    page = both("answer", **answer_to(page, "not_sure"))
    page = both("back", sequence=page["sequence"])
    while page["screen"] == "question":
        page = both("answer", **answer_to(page))
    both("finish")
    both("explain", competency="goals")
    both("choose", competency="goals", kind="start", level=2, reason="I do this already")
    both("choose", competency="feedback", kind="goal", level=2, due="2099-03-31")
    assert both("plan", minutes=45)["html"].count("Towards your goal") > 0
    both("note", section_id="visit", text="It was good.")
    page = both("recheck", competency="feedback")
    both("answer", **answer_to(page, "0"))
    both("skip")
    assert both("begin")["screen"] == "question"


def test_trying_stores_nothing(author, text, play):
    before = everything_written()

    play(answer_as=2, whole=True)
    play(("skip", {}), ("choose", {"competency": "goals", "kind": "start", "level": 2}))
    in_parts(author, text, 2)

    assert everything_written() == before


@pytest.mark.parametrize("level", [-1, 0, 1, 2, 3])
def test_the_rest_can_be_answered_as_a_teacher_of_a_level_or_at_random(play, level):
    reply = play(("begin", {}), answer_as=level, whole=True)

    deeds = reply.body["deeds"]
    assert [deed["handler"] for deed in (deeds[0], deeds[-1])] == ["begin", "finish"]
    assert "Where you start" in reply.body["frame"]
    again = play(*((deed["handler"], deed["payload"]) for deed in deeds))
    assert (again.status, again.body["screen"]) == (200, "result")


@pytest.mark.parametrize("level", [4, -2, "2", 1.5, [0], {}])
def test_no_other_level_can_be_answered_as(play, level):
    reply = play(answer_as=level, whole=True)

    assert (reply.status, reply.body) == (400, {"error": "answer_as must be a whole number from 0 to 3"})


def test_a_level_answers_better_than_a_lower_one(play):
    levels = [
        sum(row["start"] for row in play(*_done(play(answer_as=level, whole=True))).body["competencies"])
        for level in (0, 3)
    ]

    assert levels[0] < levels[1]


def _done(reply):
    return [(deed["handler"], deed["payload"]) for deed in reply.body["deeds"]]


def test_work_that_is_taken_as_done_opens_what_comes_after_it(play):
    start = play(("skip", {}))
    done = play(("skip", {}), ("work", {"block": "sequential/goals-1"}))

    assert (start.states["goals-1"], start.states["goals-2"]) == ("open", "held")
    assert (done.states["goals-1"], done.states["goals-2"]) == ("mastered", "open")


def test_links_into_the_course_stay_on_the_page(play):
    sections = play(("skip", {})).body["pathway"]["sections"]

    hrefs = {section["href"] for section in sections if not section["is_outside"]}
    assert hrefs == {f"#sequential/{c}-{level}" for c in ("goals", "feedback") for level in (1, 2, 3)}


def test_what_a_teacher_cannot_do_is_refused_as_in_the_course(play, course):
    cases = {
        ("answer", 409): {"item_id": course.items[0].id, "option": "0", "sequence": 0},
        ("finish", 409): {},
        ("refine", 409): {},
        ("choose", 400): {"competency": "goals", "kind": "nonsense"},
        ("note", 403): {"section_id": "goals-1", "text": "x"},
        ("recheck", 404): {"competency": "nowhere"},
        ("explain", 404): {"competency": "goals"},
        ("work", 404): {"block": "sequential/nowhere"},
    }

    for (handler, status), payload in cases.items():
        before = [("skip", {})] if handler in ("recheck",) else []
        assert (handler, play(*before, (handler, payload)).status) == (handler, status)


def test_what_cannot_be_tried_out_says_so(play):
    reply = play(("staff_find", {"who": "somebody"}))

    assert (reply.status, "tried out here" in reply.body["error"]) == (404, True)


@pytest.mark.parametrize("handler", TEACHER_HANDLERS)
def test_whatever_a_teachers_screen_asks_for_has_an_answer_or_a_sentence(play, handler):
    reply = play((handler, {}))

    assert reply.status in (200, 400, 403, 404, 409)
    assert reply.body.get("html") or reply.body["error"]


@pytest.mark.parametrize(
    "deeds",
    [
        None,
        "begin",
        {},
        ["begin"],
        [{}],
        [{"handler": 1}],
        [{"handler": "begin", "payload": []}],
        [{"handler": "note", "payload": {"text": "x" * 5000}}],
        [{"handler": "view"}] * 201,
    ],
)
def test_other_deeds_are_refused(author, text, deeds):
    reply = author.at_desk("try", text=text, deeds=deeds)

    assert (reply.status, list(reply.body)) == (400, ["error"])


def test_a_long_rehearsal_stops_in_time(play, monkeypatch):
    monkeypatch.setattr(rehearsing, "MOST_SECONDS", -1.0)
    trying._stage_of.cache_clear()

    reply = play(("begin", {}))

    assert (reply.status, "takes too long" in reply.body["error"]) == (503, True)


def test_answering_the_rest_stops_in_time_where_it_can_be_gone_on_with(play, monkeypatch):
    trying._stage_of.cache_clear()
    play(("begin", {}))
    monkeypatch.setattr(rehearsing, "MOST_SECONDS", -1.0)

    reply = play(("begin", {}), answer_as=1, whole=True)

    assert [deed["handler"] for deed in reply.body["deeds"]] == ["begin"]
    assert 'data-screen="question"' in reply.body["frame"]


def test_what_was_replayed_is_not_replayed_again(play, monkeypatch):
    trying._stage_of.cache_clear()
    deeds = _done(play(("begin", {}), answer_as=-1, whole=True))
    monkeypatch.setitem(rehearsing.READERS, "answer", None)

    assert play(*deeds).body["screen"] == "result"


def test_more_than_is_remembered_is_replayed(play, monkeypatch):
    monkeypatch.setattr(rehearsing, "MOST_REMEMBERED", 3)
    trying._stage_of.cache_clear()

    assert play(*_done(play(answer_as=-1, whole=True))).body["screen"] == "result"


def test_a_draft_that_changes_the_questions_refuses_deeds_of_another(author, play):
    deeds = play(("begin", {}), answer_as=-1, whole=True).body["deeds"]
    other = json.dumps(document_of(two_competencies(items=two_competencies().items[:1])))

    reply = author.at_desk("try", text=other, deeds=deeds)

    assert reply.status in (404, 409)


def test_what_another_thread_forgets_meanwhile_is_replayed(course):
    class Forgetful(dict):
        def __contains__(self, deeds):
            found = super().__contains__(deeds)
            self.clear()
            return found

    stage = rehearsing.Stage(service.Version("hash", ItemBank(course)))
    deeds = (rehearsing.Deed.of("begin"),)
    began = stage.record_after(deeds)
    stage._records = Forgetful(stage._records)

    assert stage.record_after(deeds) == began
