"""When the network, the session or the order of things fails."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from .conftest import Device
from .journey import answer, expect_result, open_unit, opened_row, press, question, sit_through

LOST = "Could not save. Your answer is kept here; trying again…"
ANSWERS = "**/answer/"


@pytest.fixture
def block(page: Page) -> Locator:
    """The block at its first question, an answer chosen."""
    block = open_unit(page)
    press(block, "Start")
    question(block).get_by_role("radio").nth(2).check()
    return block


def fail(route: Route) -> None:
    route.abort()


def test_lost_answer_stays_and_is_sent_again_by_itself(page: Page, block: Locator) -> None:
    page.route(ANSWERS, fail, times=2)
    asked = question(block).locator("legend").inner_text()

    block.get_by_role("button", name="Next").click()
    expect(block.get_by_role("status")).to_have_text(LOST)
    expect(block.get_by_text(LOST).last).to_be_visible()
    expect(question(block).get_by_role("radio").nth(2)).to_be_checked()

    expect(block.get_by_role("group", name=asked)).to_have_count(0)
    expect(block.get_by_role("status")).to_have_text("Saved")
    expect(block.get_by_text(LOST)).to_have_count(0)


def test_try_again_sends_what_is_chosen_now(page: Page, block: Locator) -> None:
    page.route(ANSWERS, fail, times=1)
    block.get_by_role("button", name="Next").click()
    expect(block.get_by_role("button", name="Try again")).to_be_visible()
    question(block).get_by_role("radio").nth(1).check()

    with page.expect_request(ANSWERS) as sent:
        press(block, "Try again")

    assert json.loads(sent.value.post_data or "")["option"] == "1"
    expect(block.get_by_role("button", name="Try again")).to_have_count(0)


def test_answer_is_sent_as_soon_as_the_connection_is_back(page: Page, block: Locator) -> None:
    page.clock.install()
    page.context.set_offline(True)
    block.get_by_role("button", name="Next").click()
    page.clock.run_for(100)
    expect(block.get_by_text(LOST).last).to_be_visible()

    with page.expect_request(ANSWERS):
        page.context.set_offline(False)

    expect(block.get_by_role("radio", checked=True)).to_have_count(0)


@pytest.mark.parametrize(("status", "body"), [(502, "<h1>Bad gateway</h1>"), (200, '{"screen": "ques')])
def test_reply_that_is_none_is_asked_for_again(page: Page, block: Locator, status: int, body: str) -> None:
    page.route(ANSWERS, lambda route: route.fulfill(status=status, body=body), times=1)
    block.get_by_role("button", name="Next").click()

    expect(block.get_by_text(LOST).last).to_be_visible()
    expect(block.get_by_role("status")).to_have_text("Saved")


def test_ended_session_is_named_and_the_answer_kept(page: Page, block: Locator) -> None:
    page.route(ANSWERS, lambda route: route.fulfill(status=403, body="<h1>CSRF verification failed</h1>"), times=1)
    press(block, "Next")

    expect(block.get_by_role("status")).to_contain_text("Please sign in again")
    expect(question(block).get_by_role("radio").nth(2)).to_be_checked()
    press(block, "Try again")
    expect(block.get_by_role("status")).to_have_text("Saved")


def test_refusal_is_shown_in_the_servers_words_and_not_repeated(page: Page, block: Locator) -> None:
    refusal = json.dumps({"error": "there is no such option"})
    page.route(ANSWERS, lambda route: route.fulfill(status=400, content_type="application/json", body=refusal), times=1)
    press(block, "Next")

    expect(block.get_by_text("there is no such option").last).to_be_visible()
    expect(block.get_by_role("button", name="Try again")).to_have_count(0)
    press(block, "Next")
    expect(block.get_by_role("status")).to_have_text("Saved")


def test_stale_tab_is_led_to_where_the_teacher_is_now(page: Page, block: Locator, device: Device) -> None:
    elsewhere = open_unit(device())
    for _ in range(3):
        answer(elsewhere)
    asked = question(elsewhere).locator("legend").inner_text()

    press(block, "Next")

    expect(block.get_by_role("group", name=asked)).to_be_visible()
    expect(block.get_by_role("status")).to_have_text("You had gone on somewhere else. This is where you are now.")
    answer(block)
    expect(block.get_by_role("group", name=asked)).to_have_count(0)


def test_stale_tab_shows_the_result_once_the_teacher_has_finished_elsewhere(
    page: Page, block: Locator, device: Device
) -> None:
    elsewhere = open_unit(device())
    answer(elsewhere)
    press(elsewhere, "See where I start now")

    press(block, "Next")

    expect_result(block)
    expect(block.get_by_text("This is where you are now.").last).to_be_visible()


def test_answer_pressed_twice_counts_once(page: Page, block: Locator) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))

    block.get_by_role("button", name="Next").dblclick()
    expect(block.get_by_role("status")).to_have_text("Saved")

    assert len(sent) == 1


def test_lost_choice_of_a_start_says_so_beside_it(page: Page) -> None:
    block = open_unit(page)
    sit_through(block)
    page.route("**/choose/", fail, times=1)
    opened_row(block, "Clear learning goals").get_by_text("Change my start").click()

    block.get_by_role("button", name="Save Clear learning goals").click()

    beside = block.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Clear learning goals"))
    expect(beside.get_by_text("No connection just now; trying again…")).to_be_visible()
    expect(beside.get_by_text("Saved")).to_be_visible()
