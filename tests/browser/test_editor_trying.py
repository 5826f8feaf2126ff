"""An author tries a draft out in the editor: synthetic teachers, and the teacher's own screens."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from .conftest import Device
from .journey import STARTER, answer_all, expect_intro, expect_result, opened_row, press, question, section, unfold_all
from .test_accessibility import violations
from .test_authoring import as_text, open_editor, part, said
from .test_layout import PHONE, expect_to_fit


def open_panel(page: Page) -> Locator:
    editor = open_editor(page)
    part(editor, "Try it")
    return editor


@pytest.fixture
def editor(page: Page) -> Locator:
    """The editor's part in which drafts are tried out."""
    return open_panel(page)


def send_through(editor: Locator, teachers: str = "20") -> None:
    editor.get_by_label("How many teachers").select_option(teachers)
    editor.get_by_role("button", name="Send them", exact=False).first.click()


def take_it(editor: Locator) -> Locator:
    """Take the draft as a teacher, and return what the teacher sees."""
    editor.get_by_role("button", name="Take it as a teacher").click()
    teacher = editor.locator(".pd-stage > .pd-personalize")
    expect_intro(teacher)
    return teacher


def rewrite(editor: Locator, change: dict[str, object]) -> None:
    """Change the draft in another part of the editor, and come back."""
    text = as_text(editor)
    text.fill(json.dumps(json.loads(text.input_value()) | change))
    part(editor, "Try it")


def test_synthetic_teachers_are_sent_through_in_parts_with_a_picture_that_is_a_table(editor: Locator) -> None:
    send_through(editor)

    expect(editor.get_by_role("heading", name="What became of 20 teachers")).to_be_visible()
    table = editor.get_by_role("table", name="Where 20 teachers start")
    heads = [head.inner_text() for head in table.get_by_role("columnheader").all()]
    assert heads == ["Emerging", "Developing", "Proficient", "Leading"]
    for name in ("Clear learning goals", "Students as assessors"):
        counts = [int(cell.inner_text()) for cell in table.get_by_role("row", name=name).get_by_role("cell").all()]
        assert sum(counts) == 20
    expect(editor.get_by_text("Nine in ten teachers are done after")).to_be_visible()
    expect(editor.get_by_role("table", name="How long it takes").get_by_role("row", name="Minutes")).to_be_visible()


def in_small_parts(page: Page, found: dict[str, object]) -> list[dict[str, object]]:
    """Answer for the server: ten teachers a request; the last reply brings what was ``found``."""
    asked: list[dict[str, object]] = []

    def reply(route: Route) -> None:
        payload = route.request.post_data_json
        asked.append(payload)
        done = int(payload.get("so_far") or 0) + 50
        body = (
            {"teachers": done, "found": found}
            if done == payload["teachers"]
            else {"teachers": done, "so_far": f"{done}"}
        )
        route.fulfill(json=body)

    page.route("**/author/simulate", reply)
    return asked


FOUND = {
    "title": "Draft",
    "teachers": 200,
    "questions": {"mean": 14.0, "nine_in_ten": 16.0, "most": 19},
    "minutes": {"mean": 8.0, "nine_in_ten": 9.0, "most": 11.5},
    "measured": {"placements": 600, "exact": 0.71, "within_one": 0.98, "too_high": 0.12},
    "all": {"placements": 800, "exact": 0.66, "within_one": 0.95, "too_high": 0.1},
    "level_names": ["Emerging", "Developing", "Proficient", "Leading"],
    "levels": [{"competency": "goals", "name": "Clear learning goals", "teachers": [80, 70, 50, 0]}],
    "dead_levels": [{"competency": "goals", "level": 3}],
    "unreachable_sections": ["fa-goals-2"],
    "unneeded_sections": ["fa-goals-1"],
    "items_never_asked": ["goals-choice", "gone"],
}


def test_what_never_happened_is_named_and_leads_to_its_place(page: Page, editor: Locator) -> None:
    in_small_parts(page, FOUND)
    send_through(editor, "200")

    expect(editor.get_by_text("Nine in ten teachers are done after 16 questions and 9 min.")).to_be_visible()
    expect(editor.get_by_text("71% of the placements are exactly right.")).to_be_visible()
    expect(editor.get_by_text("25% of the starts rest on too few answers")).to_be_visible()
    expect(editor.get_by_role("button", name="Clear learning goals: Leading")).to_be_visible()
    for never in (
        "Levels at which nobody starts",
        "Sections that nobody can ever enter",
        "Core sections nobody needs",
    ):
        expect(editor.get_by_text(never)).to_be_visible()
    expect(editor.get_by_text("gone", exact=True)).to_be_visible()
    editor.get_by_role("button", name="Students are drafting a persuasive letter.").click()
    expect(editor.get_by_role("button", name="Questions 20")).to_have_attribute("aria-current", "page")


