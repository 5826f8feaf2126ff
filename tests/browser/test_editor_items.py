"""The questions of a framework, written in the editor."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import DESKTOP, Device
from .test_accessibility import violations
from .test_authoring import AUTHOR, as_text, open_editor, part, said, save

PHONE = {"width": 360, "height": 740}
TABLET = {"width": 768, "height": 1600}
MOST_TABS = 120
STARTS_WITH_GOALS = "Think of a typical lesson last week."


@pytest.fixture
def editor(page: Page) -> Locator:
    """The questions, those of the first competency."""
    return open_questions(page)


def open_questions(page: Page) -> Locator:
    block = open_editor(page)
    part(block, "Questions")
    expect(block.get_by_role("heading", name="Clear learning goals")).to_be_visible()
    return block


def stored(page: Page) -> dict[str, Any]:
    """What the block holds."""
    page.goto(f"{AUTHOR}edit/")
    start = page.locator(".pd-personalize-studio").get_attribute("data-start")
    document: dict[str, Any] = json.loads(json.loads(start or "")["text"])
    return document


def saved(page: Page, editor: Locator) -> dict[str, Any]:
    """Save what is sound, and return what the block then holds."""
    save(editor)
    expect(page.get_by_text("Sound.")).to_be_visible()
    return stored(page)


def items_of(document: dict[str, Any], competency: str) -> list[dict[str, Any]]:
    return [item for item in document["items"] if item["competency"] == competency]


def kind(editor: Locator, name: str) -> Locator:
    return editor.get_by_role("region", name=re.compile(f"^{name}"))


def question_row(editor: Locator, words: str) -> Locator:
    return editor.get_by_role("button", name=re.compile(f"^{re.escape(words)}"))


def field(editor: Locator, name: str) -> Locator:
    return editor.get_by_label(name, exact=True)


def preview(editor: Locator) -> Locator:
    return editor.get_by_role("region", name="As the teacher sees it")


def pick(editor: Locator, competency: str) -> None:
    field(editor, "Competency").select_option(label=competency)
    expect(editor.get_by_role("heading", name=competency.split(" (")[0].split(" – ")[0])).to_be_visible()


def tab_to(page: Page, target: Locator, *, back: bool = False) -> None:
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"{MOST_TABS} tabs do not lead to {target}")


def write(page: Page, editor: Locator, **texts: str) -> None:
    """Fill fields in their order on the page, by keyboard; "Answer_1" is "Answer 1"."""
    for name, text in texts.items():
        target = field(editor, name.replace("_", " "))
        tab_to(page, target)
        page.keyboard.type(text)


def add_by_keyboard(page: Page, editor: Locator, name: str) -> None:
    tab_to(page, editor.get_by_role("button", name=name))
    page.keyboard.press("Enter")
    expect(field(editor, "Question")).to_be_focused()


def expect_previewed(editor: Locator, *texts: str) -> None:
    for text in (*texts, "I am not sure"):
        expect(preview(editor).get_by_text(text, exact=True)).to_be_visible()


def test_questions_of_every_kind_are_written_by_keyboard_alone_and_kept(page: Page, editor: Locator) -> None:
    tab_to(page, field(editor, "Competency"))
    page.keyboard.press("ArrowDown")
    expect(editor.get_by_role("heading", name="Questioning that shows thinking")).to_be_visible()

    add_by_keyboard(page, editor, "Add a rubric")
    page.keyboard.type("Who spoke last week?")
    for level, text in (("Emerging", "I"), ("Developing", "Some"), ("Proficient", "Most"), ("Leading", "All")):
        tab_to(page, field(editor, f"Statement for “{level}”"))
        page.keyboard.type(text)
    expect_previewed(editor, "Who spoke last week?", "I", "Some", "Most", "All")

    add_by_keyboard(page, editor, "Add a frequency question")
    page.keyboard.type("How often did you wait?")
    tab_to(page, editor.get_by_text("Ready answers to start from"))
    page.keyboard.press("Enter")
    tab_to(page, editor.get_by_role("button", name="Not at all · Once"))
    page.keyboard.press("Enter")
    expect_previewed(editor, "How often did you wait?", "Not at all", "Four times or more")

    add_by_keyboard(page, editor, "Add a choice question")
    page.keyboard.type("Which is open?")
    write(page, editor, Answer_1="Yes or no?")
    tab_to(page, editor.get_by_role("radio", name="Answer 1 is right"))
    page.keyboard.press("ArrowDown")
    tab_to(page, field(editor, "Answer 2"), back=True)
    page.keyboard.type("Why?")
    write(page, editor, Answer_3="When?")
    expect_previewed(editor, "Which is open?", "Yes or no?", "Why?", "When?")

    add_by_keyboard(page, editor, "Add a scenario")
    page.keyboard.type("Nobody answers.")
    write(page, editor, Answer_1="Wait.")
    tab_to(page, field(editor, "Answer 1 earns"))
    page.keyboard.type("Full")
    write(page, editor, Answer_2="Ask again.", Answer_3="Tell them.")
    tab_to(page, field(editor, "Answer 3 earns"))
    page.keyboard.type("No")
    expect_previewed(editor, "Nobody answers.", "Wait.", "Ask again.", "Tell them.")
    tab_to(page, editor.get_by_role("button", name="Save", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sound.")).to_be_visible()

    new = items_of(stored(page), "questioning")[-4:]
    assert [item["kind"] for item in new] == ["rubric", "frequency", "choice", "scenario"]
    assert len({item["id"] for item in new}) == 4
    assert "level" not in new[0]
    assert [item["level"] in (1, 2, 3) for item in new[1:]] == [True] * 3
    assert [item["options"] for item in new] == [
        [{"text": "I"}, {"text": "Some"}, {"text": "Most"}, {"text": "All"}],
        [{"text": "Not at all"}, {"text": "Once"}, {"text": "Two or three times"}, {"text": "Four times or more"}],
        [{"text": "Yes or no?"}, {"text": "Why?", "credit": 1}, {"text": "When?"}],
        [{"text": "Wait.", "credit": 2}, {"text": "Ask again.", "credit": 1}, {"text": "Tell them."}],
    ]


def test_preview_can_be_read_and_not_sent(page: Page, editor: Locator) -> None:
    question_row(editor, "Students are drafting").click()
    options = preview(editor).get_by_role("radio")
    expect(options).to_have_count(6)

    for option in options.all():
        expect(option).to_be_disabled()
    assert preview(editor).locator("form, button, [name]").count() == 0
    assert page.locator("form form").count() == 0


def test_a_broken_question_says_what_is_wrong_where_it_is_and_a_mended_one_is_shown_again(editor: Locator) -> None:
    question_row(editor, "Students are drafting").click()
    expect(preview(editor).get_by_role("group")).to_be_visible()
    field(editor, "Answer 2").fill("")
    field(editor, "Question").fill(" ")

    expect(preview(editor)).to_contain_text("The question has no words yet.")
    expect(preview(editor)).to_contain_text("1 answer has no words yet.")
    expect(field(editor, "Answer 2")).to_have_attribute("aria-invalid", "true")
    expect(field(editor, "Question")).to_have_attribute("aria-invalid", "true")
    expect(kind(editor, "Choice").get_by_text("2 problems")).to_be_visible()

    field(editor, "Question").fill("What helps?")
    field(editor, "Answer 2").fill("This")
    expect_previewed(editor, "What helps?", "This")
    expect(field(editor, "Question")).not_to_have_attribute("aria-invalid", "true")


def test_an_answer_that_is_not_marked_as_right_is_missed(editor: Locator) -> None:
    editor.get_by_role("button", name="Add a choice question").click()

    expect(editor.get_by_text("No answer is marked as right yet.")).to_be_visible()
    editor.get_by_role("radio", name="Answer 1 is right").check()
    expect(editor.get_by_text("No answer is marked as right yet.")).to_have_count(0)


def test_credits_of_a_scenario_keep_their_words_while_they_are_changed(page: Page, editor: Locator) -> None:
    question_row(editor, "Halfway through").click()
    field(editor, "Answer 3 earns").select_option("Part of the credit")
    expect(editor.get_by_text("No answer has full credit yet.")).to_be_visible()
    field(editor, "Answer 2 earns").select_option("Full credit")
    expect(editor.get_by_text("No answer has full credit yet.")).to_have_count(0)
    field(editor, "Answer 3 earns").select_option("No credit")
    expect(editor.get_by_text("If there is no part credit, choose two steps.")).to_be_visible()
    field(editor, "Steps of credit").select_option("No credit or full credit")
    expect(preview(editor).get_by_role("group")).to_be_visible()

    scenario = items_of(saved(page, editor), "goals")[-1]
    assert [option.get("credit", 0) for option in scenario["options"]] == [0, 1, 0, 0]


def test_a_statement_that_goes_leaves_the_others_at_their_levels(page: Page, editor: Locator) -> None:
    question_row(editor, STARTS_WITH_GOALS).click()
    editor.get_by_role("button", name="Remove “Statement for “Developing””").click()
    expect(field(editor, "Statement 2 describes")).to_have_value("2")
    editor.get_by_role("button", name="Add a statement").click()
    expect(field(editor, "Statement for “Developing”")).to_be_focused()
    field(editor, "Statement for “Developing”").fill("Something else.")
    editor.get_by_role("button", name="Move “Statement for “Leading”” up").click()

    rubric = items_of(saved(page, editor), "goals")[0]
    texts = [option["text"] for option in rubric["options"]]
    assert texts[1] == "Something else."
    assert texts[2].startswith("A goal on the board, which they checked")
    assert not any("level" in option for option in rubric["options"])


def test_levels_of_statements_can_be_chosen(page: Page, editor: Locator) -> None:
    question_row(editor, STARTS_WITH_GOALS).click()
    editor.get_by_role("button", name="Remove “Statement for “Leading””").click()
    field(editor, "Each statement describes").select_option("the level that I choose")
    field(editor, "Statement 3 describes").select_option("Leading")

    rubric = items_of(saved(page, editor), "goals")[0]
    assert [option.get("level") for option in rubric["options"]] == [0, 1, 3]


def test_a_changed_kind_keeps_the_words_and_says_what_is_gone(page: Page, editor: Locator) -> None:
    question_row(editor, "Halfway through").click()
    field(editor, "Kind").select_option("Choice")
    expect(said(editor)).to_have_text(
        "The kind is now “Choice”. Its words are kept. Part credit is gone: one answer is right now."
    )
    expect(field(editor, "Kind")).to_be_focused()
    expect(editor.get_by_role("radio", name="Answer 3 is right")).to_be_checked()
    field(editor, "Kind").select_option("Rubric")
    expect(said(editor)).to_contain_text("The level it showed is gone: each statement now describes its own.")
    expect(said(editor)).to_contain_text("The mark on the right answers is gone")

    turned = items_of(saved(page, editor), "goals")[-1]
    assert turned["kind"] == "rubric"
    assert set(turned) == {"id", "competency", "kind", "prompt", "options"}
    assert [set(option) for option in turned["options"]] == [{"text"}] * 4


def test_going_through_the_kinds_by_arrow_key_loses_nothing_on_the_way(page: Page, editor: Locator) -> None:
    question_row(editor, "Halfway through").click()
    tab_to(page, field(editor, "Kind"))
    for _ in range(3):
        page.keyboard.press("ArrowUp")
        expect(field(editor, "Kind")).to_be_focused()
    expect(field(editor, "Each statement describes")).to_be_visible()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
        expect(field(editor, "Kind")).to_be_focused()

    expect(field(editor, "Answer 2 earns")).to_have_value("1")
    expect(field(editor, "Answer 3 earns")).to_have_value("2")
    expect(field(editor, "The best answer shows")).to_have_value("2")


def test_a_copy_is_a_question_of_its_own_in_another_competency(page: Page, editor: Locator) -> None:
    editor.get_by_role("button", name="Copy “Students are drafting").click()
    expect(field(editor, "Question")).to_be_focused()
    field(editor, "Question").fill("Another one?")
    field(editor, "Competency it is about").select_option("Students as assessors")

    expect(editor.get_by_role("heading", name="Students as assessors")).to_be_visible()
    expect(field(editor, "Question")).to_have_value("Another one?")
    document = saved(page, editor)
    [copy] = [item for item in document["items"] if item["prompt"] == "Another one?"]
    [original] = [item for item in document["items"] if item["id"] == "goals-choice"]
    assert copy["id"] == "goals-choice-2"
    assert copy["competency"] == "ownership"
    assert copy["options"] == original["options"]


def test_questions_and_answers_change_places_by_pointer(page: Page, editor: Locator) -> None:
    rows = kind(editor, "Rubric").get_by_role("listitem")
    rows.nth(1).get_by_title("Drag to move").drag_to(rows.nth(0))
    expect(said(editor)).to_contain_text("Moved “In your last unit")
    expect(rows.nth(0)).to_contain_text("In your last unit")
    question_row(editor, "Students are drafting").click()
    grips = kind(editor, "Choice").get_by_title("Drag to move")
    grips.nth(3).drag_to(field(editor, "Answer 1"))
    expect(editor.get_by_role("radio", name="Answer 1 is right")).to_be_checked()

    items = items_of(saved(page, editor), "goals")
    assert [item["id"] for item in items[:2]] == ["goals-rubric-2", "goals-rubric-1"]
    assert [option.get("credit", 0) for option in items[3]["options"]] == [1, 0, 0, 0]


def test_questions_change_places_by_keyboard_and_the_cursor_goes_along(page: Page, editor: Locator) -> None:
    name = "Move “Think of a typical lesson last week."
    tab_to(page, editor.get_by_role("button", name=re.compile(f"^{re.escape(name)}.* down$")))
    page.keyboard.press("Enter")

    expect(question_row(editor, STARTS_WITH_GOALS)).to_be_focused()
    expect(kind(editor, "Rubric").get_by_role("listitem").nth(1)).to_contain_text(STARTS_WITH_GOALS)


def test_a_removed_question_comes_back_with_undo(page: Page, editor: Locator) -> None:
    editor.get_by_role("button", name="Remove “Students are drafting").click()
    expect(question_row(editor, "Students are drafting")).to_have_count(0)
    expect(editor.get_by_role("button", name="Add a choice question")).to_be_focused()

    editor.get_by_role("button", name="Undo").click()
    expect(question_row(editor, "Students are drafting")).to_be_visible()


def test_hostile_words_do_nothing_in_the_editor_and_its_preview(page: Page, editor: Locator) -> None:
    hostile = '<b>bold</b><img src=x onerror="window.hurt=1"><script>window.hurt=2</script><a href="javascript:0">x</a>'
    question_row(editor, "Students are drafting").click()
    field(editor, "Question").fill(hostile)
    field(editor, "Answer 1").fill(hostile)

    expect(preview(editor).locator("legend b")).to_have_text("bold")
    expect(preview(editor).locator("label b")).to_have_text("bold")
    assert preview(editor).locator("script, img, [onerror], [href^=javascript]").count() == 0
    assert page.evaluate("window.hurt") is None


def test_numbers_have_defaults_shown_and_own_ones_are_kept(page: Page, editor: Locator) -> None:
    question_row(editor, "Students are drafting").click()
    editor.get_by_text("Advanced", exact=True).click()
    defaults = {"Minutes": "0.75", "Discrimination": "2", "Guessing": "0", "Thresholds": "0"}
    for name, value in defaults.items():
        expect(field(editor, name)).to_have_attribute("placeholder", value)
    field(editor, "Guessing").press_sequentially("0.25")
    field(editor, "Thresholds").press_sequentially("0.5 1.5")
    expect(editor.get_by_text("2 categories need 1 thresholds, got 2")).not_to_have_count(0)
    field(editor, "Thresholds").fill("")
    field(editor, "Thresholds").press_sequentially("-1.5")

    choice = items_of(saved(page, editor), "goals")[3]
    assert (choice["guessing"], choice["thresholds"]) == (0.25, [-1.5])
    assert not {"minutes", "discrimination"} & set(choice)


def test_numbers_that_no_longer_fit_are_left_to_the_levels_in_one_step(page: Page, editor: Locator) -> None:
    document = json.loads(as_text(editor).input_value())
    document["items"][0]["thresholds"] = [-2, 0, 2]
    as_text(editor).fill(json.dumps(document))
    part(editor, "Questions")
    question_row(editor, STARTS_WITH_GOALS).click()
    editor.get_by_role("button", name="Remove “Statement for “Leading””").click()
    expect(editor.get_by_text("3 categories need 2 thresholds, got 3").first).to_be_visible()
    expect(field(editor, "Thresholds")).to_be_visible()
    editor.get_by_role("button", name="Let the thresholds follow from the levels").click()
    expect(field(editor, "Thresholds")).to_have_attribute("placeholder", "-1 0")

    assert "thresholds" not in items_of(saved(page, editor), "goals")[0]


def test_a_problem_leads_to_its_question_and_opens_what_is_folded(editor: Locator) -> None:
    document = json.loads(as_text(editor).input_value())
    document["items"][7]["id"] = document["items"][6]["id"]
    as_text(editor).fill(json.dumps(document))
    part(editor, "Problems")
    editor.get_by_role("button", name="Question:").first.click()

    expect(editor.get_by_role("heading", name="Questioning that shows thinking")).to_be_visible()
    expect(field(editor, "Id")).to_be_focused()
    expect(editor.get_by_text("is used twice")).to_be_visible()


def test_what_belongs_to_no_kind_or_competency_is_shown_and_can_be_mended(page: Page, editor: Locator) -> None:
    document = json.loads(as_text(editor).input_value())
    document["items"][0] |= {"competency": "gone", "level": 2, "colour": "red"}
    document["items"][1]["kind"] = "riddle"
    as_text(editor).fill(json.dumps(document))
    part(editor, "Questions")
    kind(editor, "Unknown kind").get_by_role("button", name="In your last unit", exact=False).first.click()
    field(editor, "Kind").select_option("Rubric")
    field(editor, "Competency").select_option(label="Without a competency (1 question)")
    question_row(editor, STARTS_WITH_GOALS).click()
    expect(editor.get_by_text("colour: there is no such key")).to_be_visible()
    editor.get_by_role("button", name="Take out what does not belong here").click()
    field(editor, "Competency it is about").select_option("Clear learning goals")
    if (take_out := editor.get_by_role("button", name="Take out what does not belong here")).count():
        take_out.click()

    assert [set(item) for item in items_of(saved(page, editor), "goals")[:2]] == [
        {"id", "competency", "kind", "prompt", "options"}
    ] * 2


def test_a_lost_network_leaves_the_editor_and_is_said_in_the_preview(page: Page, editor: Locator) -> None:
    page.route("**/author/preview*", lambda route: route.abort())
    question_row(editor, "Students are drafting").click()

    expect(preview(editor)).to_contain_text("There is no connection.")
    expect(field(editor, "Question")).to_be_visible()


def test_two_thousand_competencies_stay_usable(page: Page, editor: Locator) -> None:
    document = json.loads(as_text(editor).input_value())
    document["competencies"] += [{"id": f"c{i}", "name": f"Statement {i}"} for i in range(2000)]
    as_text(editor).fill(json.dumps(document))
    part(editor, "Questions")
    expect(field(editor, "Competency").get_by_role("option")).to_have_count(2004)
    editor.get_by_label("Find a competency").fill("statement 1777")
    pick(editor, "Statement 1777 – no questions yet")
    editor.get_by_role("button", name="Add a choice question").click()
    expect(field(editor, "Competency").get_by_role("option", name="Statement 1777 (1 question)")).to_have_count(1)
    editor.get_by_label("Find a competency").fill("")
    expect(field(editor, "Competency").get_by_role("option")).to_have_count(2004)

    started = page.evaluate("performance.now()")
    field(editor, "Question").press_sequentially("Twenty letters typed")
    assert page.evaluate("performance.now()") - started < 4000
    expect(field(editor, "Question")).to_have_value("Twenty letters typed")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_questions_are_accessible_and_fit(device: Device, viewport: dict[str, int]) -> None:
    page = device(viewport=viewport)
    editor = open_questions(page)
    for words in (STARTS_WITH_GOALS, "In how many of your last ten", "Students are drafting", "Halfway through"):
        question_row(editor, words).first.click()
        expect(preview(editor).get_by_role("group")).to_be_visible()
        editor.get_by_text("Advanced", exact=True).click()
        assert violations(page) == [], words
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    editor.get_by_role("button", name="Add a scenario").click()
    expect(preview(editor)).to_contain_text("The question has no words yet.")
    expect(field(editor, "Answer 1")).to_have_attribute("aria-invalid", "true")
    assert violations(page) == [], "a new question"


def test_what_has_the_cursor_is_not_hidden_behind_the_buttons(device: Device) -> None:
    page = device(viewport=TABLET)
    editor = open_questions(page)
    question_row(editor, "Students are drafting").click()
    expect(field(editor, "Question")).to_be_focused()

    is_on_top = """field => {
        const { left, width, bottom } = field.getBoundingClientRect();
        return document.elementFromPoint(left + width / 2, bottom - 5) === field;
    }"""
    assert field(editor, "Question").evaluate(is_on_top)


def test_dark_questions_are_accessible(page: Page, editor: Locator) -> None:
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    question_row(editor, "Halfway through").click()
    expect(preview(editor).get_by_role("group")).to_be_visible()

    assert violations(page, within=".pd-personalize-studio") == []
