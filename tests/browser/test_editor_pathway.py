"""An author maps the course: cells, picking, dragging, outside opportunities, and what is gone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Device
from .journey import DIGCOMPEDU, STARTER, look_as
from .test_accessibility import violations

MOST_TABS = 120
PHONE = {"width": 360, "height": 780}
GOALS, QUESTIONING = "Clear learning goals", "Questioning that shows thinking"


def open_editor(page: Page, panel: str, course: str = STARTER) -> Locator:
    """Open the editor on one of its parts and return the part."""
    look_as(page, "dana", f"/courses/{course}/author/edit/")
    return show(page, panel)


def show(page: Page, panel: str) -> Locator:
    page.get_by_role("navigation", name="Parts of the editor").get_by_role("button", name=panel).click()
    return page.get_by_role("region", name=panel, exact=True)


def save(page: Page) -> dict[str, Any]:
    """Save, open the editor anew and return the definition that is in it."""
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Edit").click()
    start = json.loads(page.locator(".pd-personalize-studio").get_attribute("data-start") or "")
    return dict(json.loads(start["text"]))


def sections_at(document: dict[str, Any], competency: str, level: int) -> list[dict[str, Any]]:
    return [each for each in document["sections"] if (each["competency"], each["level"]) == (competency, level)]


@pytest.fixture
def part(page: Page) -> Locator:
    """The pathway of the starter framework, with its course read."""
    found = open_editor(page, "Pathway")
    expect(found.get_by_text("Not attached: 7 subsections")).to_be_visible()
    return found


def cell(part: Locator, competency: str, level: str) -> Locator:
    return part.get_by_role("button", name=f"{competency}: {level}")


def choose(part: Locator, competency: str, level: str) -> Locator:
    """Choose a cell and return what is beside the map then."""
    cell(part, competency, level).click()
    return part.get_by_role("region", name=f"{competency}, {level}")


def unattached(part: Locator, title: str) -> Locator:
    return part.get_by_role("group").filter(has_text="Not attached").get_by_role("listitem").filter(has_text=title)


def test_every_cell_says_what_leads_there(part: Locator) -> None:
    expect(cell(part, GOALS, "Developing")).to_contain_text("Learning or doing? Goals in one clear sentence")
    expect(cell(part, GOALS, "Developing")).to_contain_text("30 min")
    expect(cell(part, QUESTIONING, "Leading")).to_contain_text("50 min · elective · outside")
    expect(part.get_by_text(f"Proficient needs {GOALS}, Developing")).to_be_visible()


def test_a_subsection_is_attached_by_picking_it(page: Page, part: Locator) -> None:
    beside = choose(part, GOALS, "Leading")
    expect(beside.get_by_role("heading", name=f"{GOALS}, Leading")).to_be_focused()
    beside.get_by_text("Attach from the course").click()
    beside.get_by_role("button", name="5 Portfolio").click()

    expect(cell(part, GOALS, "Leading")).to_contain_text("5 Portfolio")
    expect(beside.get_by_role("button", name="5 Portfolio", exact=True)).to_be_focused()
    expect(beside.get_by_label("Title", exact=True)).to_have_value("5 Portfolio")
    expect(part.get_by_text("Not attached: 6 subsections")).to_be_visible()
    beside.get_by_label("Minutes").fill("90")
    beside.get_by_label("Core or elective").select_option("Elective: offered")
    beside.get_by_label("Counts as mastered when").select_option("Its grade is good enough")
    beside.get_by_label("Share needed, in %").fill("60")
    found = sections_at(save(page), "goals", 3)
    assert found[1] == {
        "id": "5-portfolio",
        "competency": "goals",
        "level": 3,
        "title": "5 Portfolio",
        "block": "sequential/portfolio",
        "minutes": 90,
        "elective": True,
        "mastery": {"by": "grade", "share": 0.6},
    }


def test_what_matters_is_said_before_attaching(part: Locator) -> None:
    beside = choose(part, GOALS, "Leading")
    beside.get_by_text("Attach from the course").click()

    for title, remark in {
        "Find your start": "holds this pathway itself",
        "Lesson swap": "not published yet",
        "Gallery of lesson plans": "nothing in it can be completed",
        "5 Portfolio": "graded",
        "For school leaders": "for some content groups only",
        "An hour with a guest": "starts Jan 15, 2030",
        "Three quiet seconds": f"attached to {QUESTIONING}, Developing",
    }.items():
        expect(beside.get_by_role("button", name=title).filter(has_text=remark)).to_be_visible()
    expect(beside.get_by_role("button", name="Find your start")).to_be_disabled()
    expect(beside.get_by_role("button", name="Three quiet seconds")).to_be_disabled()
    beside.get_by_label("Find by title").fill("guest")
    expect(beside.get_by_role("button", name="5 Portfolio")).to_have_count(0)
    expect(beside.get_by_role("button", name="An hour with a guest")).to_be_visible()


def test_a_subsection_is_attached_by_dragging_it(page: Page, part: Locator) -> None:
    unattached(part, "0 Welcome").drag_to(cell(part, GOALS, "Developing"))

    expect(cell(part, GOALS, "Developing")).to_contain_text("0 Welcome")
    expect(page.get_by_role("status").filter(has_text="Attached")).to_have_text(
        f"Attached “0 Welcome” to {GOALS}, Developing."
    )
    assert [each["block"] for each in sections_at(save(page), "goals", 1)] == [
        "sequential/fa-goals-1",
        "sequential/welcome",
    ]


def test_a_section_is_dragged_to_another_cell(part: Locator) -> None:
    title = "Show them what good looks like"
    part.get_by_text(title).drag_to(cell(part, GOALS, "Leading"))

    expect(cell(part, GOALS, "Leading")).to_contain_text(title)
    expect(cell(part, GOALS, "Proficient")).to_contain_text("No section. The way goes on to Leading.")


@pytest.fixture
def tab_to(page: Page) -> Callable[[str], None]:
    """Press Tab until whatever begins with a name has the focus."""

    def go(name: str) -> None:
        for _ in range(MOST_TABS):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent.trim()").startswith(name):
                return
        raise AssertionError(f"{name} cannot be reached")

    return go


def test_attaching_needs_no_pointer(page: Page, tab_to: Callable[[str], None]) -> None:
    look_as(page, "dana", f"/courses/{STARTER}/author/edit/")
    tab_to("Pathway")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Not attached: 7 subsections")).to_be_visible()
    tab_to(f"{QUESTIONING}:Leading")
    page.keyboard.press("Enter")
    tab_to("Attach from the course")
    page.keyboard.press("Enter")
    tab_to("Two lessons, one question")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Two lessons, one question", exact=True)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    tab_to("Save")
    page.keyboard.press("Enter")

    page.get_by_role("link", name="Edit").click()
    part = show(page, "Pathway")
    expect(cell(part, QUESTIONING, "Leading")).to_contain_text("Two lessons, one question")


def test_an_outside_opportunity_is_added(page: Page, part: Locator) -> None:
    beside = choose(part, GOALS, "Proficient")
    beside.get_by_role("button", name="Add an outside opportunity").click()
    expect(beside.get_by_label("Title", exact=True)).to_be_focused()
    page.keyboard.type("Visit Room 12")
    beside.get_by_label("Link").fill("https://example.org/room-12")
    beside.get_by_label("Description").fill("Ask Ms Okoye; Tuesdays.")
    beside.get_by_label("Minutes").fill("45")
    beside.get_by_label("Counts as mastered when").select_option("A coach signs it off")

    expect(cell(part, GOALS, "Proficient")).to_contain_text("Visit Room 12")
    assert sections_at(save(page), "goals", 2)[1] == {
        "id": "goals-2-outside",
        "competency": "goals",
        "level": 2,
        "title": "Visit Room 12",
        "elective": True,
        "url": "https://example.org/room-12",
        "description": "Ask Ms Okoye; Tuesdays.",
        "minutes": 45,
        "mastery": {"by": "sign_off"},
    }


def test_a_removed_section_leaves_a_named_gap_and_undo_brings_it_back(page: Page, part: Locator) -> None:
    beside = choose(part, GOALS, "Leading")
    beside.get_by_role("button", name="Remove “Write the criteria with your class”").click()

    gap = "No section. Teachers placed at Proficient stop here."
    expect(cell(part, GOALS, "Leading")).to_contain_text(gap)
    expect(part.get_by_text("Not attached: 8 subsections")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(cell(part, GOALS, "Leading")).to_contain_text("Write the criteria with your class")


def test_sections_of_a_cell_are_put_in_order_and_moved_elsewhere(page: Page, part: Locator) -> None:
    unattached(part, "0 Welcome").drag_to(cell(part, GOALS, "Developing"))
    beside = part.get_by_role("region", name=f"{GOALS}, Developing")
    beside.get_by_role("button", name="Move “0 Welcome” up").click()
    expect(beside.get_by_role("button", name="Move “0 Welcome” up")).to_be_disabled()
    expect(beside.get_by_role("button", name="Move “0 Welcome” down")).to_be_enabled()
    beside.get_by_role("button", name="Learning or doing? Goals in one clear sentence", exact=True).click()
    beside.get_by_text("Move to another competency or level").click()
    beside.get_by_label("Leads to level").select_option("Proficient")

    document = save(page)
    assert [each["id"] for each in sections_at(document, "goals", 1)] == ["0-welcome"]
    assert [each["id"] for each in sections_at(document, "goals", 2)] == ["fa-goals-2", "fa-goals-1"]


def delete_from_course(page: Page, title: str) -> None:
    """Delete a subsection, as in Studio's outline."""
    look_as(page, "dana", f"/courses/{STARTER}/")
    page.get_by_text("The course as in Studio's outline").click()
    page.get_by_role("button", name=f"Delete: {title}").click()


