"""What an author does in Studio."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Device
from .journey import STARTER, expect_intro, look_as, open_unit, press, question

AUTHOR = f"/courses/{STARTER}/author/"


@pytest.fixture
def editor(page: Page) -> Locator:
    """The editor, with the definition that is in force."""
    look_as(page, "dana", f"{AUTHOR}edit/")
    block = page.locator(".pd-personalize-studio")
    expect(block.get_by_role("status")).to_contain_text("No problems.")
    return block


def definition_text(editor: Locator) -> Locator:
    return editor.get_by_label("Definition (JSON)")


def with_problems(editor: Locator) -> str:
    """The definition with four things wrong and one to warn of."""
    document = json.loads(definition_text(editor).input_value())
    document["items"][1]["id"] = document["items"][0]["id"]
    document["sections"][2]["competency"] = "nowhere"
    document["sections"][0]["colour"] = "red"
    document["items"][3]["options"] = []
    return json.dumps(document, indent=1)


def test_author_sees_a_summary_and_that_it_is_sound(page: Page) -> None:
    look_as(page, "dana", AUTHOR)

    expect(page.get_by_text("Sound.")).to_be_visible()
    expect(page.get_by_role("row", name="Clear learning goals")).to_be_visible()
    terms = [term.inner_text() for term in page.get_by_role("term").all()]
    figures = [figure.inner_text() for figure in page.get_by_role("definition").all()]
    assert dict(zip(terms, figures, strict=True)) == {
        "Competencies": "4",
        "Levels": "4",
        "Questions": "20",
        "Sections": "12",
    }


def test_check_lists_every_problem_with_its_place(editor: Locator) -> None:
    definition_text(editor).fill(with_problems(editor))
    press(editor, "Check")

    status = editor.get_by_role("status")
    expect(status).to_contain_text("Problems: 4.")
    for place in ("items[1].id", "sections[2].competency", "sections[0].colour", "items[3].options"):
        expect(status.get_by_role("listitem").filter(has_text=place)).to_have_count(1)


def test_a_problems_line_leads_into_the_text(editor: Locator) -> None:
    definition_text(editor).fill('{"version": 1,\n"title": }')
    press(editor, "Check")
    press(editor, "line 2")

    expect(definition_text(editor)).to_be_focused()
    assert definition_text(editor).evaluate("text => text.value.slice(text.selectionStart, text.selectionEnd)") == (
        '"title": }'
    )


def test_draft_with_problems_is_saved_and_teachers_stay_on_the_last_sound_version(
    page: Page, editor: Locator, device: Device
) -> None:
    draft = with_problems(editor)
    definition_text(editor).fill(draft)
    press(editor, "Save")

    expect(editor.get_by_role("status")).to_contain_text(
        "Saved as a draft; teachers stay on the last sound version. Problems: 4."
    )
    editor.get_by_role("button", name="Close").click()
    expect(page.get_by_text("Not in force: teachers stay on the last sound version.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="items[1].id")).to_be_visible()
    page.get_by_role("link", name="Edit").click()
    expect(definition_text(editor)).to_have_value(draft)
    teacher = open_unit(device())
    expect_intro(teacher)
    press(teacher, "Start")
    expect(question(teacher)).to_be_visible()


def test_example_is_loaded_after_a_question_and_saved(page: Page, editor: Locator) -> None:
    definition_text(editor).fill("my own words")
    editor.get_by_label("Start from").select_option("Digital competence for educators")
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    press(editor, "Load")
    expect(definition_text(editor)).to_have_value("my own words")

    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    press(editor, "Load")
    expect(editor.get_by_role("status")).to_contain_text("Nothing is saved yet.")
    editor.get_by_label("Name shown in the course").fill("Where you start")
    editor.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", name="Digital competence for educators")).to_be_visible()
    expect(page.get_by_text("Sound.")).to_be_visible()
    assert asked == ["Replace the text in the editor with the example?"] * 2


def test_text_survives_a_save_that_fails(page: Page, editor: Locator) -> None:
    page.route("**/studio_save/", lambda route: route.abort(), times=1)
    definition_text(editor).fill("half a thought")
    press(editor, "Save")

    expect(editor.get_by_role("status")).to_contain_text("nothing was saved. Your text is still here.")
    expect(page.locator("#studio-status")).to_contain_text("The pathway could not be saved")
    expect(definition_text(editor)).to_have_value("half a thought")


def test_cancel_asks_before_it_loses_anything(page: Page, editor: Locator) -> None:
    definition_text(editor).fill("half a thought")
    page.once("dialog", lambda dialog: dialog.dismiss())
    press(editor, "Cancel")
    expect(definition_text(editor)).to_have_value("half a thought")

    page.once("dialog", lambda dialog: dialog.accept())
    editor.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Sound.")).to_be_visible()


def test_browser_asks_before_it_leaves_unsaved_text(page: Page, editor: Locator) -> None:
    definition_text(editor).press_sequentially("half a thought")
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Find your start").click()

    expect(definition_text(editor)).to_be_visible()
    assert asked == ["beforeunload"]


def test_block_without_a_definition_says_what_to_do_first(page: Page, editor: Locator) -> None:
    definition_text(editor).fill("")
    press(editor, "Save")
    editor.get_by_role("button", name="Close").click()

    expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()
