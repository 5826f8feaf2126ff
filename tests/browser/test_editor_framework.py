"""The framework, as an author makes and mends it."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from pd_personalize_xblock.formats.schema import read_json

from .conftest import Device
from .journey import press, settle
from .test_accessibility import violations
from .test_authoring import as_text, open_editor, part, said, save
from .test_layout import PHONE, expect_to_fit

Document = dict[str, Any]
MOST_TABS = 150
BAD_REFERENCES = (
    "there is no",
    "levels need",
    "used twice",
    "must rise",
    "must be",
    "must have",
    "needs the level",
    "thresholds",
)


@pytest.fixture
def editor(page: Page) -> Locator:
    """The editor, with the framework of the starter."""
    return open_editor(page)


def framework(editor: Locator) -> Locator:
    return editor.get_by_role("region", name="Framework")


def saved(editor: Locator) -> Document:
    """What is in the editor after it was saved and opened anew."""
    text = as_text(open_editor(editor.page)).input_value()
    part(editor, "Framework")
    return json.loads(text)


def in_editor(editor: Locator) -> Document:
    text = as_text(editor).input_value()
    part(editor, "Framework")
    return json.loads(text)


def begin_with(editor: Locator, document: Document) -> None:
    as_text(editor).fill(json.dumps(document))
    part(editor, "Framework")


def save_draft(editor: Locator) -> None:
    save(editor)
    expect(said(editor)).to_contain_text("Saved as a draft")


def a_document(competencies: list[Document], **fields: Any) -> Document:
    levels = [{"name": name} for name in ("Emerging", "Developing", "Proficient")]
    return {"version": 1, "title": "Small", "levels": levels, "competencies": competencies} | fields


def open_competency(editor: Locator, name: str) -> Locator:
    """Open one, unless it is open; return all of it."""
    row = framework(editor).get_by_role("listitem").filter(has=editor.page.locator(f"bdi:text-is('{name}')"))
    if row.locator("[aria-expanded]").get_attribute("aria-expanded") == "false":
        row.locator("[aria-expanded]").click()
    return row


def order(editor: Locator) -> list[str]:
    """The competencies as they are shown, within and across domains."""
    return framework(editor).get_by_role("region", name="Competencies").locator("[data-row] bdi").all_inner_texts()


def tab_to(page: Page, target: Locator) -> None:
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{MOST_TABS} tabs do not lead to {target}")


def type_over(page: Page, words: str) -> None:
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(words)


def test_framework_is_built_from_a_blank_form_by_keyboard_alone(page: Page, editor: Locator) -> None:
    as_text(editor).fill("")
    save(editor)
    settle(editor)
    page.reload()
    keys = page.keyboard

    def go(role: Any, name: str, key: str = "") -> None:
        tab_to(page, editor.get_by_role(role, name=name, exact=True))
        if key:
            keys.press(key)

    go("button", "Begin with a blank form", "Enter")
    expect(editor.get_by_label("Title of the framework")).to_be_focused()
    keys.type("Our own")
    go("textbox", "Name of level 0")
    type_over(page, "Starting")
    go("button", "Remove “Leading”", "Enter")
    go("button", "Add a level", "Enter")
    expect(editor.get_by_label("Name of level 3")).to_be_focused()
    keys.type("Sharing")
    go("button", "Move “Sharing” up", "Enter")
    expect(editor.get_by_role("button", name="Move “Sharing” up")).to_be_focused()
    go("textbox", "A new domain")
    keys.type("Planning")
    keys.press("Enter")
    keys.type("Acting")
    keys.press("Enter")
    for domain, names in (("Planning", ("Clear goals", "Good questions")), ("Acting", ("Feedback", "Peers"))):
        go("textbox", f"A new competency in “{domain}”")
        for name in names:
            keys.type(name)
            keys.press("Enter")
    tab_to(page, framework(editor).locator("[aria-expanded]", has_text="Peers"))
    keys.press("Space")
    go("button", "Add a prerequisite", "Enter")
    expect(editor.get_by_label("Level that waits")).to_be_focused()
    keys.type("Sharing")
    go("combobox", "Competency that is needed")
    keys.type("Clear")
    keys.press("Tab")
    keys.type("Dev")
    go("button", "Or something else", "Enter")
    keys.type("Feed")
    go("button", "Save", "Enter")

    expect(page.get_by_text("Sound.")).to_be_visible()
    needed = [{"competency": "clear-goals", "level": 1}, {"competency": "feedback", "level": 1}]
    assert saved(editor) == {
        "version": 1,
        "title": "Our own",
        "levels": [{"name": "Starting"}, {"name": "Developing"}, {"name": "Sharing"}, {"name": "Proficient"}],
        "domains": [{"id": "planning", "name": "Planning"}, {"id": "acting", "name": "Acting"}],
        "competencies": [
            {"id": "clear-goals", "name": "Clear goals", "domain": "planning"},
            {"id": "good-questions", "name": "Good questions", "domain": "planning"},
            {"id": "feedback", "name": "Feedback", "domain": "acting"},
            {
                "id": "peers",
                "name": "Peers",
                "domain": "acting",
                "prerequisites": [{"level": 2, "any_of": needed}],
            },
        ],
        "items": [],
        "sections": [],
    }


def test_circle_is_named_where_it_is_made_and_in_the_drawing_until_it_is_mended(editor: Locator) -> None:
    waits = [{"level": 1, "any_of": [{"competency": "goals", "level": 1}]}]
    begin_with(
        editor,
        a_document([{"id": "goals", "name": "Goals"}, {"id": "feedback", "name": "Feedback", "prerequisites": waits}]),
    )
    goals = open_competency(editor, "Goals")
    goals.get_by_role("button", name="Add a prerequisite").click()

    named = goals.get_by_role("group", name="Prerequisite 1").get_by_text("wait for each other")
    expect(named).to_be_visible()
    expect(framework(editor).get_by_text("A thick line with ! cannot be met")).to_be_visible()
    press(editor, "Undo")
    expect(framework(editor).get_by_text("wait for each other")).to_have_count(0)
    press(editor, "Do again")
    expect(named).to_be_visible()
    goals.get_by_role("button", name="Remove prerequisite 1").click()
    expect(framework(editor).get_by_text("wait for each other")).to_have_count(0)
    expect(goals.get_by_role("button", name="Add a prerequisite")).to_be_focused()


def test_with_sections_a_circle_is_named_on_its_prerequisite_too(editor: Locator) -> None:
    goals = open_competency(editor, "Clear learning goals")
    goals.get_by_role("button", name="Add a prerequisite").click()
    goals.get_by_label("Competency that is needed").select_option("Students as assessors")
    goals.get_by_label("Level that is needed").select_option("Leading")

    expect(
        goals.get_by_text(
            "the competencies on the way to “Students as assessors” at level “Leading” wait for each other"
        )
    ).to_be_visible()


def test_removed_competency_takes_all_that_hangs_on_it_and_undo_brings_it_back(editor: Locator) -> None:
    before = saved(editor)
    press(editor, "Remove “Clear learning goals”")

    expect(said(editor)).to_contain_text("questions 5, sections 3, prerequisites of others 3")
    save(editor)
    expect(editor.page.get_by_text("Sound.")).to_be_visible()
    after = saved(editor)
    assert "goals" not in json.dumps([after["competencies"], [item["competency"] for item in after["items"]]])
    assert (len(after["items"]), len(after["sections"])) == (15, 9)

    begin_with(editor, before)
    press(editor, "Remove “Clear learning goals”")
    press(editor, "Undo")
    save(editor)
    expect(editor.page.get_by_text("Sound.")).to_be_visible()
    assert saved(editor) == before


def test_competency_is_dragged_within_its_domain_and_into_another(editor: Locator) -> None:
    region = framework(editor)
    rows = {name: region.get_by_role("listitem").filter(has_text=name) for name in order(editor)}
    goals, questioning, feedback, assessors = rows

    rows[assessors].locator("[draggable]").drag_to(rows[feedback], target_position={"x": 40, "y": 4})
    assert order(editor) == [goals, questioning, assessors, feedback]
    rows[goals].locator("[draggable]").drag_to(rows[feedback], target_position={"x": 40, "y": 40})
    assert order(editor) == [questioning, assessors, feedback, goals]
    expect(said(editor)).to_have_text("Moved “Clear learning goals”.")

    document = in_editor(editor)
    assert [entry["domain"] for entry in document["competencies"]] == ["eliciting", "acting", "acting", "acting"]


def test_competency_goes_across_domains_by_keyboard_and_stays_in_hand(page: Page, editor: Locator) -> None:
    up = editor.get_by_role("button", name="Move “Feedback that moves learning” up")
    up.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")

    expect(up).to_be_focused()
    competencies = in_editor(editor)["competencies"]
    assert [(entry["id"], entry["domain"]) for entry in competencies[:3]] == [
        ("goals", "eliciting"),
        ("feedback", "eliciting"),
        ("questioning", "eliciting"),
    ]


def test_level_is_dragged_and_what_names_it_follows(editor: Locator) -> None:
    levels = framework(editor).get_by_role("region", name="Levels").get_by_role("listitem")
    before = in_editor(editor)

    levels.nth(3).locator("[draggable]").drag_to(levels.nth(2))

    after = in_editor(editor)
    assert [level["name"] for level in after["levels"]] == ["Emerging", "Developing", "Leading", "Proficient"]
    new = {1: 1, 2: 3, 3: 2}
    assert [section["level"] for section in after["sections"]] == [new[each["level"]] for each in before["sections"]]
    texts = [option["text"] for option in before["items"][0]["options"]]
    assert [option["text"] for option in after["items"][0]["options"]] == [texts[0], texts[1], texts[3], texts[2]]


def test_removed_level_says_what_moves_and_undo_brings_it_back(editor: Locator) -> None:
    before = in_editor(editor)
    press(editor, "Remove “Proficient”")

    expect(said(editor)).to_contain_text("Now at “Developing”: questions 4, sections 4, prerequisites 5.")
    assert read_json(json.dumps(in_editor(editor)))[0] is not None
    press(editor, "Undo")
    assert in_editor(editor) == before


def test_two_levels_are_the_least_and_eight_the_most(editor: Locator) -> None:
    for _ in range(4):
        press(editor, "Add a level")
    expect(editor.get_by_role("button", name="Add a level")).to_be_disabled()
    for n in range(7, 1, -1):
        framework(editor).get_by_role("region", name="Levels").get_by_role("listitem").nth(n).get_by_role(
            "button", name="Remove"
        ).click()

    expect(editor.get_by_role("button", name="Remove “Emerging”")).to_be_disabled()


def test_id_is_renamed_with_all_that_refers_to_it_unless_it_is_taken(editor: Locator) -> None:
    goals = open_competency(editor, "Clear learning goals")
    goals.get_by_text("Advanced").click()
    box = goals.get_by_label("Id of the competency")
    box.fill("FEEDBACK")
    box.press("Tab")
    expect(goals.get_by_text("Another entry has the id FEEDBACK.")).to_be_visible()

    box.fill("aims")
    box.press("Tab")

    expect(said(editor)).to_contain_text("The id is aims now")
    document = in_editor(editor)
    definition, problems = read_json(json.dumps(document))
    assert definition is not None
    assert problems == []
    assert [section["competency"] for section in document["sections"][:3]] == ["aims"] * 3


def test_removed_domain_leaves_its_competencies_without_one(editor: Locator) -> None:
    press(editor, "Remove “Acting on evidence”")

    expect(said(editor)).to_contain_text("its 2 competencies are without a domain now")
    expect(framework(editor).get_by_role("group", name="Without a domain").locator("[data-row]")).to_have_count(2)


def test_box_in_the_drawing_opens_its_competency_and_the_list_says_the_same(editor: Locator) -> None:
    drawn = framework(editor).get_by_role("region", name="What waits for what")
    drawn.get_by_role("button", name="Feedback that moves learning").click()

    expect(framework(editor).get_by_label("Name of the competency")).to_have_value("Feedback that moves learning")
    drawn.get_by_text("The same as a list").click()
    expect(drawn.get_by_role("listitem").first).to_have_text(
        "“Questioning that shows thinking” opens at Proficient after “Clear learning goals” at Developing."
    )
    expect(drawn.get_by_text("after “Questioning that shows thinking” at Proficient or “Feedback")).to_be_visible()


def test_hundreds_of_competencies_are_folded_found_and_drawn_in_part(editor: Locator) -> None:
    begin_with(editor, a_large_document(400))
    region = framework(editor)
    expect(region.locator("[data-row^='4']")).to_have_count(0)
    region.get_by_label("Find a competency").fill("number 377")
    open_competency(editor, "Competency number 377")

    expect(region.get_by_label("Name of the competency")).to_have_value("Competency number 377")
    drawn = region.get_by_role("region", name="What waits for what")
    assert drawn.get_by_role("button").all_inner_texts() == [f"Competency number {n}" for n in (376, 377, 378)]


def test_problem_leads_to_the_competency_that_has_it(editor: Locator) -> None:
    document = in_editor(editor)
    document["competencies"][3]["prerequisites"][0]["any_of"][0]["competency"] = "nowhere"
    begin_with(editor, document)
    part(editor, "Problems")
    editor.get_by_role("button", name="Competency: Students as assessors").first.click()

    expect(framework(editor).get_by_label("Name of the competency")).to_have_value("Students as assessors")
    expect(framework(editor).get_by_text("there is no competency nowhere").first).to_be_visible()


def a_large_document(competencies: int, domains: int = 40, **fields: Any) -> Document:
    """A chain of competencies, each waiting for the one before."""
    return a_document(
        [
            {
                "id": f"c{n}",
                "name": f"Competency number {n}",
                "description": "Students know what they are learning and what good work looks like.",
                "domain": f"d{n % domains}",
                "prerequisites": [{"level": 1, "any_of": [{"competency": f"c{n - 1}", "level": 1}]}] if n else [],
            }
            for n in range(competencies)
        ],
        domains=[{"id": f"d{n}", "name": f"Domain {n}"} for n in range(domains)],
        **fields,
    )


RUN = """([document, steps]) => {
  const { edits } = window.PdPersonalizeEditor;
  const all = [];
  for (const [name, ...given] of steps) {
    const next = edits[name](all.at(-1) ?? document, ...given);
    all.push(next.doc ?? next);
  }
  return all;
}"""


def after(page: Page, document: Document, *steps: list[Any]) -> list[Document]:
    """The document after each of the editor's pure edits."""
    return page.evaluate(RUN, [document, list(steps)])