def test_a_subsection_deleted_from_the_course_is_flagged_and_replaced(page: Page) -> None:
    delete_from_course(page, "Three quiet seconds")
    part = open_editor(page, "Pathway")

    expect(cell(part, QUESTIONING, "Developing")).to_contain_text("Not in the course any more")
    beside = choose(part, QUESTIONING, "Developing")
    expect(beside.get_by_text("Choose another one, or remove the section.")).to_be_visible()
    expect(beside.get_by_text("is not in the published course")).to_be_visible()
    beside.get_by_label("Course section").select_option("Around the course: Two lessons, one question")
    expect(cell(part, QUESTIONING, "Developing")).not_to_contain_text("Not in the course any more")
    (section,) = sections_at(save(page), "questioning", 1)
    assert (section["block"], section["title"]) == ("sequential/two-lessons", "Three quiet seconds")


def test_the_same_minutes_and_evidence_go_to_all_course_sections_at_once(page: Page, part: Locator) -> None:
    part.get_by_text("The same for all course sections").click()
    part.get_by_label("Minutes for each").fill("20")
    part.get_by_role("button", name="Set the minutes").click()
    expect(cell(part, GOALS, "Leading")).to_contain_text("20 min")
    part.get_by_label("Each counts as mastered when").select_option("Enough of its parts are complete")
    part.get_by_label("Share of each, in %").fill("80")
    part.get_by_role("button", name="Set what counts").click()

    document = save(page)
    inside = [each for each in document["sections"] if each.get("block")]
    assert {(each["minutes"], json.dumps(each["mastery"])) for each in inside} == {
        (20, '{"by": "completion", "share": 0.8}')
    }
    assert {each["minutes"] for each in document["sections"] if not each.get("block")} == {50}