def test_a_run_can_be_stopped_and_gone_on_with(page: Page, editor: Locator) -> None:
    waiting: list[Route] = []
    page.route("**/author/simulate", lambda route: waiting.append(route))
    send_through(editor, "200")
    editor.get_by_role("button", name="Stop").click()
    expect(editor.get_by_role("button", name="Go on")).to_be_visible()
    waiting[0].fulfill(json={"teachers": 75, "so_far": "75"})
    expect(editor.get_by_text("75 of 200 teachers")).to_be_visible()
    expect(editor.get_by_role("progressbar", name="Teachers who are through")).to_have_js_property("value", 75)
    assert len(waiting) == 1

    editor.get_by_role("button", name="Go on").click()
    page.wait_for_timeout(200)
    assert waiting[1].request.post_data_json["so_far"] == "75"
    waiting[1].fulfill(json={"teachers": 200, "found": FOUND})
    expect(editor.get_by_role("heading", name="What became of 200 teachers")).to_be_visible()


def test_a_run_that_loses_the_connection_says_so_and_goes_on(page: Page, editor: Locator) -> None:
    page.route("**/author/simulate", lambda route: route.abort(), times=1)
    send_through(editor)
    expect(editor.get_by_role("paragraph").filter(has_text="There is no connection.").first).to_be_visible()

    editor.get_by_role("button", name="Go on").click()
    expect(editor.get_by_role("heading", name="What became of 20 teachers")).to_be_visible()


def test_questions_can_be_supposed_worse(page: Page, editor: Locator) -> None:
    asked = in_small_parts(page, FOUND)
    editor.get_by_label("Suppose that the questions are worse").check()
    send_through(editor, "200")

    expect(editor.get_by_text("Supposing that the questions are worse than you think.")).to_be_visible()
    assert [payload["is_worse"] for payload in asked] == [True] * 4


def test_the_author_takes_it_as_a_teacher_to_the_result_and_chooses(page: Page, editor: Locator) -> None:
    teacher = take_it(editor)
    press(teacher, "Start")
    question(teacher).get_by_role("radio").nth(1).check()
    press(teacher, "Next")
    press(teacher, "Back")
    expect(question(teacher).get_by_role("radio").nth(1)).to_be_checked()
    answer_all(teacher)
    press(teacher, "See where I start")
    expect_result(teacher)

    goals = opened_row(teacher, "Clear learning goals")
    goals.get_by_text("Change my start").click()
    goals.get_by_label("I start at").select_option("Proficient")
    press(goals.page.locator(".pd-stage > .pd-personalize"), "Save Clear learning goals")
    expect(goals.get_by_role("heading")).to_contain_text("Proficient Your choice")
    goals.get_by_text("Why this level?").click()
    press(teacher, "What would change it? Clear learning goals")
    expect(goals.get_by_role("heading", name="What would change it?")).to_be_visible()
    editor.get_by_role("button", name="Start again").click()
    expect_intro(teacher)


def test_what_is_tried_out_is_not_saved(page: Page, editor: Locator, device: Device) -> None:
    teacher = take_it(editor)
    press(teacher, "Skip: start at the beginning")
    expect_result(teacher)

    page.goto(f"/courses/{STARTER}/unit/")
    expect_intro(page.locator(".pd-personalize").first)


def test_the_rest_is_answered_as_a_teacher_of_a_level(editor: Locator) -> None:
    teacher = take_it(editor)
    editor.get_by_label("Answer the questions that are left as").select_option("a teacher at “Leading”")
    editor.get_by_role("button", name="Answer them").click()

    expect_result(teacher)


def test_links_stay_in_the_editor_and_their_work_can_be_taken_as_done(page: Page, editor: Locator) -> None:
    teacher = take_it(editor)
    press(teacher, "Skip: start at the beginning")
    first = "Learning or doing? Goals in one clear sentence"
    section(teacher, first).get_by_role("link").click()
    expect(editor.get_by_text(f"In the course this opens “{first}”.")).to_be_visible()
    expect(editor.get_by_role("button", name="Take its work as done")).to_be_focused()
    page.keyboard.press("Enter")

    expect(teacher.get_by_text("1 done")).to_be_visible()
    assert page.url.endswith("/author/edit/")