def dangling(document: Document) -> list[str]:
    """What the server finds of references to what is not there, and of impossible levels."""
    messages = [str(problem) for problem in read_json(json.dumps(document))[1] if not problem.is_warning]
    return [message for message in messages if any(bad in message for bad in BAD_REFERENCES)]


def with_everything(document: Document) -> Document:
    """The document with cuts, pairs, thresholds and numbered statements, which edits must keep in step."""
    rich = copy.deepcopy(document)
    top = len(rich["levels"]) - 1
    rich["scale"] = {"cuts": [k - top / 2 for k in range(top)], "prior_mean": 0, "prior_sd": 2}
    rich["rules"] = {"average_cuts": [(k + 1) / (top + 1) for k in range(top)]}
    first, second = (competency["id"] for competency in rich["competencies"][:2])
    rich["correlations"] = {"pairs": [{"competency": first, "with": second, "correlation": 0.5}]}
    rubrics = [item for item in rich["items"] if item["kind"] == "rubric"]
    rubrics[0]["options"] = [option | {"level": k} for k, option in enumerate(rubrics[0]["options"])]
    rubrics[1]["options"] = [rubrics[1]["options"][0] | {"level": 0}, rubrics[1]["options"][2] | {"level": 2}]
    rubrics[2]["thresholds"] = [k - 1.25 for k in range(len(rubrics[2]["options"]) - 1)]
    return rich


