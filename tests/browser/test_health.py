"""The report on questions and sections, as course staff read it of the demo's five hundred teachers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Device
from .journey import STARTER, look_as, press, settle, unfold_all
from .test_accessibility import violations
from .test_layout import PHONE, expect_to_fit

pytestmark = pytest.mark.crowd

PATIENCE_MS = 60_000
"""The report is counted when it is asked for, of everybody."""


def open_report(page: Page) -> Locator:
    look_as(page, "dana", f"/courses/{STARTER}/unit/")
    page.get_by_text("For course staff").click()
    panel = page.locator(".pd-staff")
    panel.get_by_text("Questions and sections").click()
    press(panel, "Show the report")
    panel.get_by_role("heading", name="How well the questions work").wait_for(timeout=PATIENCE_MS)
    settle(panel)
    return panel


def test_staff_read_what_to_rewrite_first_and_unfold_the_figures(page: Page) -> None:
    panel = open_report(page)

    expect(panel.get_by_role("heading", name="What to rewrite first")).to_be_visible()
    expect(panel.get_by_role("table", name="Figures for each question")).to_have_count(0)
    assert violations(page) == []
    panel.get_by_text("Figures for each question").click()
    region = panel.get_by_role("region", name="Figures for each question")
    expect(region.get_by_role("columnheader", name="Not sure")).to_be_visible()
    unfold_all(page)
    assert violations(page) == [], "all of it"


def test_the_report_fits_a_phone(device: Device) -> None:
    page = device(viewport=PHONE)
    panel = open_report(page)
    unfold_all(page)

    expect_to_fit(panel)
