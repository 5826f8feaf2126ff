"""Snapshots: everybody is counted at one moment, and nothing of a few is kept."""

from __future__ import annotations

import pytest

from pd_personalize_xblock.records import snapshots

from . import crowd
from .course import BLOCK, NOW


@pytest.fixture(autouse=True)
def _groups(settings, monkeypatch) -> None:
    monkeypatch.setattr(crowd, "GROUPS", {})
    settings.PD_PERSONALIZE_GROUPS = f"{crowd.__name__}.groups"


def placed(level: int, **told: object) -> dict[str, object]:
    return {"placed": {"goals": level}, "attained": {"goals": level, "feedback": 0}, "status": "finished"} | told


def test_the_whole_course_is_counted(ladder):
    crowd.add_crowd(
        [*[("north", "audit", "2026-10", placed(1))] * 12, *[("south", "verified", "2026-11", placed(2))] * 15]
    )

    shown = snapshots.page(snapshots.take_snapshot(BLOCK, NOW))

    assert shown["teachers"] == shown["placed"] == 27
    assert shown["competencies"]["goals"]["placed"] == [0, 12, 15, 0]
    assert shown["competencies"]["feedback"]["not_placed"] == 27