def single_edits(document: Document) -> list[list[Any]]:
    levels, competencies = len(document["levels"]), len(document["competencies"])
    domains = len(document.get("domains", ()))
    return [
        ["addLevel"],
        ["addCompetency", "One more"],
        ["addDomain", "One more"],
        *(["removeLevel", at] for at in range(levels)),
        *(["moveLevel", at, to] for at in range(levels) for to in range(levels) if at != to),
        *(["removeCompetency", at] for at in range(competencies)),
        *(["renameCompetency", at, "renamed"] for at in range(competencies)),
        *(["placeCompetency", at, None] for at in range(competencies)),
        *(["removeDomain", at] for at in range(domains)),
        *(["renameDomain", at, "renamed"] for at in range(domains)),
    ]


def test_no_single_edit_leaves_a_reference_to_what_is_gone(page: Page, editor: Locator) -> None:
    document = with_everything(in_editor(editor))
    assert dangling(document) == []

    for edit in single_edits(document):
        [edited] = after(page, document, edit)
        edited["levels"] = [level | {"name": level["name"] or "New"} for level in edited["levels"]]
        for competency in edited["competencies"]:
            if competency.get("domain", "") is None:
                del competency["domain"]
        assert dangling(edited) == [], edit


@pytest.mark.parametrize("seed", range(8))
def test_no_row_of_edits_leaves_a_reference_to_what_is_gone(page: Page, editor: Locator, seed: int) -> None:
    chance = random.Random(seed)
    document = with_everything(in_editor(editor))

    for number in range(25):
        edits = [edit for edit in single_edits(document) if _is_fair(edit, document)]
        edit = chance.choice(edits)
        if edit[0].startswith("rename"):
            edit[2] = f"renamed-{number}"
        [document] = after(page, document, edit)
        document["levels"] = [level | {"name": level["name"] or "New"} for level in document["levels"]]
        assert dangling(document) == [], edit