def test_a_section_is_moved_to_another_competency(part: Locator) -> None:
    beside = choose(part, GOALS, "Leading")
    beside.get_by_text("Move to another competency or level").click()
    beside.get_by_label("Competency").select_option("Feedback that moves learning")

    expect(cell(part, "Feedback that moves learning", "Leading")).to_contain_text("Write the criteria with your class")
    expect(cell(part, GOALS, "Leading")).to_contain_text("No section.")


def test_a_large_framework_folds_its_domains(page: Page) -> None:
    part = open_editor(page, "Pathway", DIGCOMPEDU)

    expect(part.get_by_text("17 of 20 levels have sections")).to_be_visible()
    expect(cell(part, "Selecting digital resources", "Pioneer (C2)")).to_have_count(0)
    part.get_by_text("Digital resources").click()
    expect(cell(part, "Selecting digital resources", "Pioneer (C2)")).to_contain_text(
        "No section. Teachers placed at Leader (C1) stop here."
    )


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_on_a_phone_the_map_is_a_list_and_a_cell_takes_its_place(device: Device, direction: str) -> None:
    page = device(viewport=PHONE)
    page.goto(f"/?dir={direction}")
    part = open_editor(page, "Pathway")
    beside = choose(part, GOALS, "Proficient")

    expect(cell(part, GOALS, "Proficient")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    beside.get_by_role("button", name="Back to the map").click()
    expect(cell(part, GOALS, "Proficient")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, PHONE])
def test_the_map_and_a_cell_are_clean(device: Device, viewport: dict[str, int]) -> None:
    page = device(viewport=viewport)
    part = open_editor(page, "Pathway")
    assert violations(page) == [], "map"
    beside = choose(part, QUESTIONING, "Proficient")
    beside.get_by_text("Attach from the course").click()
    beside.get_by_role("button", name="Add an outside opportunity").click()
    expect(beside.get_by_label("Title", exact=True)).to_have_attribute("aria-invalid", "true")
    assert violations(page) == [], "cell"
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert violations(page, within=".pd-personalize") == [], "cell, dark"
