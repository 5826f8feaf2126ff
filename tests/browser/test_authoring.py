"""What an author does in Studio."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Device
from .journey import STARTER, expect_intro, look_as, open_unit, press, question

FIELD = "A spreadsheet (CSV), a framework as standards bodies publish it (CASE), or what was exported here (JSON, OLX)"
UNCOVERED = """each => {
  const { x, y, width, height } = each.getBoundingClientRect();
  return y >= 0 && y + height <= innerHeight && each.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""
AUTHOR = f"/courses/{STARTER}/author/"


def part(editor: Locator, name: str) -> None:
    """Go to a part of the editor."""
    editor.get_by_role("navigation", name="Parts of the editor").get_by_role("button", name=name).click()


@pytest.fixture
def editor(page: Page) -> Locator:
    """The editor, with the definition that is in force."""
    return open_editor(page)


def open_editor(page: Page) -> Locator:
    look_as(page, "dana", f"{AUTHOR}edit/")
    block = page.locator(".pd-personalize-studio")
    expect(block.get_by_role("navigation", name="Parts of the editor")).to_be_visible()
    return block


def as_text(editor: Locator) -> Locator:
    """The definition as text, in the editor."""
    part(editor, "Import, export")
    press(editor, "Edit as text")
    return editor.get_by_label("Definition (JSON)")


def said(editor: Locator) -> Locator:
    """What the editor says of what was just done."""
    return editor.locator(":scope > .xblock-actions > [role=status]")


def save(editor: Locator) -> None:
    """A sound definition closes the editor."""
    editor.get_by_role("button", name="Save", exact=True).click()


def with_problems(text: str) -> str:
    """The definition with four things wrong, and one to look at for it."""
    document = json.loads(text)
    document["items"][1]["id"] = document["items"][0]["id"]
    document["sections"][2]["competency"] = "nowhere"
    document["sections"][0]["colour"] = "red"
    document["items"][3]["options"] = []
    return json.dumps(document, indent=1)


def empty(editor: Locator) -> None:
    """Take everything out of the editor."""
    as_text(editor).fill("")


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


def test_problems_are_listed_as_they_are_made_and_lead_to_where_they_are_mended(editor: Locator) -> None:
    text = as_text(editor)
    text.fill(with_problems(text.input_value()))
    part(editor, "Problems")

    problems = editor.get_by_role("region", name="Problems")
    expect(problems.get_by_role("listitem")).to_have_count(5)
    problems.get_by_role("button", name="Question: In your last unit").click()
    expect(editor.get_by_role("region", name="Questions")).to_be_visible()


def test_what_is_no_json_is_mended_as_text_at_its_line(editor: Locator) -> None:
    text = as_text(editor)
    text.fill('{"version": 1,\n"title": }')
    press(editor, "line 2")

    expect(text).to_be_focused()
    assert text.evaluate("text => text.value.slice(text.selectionStart, text.selectionEnd)") == '"title": }'
    expect(editor.get_by_role("button", name="Framework")).to_be_disabled()


def test_in_the_whole_window_a_refusal_stands_beside_save_and_no_notice_of_studio_hides_it(
    page: Page, editor: Locator
) -> None:
    """Studio's notice of an error lies over the foot of the page, and stays."""
    press(editor, "Use the whole window")
    editor.get_by_label("Title of the framework").fill("Ours")
    page.route("**/author/save*", lambda route: route.abort(), times=1)
    save(editor)

    expect(said(editor)).to_contain_text("There is no connection.")
    expect(said(editor)).to_be_in_viewport()
    expect(page.locator("#studio-status")).to_be_empty()
    save(editor)
    expect(page.get_by_text("Sound.")).to_be_visible()


def test_draft_with_problems_is_saved_and_teachers_stay_on_the_last_sound_version(
    page: Page, editor: Locator, device: Device
) -> None:
    text = as_text(editor)
    draft = with_problems(text.input_value())
    text.fill(draft)
    press(editor, "Save")

    expect(said(editor)).to_contain_text(
        "Saved as a draft; teachers stay on the last sound version. 4 problems are left."
    )
    editor.get_by_role("button", name="Close").click()
    expect(page.get_by_text("Not in force: teachers stay on the last sound version.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Question: In your last unit")).to_be_visible()
    page.get_by_role("link", name="Edit").click()
    expect(as_text(editor)).to_have_value(draft)
    teacher = open_unit(device())
    expect_intro(teacher)
    press(teacher, "Start")
    expect(question(teacher)).to_be_visible()


def test_an_empty_block_offers_what_to_begin_with(page: Page, editor: Locator) -> None:
    empty(editor)
    save(editor)
    editor.get_by_role("button", name="Close").click()

    expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()
    page.get_by_role("link", name="Edit").click()
    expect(editor.get_by_role("button", name="Begin with a blank form")).to_be_visible()
    expect(editor.get_by_label(FIELD)).to_be_visible()
    expect(editor.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    press(editor, "Begin with “Digital competence for educators”")
    expect(said(editor)).to_contain_text("nothing is saved yet")
    save(editor)

    expect(page.get_by_role("heading", name="Digital competence for educators")).to_be_visible()
    expect(page.get_by_text("Sound.")).to_be_visible()


@pytest.mark.parametrize("height", [740, 500])
def test_a_blank_form_begins_where_the_author_looks(device: Device, height: int) -> None:
    page = device(viewport={"width": 360, "height": height}, has_touch=True)
    editor = open_editor(page)
    empty(editor)
    save(editor)
    editor.get_by_role("button", name="Close").click()
    page.get_by_role("link", name="Edit").click()

    press(editor, "Begin with a blank form")

    title = editor.get_by_label("Title of the framework")
    expect(title).to_be_focused()
    assert title.evaluate(UNCOVERED)
    expect(editor.get_by_role("button", name="Save", exact=True)).to_be_enabled()


def test_undo_and_what_is_drawn_are_mirrored_from_right_to_left(page: Page) -> None:
    page.goto(f"{AUTHOR}?dir=rtl")
    editor = open_editor(page)

    drawn = editor.get_by_role("button", name="Undo").locator("svg")

    assert drawn.evaluate("each => getComputedStyle(each).scale") == "-1 1"


def test_an_example_takes_the_place_of_the_work_and_undo_brings_it_back(editor: Locator) -> None:
    part(editor, "Import, export")
    press(editor, "Begin with “Digital competence for educators”")
    expect(editor.get_by_role("heading", name="Digital competence for educators").first).to_be_visible()

    press(editor, "Undo")

    expect(editor.get_by_role("heading", name="Formative assessment starter").first).to_be_visible()
    press(editor, "Do again")
    expect(editor.get_by_role("heading", name="Digital competence for educators").first).to_be_visible()


def test_a_save_that_fails_is_told_in_words_and_the_work_stays(page: Page, editor: Locator) -> None:
    page.route("**/author/save*", lambda route: route.abort(), times=1)
    text = as_text(editor)
    text.fill("half a thought")
    press(editor, "Save")

    expect(said(editor)).to_contain_text("There is no connection. Your changes are kept in this browser")
    expect(page.locator("#studio-status")).to_contain_text("The pathway could not be saved")
    expect(text).to_have_value("half a thought")


def test_cancel_asks_before_it_loses_anything(page: Page, editor: Locator) -> None:
    text = as_text(editor)
    text.fill("half a thought")
    page.once("dialog", lambda dialog: dialog.dismiss())
    press(editor, "Cancel")
    expect(text).to_have_value("half a thought")

    page.once("dialog", lambda dialog: dialog.accept())
    editor.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Sound.")).to_be_visible()
    assert open_editor(page).get_by_text("were never saved").count() == 0


def test_browser_asks_before_it_leaves_unsaved_work(page: Page, editor: Locator) -> None:
    text = as_text(editor)
    text.press_sequentially("half a thought")
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Find your start").click()

    expect(text).to_be_visible()
    assert asked == ["beforeunload"]


def test_work_that_was_never_saved_is_offered_when_the_editor_opens_again(page: Page, editor: Locator) -> None:
    as_text(editor).fill('{"version": 1, "title": "Half a thought"}')
    page.wait_for_function("Object.keys(localStorage).some((key) => key.startsWith('pd-personalize-'))")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()

    expect(editor.get_by_text(re.compile("Changes that you made on .* were never saved"))).to_be_visible()
    expect(editor.get_by_role("heading", name="Formative assessment starter").first).to_be_visible()
    press(editor, "Bring them back")
    expect(editor.get_by_role("heading", name="Half a thought").first).to_be_visible()
    press(editor, "Undo")
    expect(editor.get_by_role("heading", name="Formative assessment starter").first).to_be_visible()


def test_unsaved_work_can_be_thrown_away(page: Page, editor: Locator) -> None:
    as_text(editor).fill("half a thought")
    page.wait_for_function("Object.keys(localStorage).some((key) => key.startsWith('pd-personalize-'))")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    press(editor, "Throw them away")

    expect(editor.get_by_text("were never saved")).to_have_count(0)
    page.reload()
    expect(editor.get_by_role("navigation", name="Parts of the editor")).to_be_visible()
    expect(editor.get_by_text("were never saved")).to_have_count(0)


def saved_title(editor: Locator, title: str) -> None:
    """Change the title and save."""
    text = as_text(editor)
    text.fill(json.dumps(json.loads(text.input_value()) | {"title": title}))
    save(editor)


def test_the_second_of_two_authors_is_told_and_nothing_is_overwritten(device: Device) -> None:
    first, second = device(), device()
    one, two = open_editor(first), open_editor(second)
    saved_title(one, "By the first")
    expect(first.get_by_role("heading", name="By the first")).to_be_visible()

    saved_title(two, "By the second")

    expect(two.get_by_role("alert")).to_contain_text("Somebody else saved this block while you were editing it.")
    press(two, "Look at theirs (Undo brings yours back)")
    expect(two.get_by_role("heading", name="By the first").first).to_be_visible()
    press(two, "Undo")
    expect(two.get_by_role("heading", name="By the second").first).to_be_visible()
    save(two)
    expect(second.get_by_role("heading", name="By the second")).to_be_visible()


def test_the_second_author_can_put_their_work_in_the_place_of_the_first_s(device: Device) -> None:
    first, second = device(), device()
    one, two = open_editor(first), open_editor(second)
    saved_title(one, "By the first")
    expect(first.get_by_role("heading", name="By the first")).to_be_visible()
    saved_title(two, "By the second")

    two.get_by_role("button", name="Save mine in its place").click()

    expect(second.get_by_role("heading", name="By the second")).to_be_visible()


def test_an_edit_that_touches_teachers_under_way_says_what_it_does_before_it_is_saved(
    page: Page, device: Device
) -> None:
    teacher = open_unit(device())
    expect_intro(teacher)
    press(teacher, "Start")
    expect(question(teacher)).to_be_visible()
    editor = open_editor(page)
    saved_title(editor, "Said before")

    dialog = page.get_by_role("dialog", name="What this does to teachers who are under way")
    expect(dialog).to_contain_text("1 teacher is in the middle of the questions and finishes them as they were.")
    dialog.get_by_role("button", name="Go on editing").click()
    expect(editor.get_by_label("Definition (JSON)")).to_be_visible()
    save(editor)
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Said before")).to_be_visible()