def _is_fair(edit: list[Any], document: Document) -> bool:
    """What the editor itself offers: between two and eight levels, and somebody left."""
    if edit[0] == "removeLevel":
        return len(document["levels"]) > 2
    if edit[0] == "addLevel":
        return len(document["levels"]) < 8
    if edit[0] == "placeCompetency":
        return False
    return edit[0] != "removeCompetency" or len(document["competencies"]) > 2


def test_renaming_and_back_and_moving_and_back_change_nothing(page: Page, editor: Locator) -> None:
    document = in_editor(editor)

    assert after(page, document, ["renameCompetency", 0, "x"], ["renameCompetency", 0, "goals"])[-1] == document
    assert after(page, document, ["renameDomain", 0, "x"], ["renameDomain", 0, "eliciting"])[-1] == document
    assert after(page, document, ["addLevel"], ["removeLevel", 4])[-1] == document


def test_of_two_entries_with_one_id_the_other_keeps_what_refers_to_it(page: Page, editor: Locator) -> None:
    document = in_editor(editor)
    twice = document | {"competencies": [*document["competencies"], {"id": "goals", "name": "Goals again"}]}

    removed, renamed = (
        after(page, twice, edit)[0] for edit in (["removeCompetency", 4], ["renameCompetency", 4, "more"])
    )

    assert removed == document
    assert renamed["items"] == document["items"]