def test_a_link_out_of_the_course_opens_beside_the_editor(page: Page, editor: Locator) -> None:
    page.context.route("https://example.org/**", lambda route: route.fulfill(body="elsewhere"))
    teacher = take_it(editor)
    press(teacher, "Skip: start at the beginning")
    unfold_all(page)
    with page.context.expect_page() as opened:
        section(teacher, "Workshop: comment less, change more").get_by_role("link").click()

    assert opened.value.url.startswith("https://example.org/")
    assert page.url.endswith("/author/edit/")


def test_the_stage_is_as_it_was_after_a_look_elsewhere(editor: Locator) -> None:
    teacher = take_it(editor)
    press(teacher, "Start")
    words = question(teacher).locator("legend").inner_text()

    editor.get_by_role("button", name="Rules").click()
    editor.get_by_role("button", name="Try it").click()

    expect(teacher.get_by_role("group", name=words)).to_be_visible()
    press(teacher, "Skip the questions: start at the beginning")
    expect_result(teacher)


def test_a_changed_draft_is_told_from_the_one_that_was_tried(page: Page, editor: Locator) -> None:
    send_through(editor)
    take_it(editor)
    expect(editor.get_by_role("heading", name="What became of 20 teachers")).to_be_visible()
    rewrite(editor, {"title": "Another title"})

    stale = editor.get_by_text("You have changed the draft since.")
    expect(stale).to_have_count(2)
    editor.get_by_role("button", name="Start again with the new draft").click()
    expect(stale).to_have_count(1)
    editor.get_by_role("button", name="Send them through the new draft").click()
    expect(stale).to_have_count(0)
    expect(editor.get_by_role("heading", name="Another title")).to_have_count(2)


def test_an_unsound_draft_says_what_is_to_be_mended_first(editor: Locator) -> None:
    rewrite(editor, {"items": [{"id": "q", "competency": "nowhere"}]})
    expect(editor.get_by_text("These problems have to be mended before this can be tried out:")).to_be_visible()
    editor.get_by_role("button", name="Take it as a teacher").click()

    expect(said(editor)).to_contain_text("some problems have to be mended")
    editor.get_by_role("list").get_by_role("button", name="Question: q").first.click()
    expect(editor.get_by_role("region", name="Questions")).to_be_visible()


def test_it_is_tried_out_by_keyboard_alone(page: Page, editor: Locator) -> None:
    def reach(control: Locator) -> None:
        for _ in range(60):
            if control.evaluate("control => control === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"{control} cannot be reached")

    reach(editor.get_by_role("button", name="Send them through"))
    page.keyboard.press("Enter")
    reach(editor.get_by_role("button", name="Take it as a teacher"))
    page.keyboard.press("Enter")
    teacher = editor.locator(".pd-stage > .pd-personalize")
    expect(teacher.get_by_role("heading", name="Formative assessment starter")).to_be_focused()
    reach(teacher.get_by_role("button", name="Start", exact=True))
    page.keyboard.press("Enter")
    expect(question(teacher)).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    reach(teacher.get_by_role("button", name="Next"))
    page.keyboard.press("Enter")
    expect(teacher.get_by_role("status")).to_have_text("Saved")
    reach(teacher.get_by_role("button", name="See where I start now"))
    page.keyboard.press("Enter")
    expect_result(teacher)


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_part_is_clean_at_every_width(device: Device, width: int, theme: str) -> None:
    page = device(viewport={"width": width, "height": 800})
    editor = open_panel(page)
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    page.route("**/author/simulate", lambda route: route.fulfill(json={"teachers": 200, "found": FOUND}))
    send_through(editor, "200")
    teacher = take_it(editor)
    press(teacher, "Skip: start at the beginning")
    unfold_all(page)

    assert violations(page, within=".pd-personalize-studio .pd-panel") == []


def test_the_part_fits_a_phone(device: Device) -> None:
    editor = open_panel(device(viewport=PHONE, has_touch=True))
    send_through(editor)
    teacher = take_it(editor)
    press(teacher, "Start")
    expect(editor.get_by_role("heading", name="What became of 20 teachers")).to_be_visible()
    unfold_all(editor.page)

    expect_to_fit(editor)