def test_framework_is_clean_and_fits_at_every_width(device: Device) -> None:
    for options in ({}, {"viewport": PHONE, "has_touch": True}):
        page = device(**options)
        editor = open_editor(page)
        open_competency(editor, "Students as assessors")
        framework(editor).get_by_text("Advanced: ids, scale, correlations").click()
        framework(editor).get_by_text("The same as a list").click()
        assert violations(page, within=".pd-personalize") == []
        expect_to_fit(editor)
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        assert violations(page, within=".pd-personalize") == [], "dark"


def test_right_to_left_mirrors_the_drawing(page: Page) -> None:
    page.goto("/courses/formative-starter/?dir=rtl")
    editor = open_editor(page)
    drawn = framework(editor).get_by_role("region", name="What waits for what")
    first, then = (
        drawn.get_by_role("button", name=name).bounding_box()
        for name in ("Clear learning goals", "Feedback that moves")
    )

    assert first["x"] > then["x"]


def test_framework_without_questions_or_sections_is_not_said_to_come_into_force(editor: Locator) -> None:
    begin_with(editor, a_document([{"id": "goals", "name": "Clear goals"}], items=[], sections=[]))
    part(editor, "Problems")

    expect(editor.get_by_text("it is not ready for teachers: add questions")).to_be_visible()
    expect(editor.get_by_text("comes into force")).to_have_count(0)
