"""What Aspects shows of pathways: its assets fit together, and its queries find what our statements say.

The queries run where chdb is installed, which is ClickHouse in a Python process (`pip install chdb`, 900 MB).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

import pytest
import yaml

from pd_personalize_xblock.service import EvidenceRecorded, LevelAttained, PlacementMade, SectionOpened

from ..tutor.conftest import PLUGIN
from . import samples
from .samples import as_tracked

LEAST = 10
SETTINGS = {"ASPECTS_XAPI_DATABASE": "xapi", "PD_PERSONALIZE_LEAST": str(LEAST)}
TABLE = """
create table xapi.xapi_events_all_parsed (
    event_id String, verb_id String, actor_id String, object_id String, course_id String, org String,
    emission_time DateTime64(6), event String
) engine = ReplacingMergeTree() order by (org, course_id, verb_id, actor_id, emission_time, event_id)
"""
COURSE = f"{samples.LMS}/course/{samples.COURSE}"


@pytest.fixture(scope="module")
def assets() -> list[dict[str, Any]]:
    sys.path.insert(0, str(PLUGIN))
    try:
        from tutorpd_personalize import aspects
    finally:
        sys.path.remove(str(PLUGIN))
    return list(yaml.safe_load_all(aspects.patch()))


def of_kind(assets: list[dict[str, Any]], key: str) -> dict[str, dict[str, Any]]:
    return {asset["uuid"]: asset for asset in assets if key in asset}


def test_every_asset_is_read_as_one_of_superset_by_aspects(assets):
    kinds = ("dashboard_title", "slice_name", "table_name")

    assert all(sum(kind in asset for kind in kinds) == 1 and asset["_file_name"].endswith(".yaml") for asset in assets)
    assert len({asset["uuid"] for asset in assets}) == len(assets) == 8


def _columns(params: dict[str, Any], where: str) -> list[str]:
    return [column["sqlExpression"] for column in params.get(where, ())]


def test_charts_use_only_what_their_dataset_has(assets):
    datasets = of_kind(assets, "table_name")

    for chart in of_kind(assets, "slice_name").values():
        dataset = datasets[chart["dataset_uuid"]]
        columns = {column["column_name"] for column in dataset["columns"]}
        metrics = {metric["metric_name"] for metric in dataset["metrics"]}
        params = chart["params"]
        used = {*_columns(params, "groupbyRows"), *_columns(params, "groupbyColumns"), *params.get("groupby", ())}
        used |= {*params.get("all_columns", ()), *(each["subject"] for each in params["adhoc_filters"])}
        used |= {params["x_axis"]} if "x_axis" in params else set()
        assert used <= columns
        assert set(params.get("metrics", ())) <= metrics


def test_the_dashboard_shows_every_chart_and_filters_by_a_column_of_all_of_them(assets):
    (dashboard,) = of_kind(assets, "dashboard_title").values()
    shown = {part["meta"]["uuid"] for part in dashboard["position"].values() if "CHART" in str(part)[:20]}
    (course,) = dashboard["metadata"]["native_filter_configuration"]

    assert shown == of_kind(assets, "slice_name").keys()
    for dataset in of_kind(assets, "table_name").values():
        assert course["targets"][0]["column"]["name"] in {column["column_name"] for column in dataset["columns"]}


def test_the_platforms_own_rule_on_who_sees_which_course_finds_its_column(assets):
    """Aspects restricts rows by ``course_id``, the course's address, in every dataset of this schema."""
    for dataset in of_kind(assets, "table_name").values():
        assert dataset["schema"] == "{{ ASPECTS_XAPI_DATABASE }}"
        assert "course_id" in {column["column_name"] for column in dataset["columns"]}


def test_everything_has_what_supersets_import_asks_for_and_refers_to_what_is_there(assets):
    datasets, charts = of_kind(assets, "table_name"), of_kind(assets, "slice_name")
    (dashboard,) = of_kind(assets, "dashboard_title").values()

    assert all(asset["version"] == "1.0.0" and str(UUID(asset["uuid"])) == asset["uuid"] for asset in assets)
    assert {chart["dataset_uuid"] for chart in charts.values()} == datasets.keys()
    assert all(chart["viz_type"] == chart["params"]["viz_type"] for chart in charts.values())
    (course,) = dashboard["metadata"]["native_filter_configuration"]
    assert course["targets"][0]["datasetUuid"] in datasets


def test_every_part_of_the_dashboard_hangs_below_its_root(assets):
    (dashboard,) = of_kind(assets, "dashboard_title").values()
    parts = {key: part for key, part in dashboard["position"].items() if isinstance(part, dict)}

    def below(name: str) -> set[str]:
        return {name}.union(*(below(child) for child in parts[name].get("children", ())))

    assert all(part["id"] == key for key, part in parts.items())
    assert below("ROOT_ID") == parts.keys() - {"HEADER_ID"}


class Warehouse:
    """ClickHouse, with statements as Aspects keeps them."""

    def __init__(self, session: Any, assets: list[dict[str, Any]]) -> None:
        self.session = session
        self.sql = {asset["table_name"]: asset["sql"] for asset in assets if "table_name" in asset}
        session.query("create database if not exists xapi")
        session.query("drop table if exists xapi.xapi_events_all_parsed")
        session.query(TABLE)
        session.query("system stop merges xapi.xapi_events_all_parsed")

    def keep(self, statements: Iterable[dict[str, Any]]) -> None:
        for s in statements:
            values = (
                s["id"],
                s["verb"]["id"],
                s["actor"]["account"]["name"],
                s["object"]["id"],
                COURSE,
                "Org",
                s["timestamp"][:19].replace("T", " "),
                json.dumps(s),
            )
            quoted = ", ".join("'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'" for value in values)
            self.session.query(f"insert into xapi.xapi_events_all_parsed values ({quoted})")

    def rows(self, dataset: str, *, only: str = "") -> list[dict[str, Any]]:
        """Return a dataset's rows; ``only`` is a rule on rows, which Superset puts around the table itself."""
        sql = self.sql[f"pd_personalize_{dataset}"]
        if only:
            table = "{{ ASPECTS_XAPI_DATABASE }}.xapi_events_all_parsed"
            assert table in sql
            sql = sql.replace(table, f"(select * from {table} where {only}) as xapi_events_all_parsed")
        for name, value in SETTINGS.items():
            sql = sql.replace("{{ " + name + " }}", value)
        assert "{{" not in sql
        lines = str(self.session.query(sql, "JSONEachRow")).splitlines()
        return [json.loads(line) for line in sorted(lines)]  # the database promises no order


@pytest.fixture
def warehouse(assets, tmp_path) -> Iterable[Warehouse]:
    session = pytest.importorskip("chdb.session").Session(str(tmp_path / "clickhouse"))
    yield Warehouse(session, assets)
    session.close()


@pytest.fixture
def told(statements_of) -> Callable[..., list[dict[str, Any]]]:
    def told(event: Any, users: range) -> list[dict[str, Any]]:
        return [s for user in users for s in statements_of(as_tracked(event, user_id=user))]

    return told


def test_levels_are_counted_at_placement_and_now(warehouse, told):
    warehouse.keep(told(PlacementMade(1, {"goals": 1, "feedback": 0}), range(1, 31)))
    warehouse.keep(told(LevelAttained("goals", 2, source="completion"), range(1, 13)))

    found = {(r["competency"], r["moment"], r["level"]): r["teachers"] for r in warehouse.rows("levels")}

    assert found == {
        ("goals", "placed", 1): 30,
        ("goals", "now", 1): 18,
        ("goals", "now", 2): 12,
        ("feedback", "placed", 0): 30,
        ("feedback", "now", 0): 30,
    }


def test_few_teachers_at_a_level_are_left_out_with_what_would_give_them_away(warehouse, told):
    warehouse.keep(told(PlacementMade(1, {"goals": 0}), range(1, 41)))
    warehouse.keep(told(PlacementMade(1, {"goals": 1}), range(41, 61)))
    warehouse.keep(told(PlacementMade(1, {"goals": 2}), range(61, 64)))

    found = {(r["moment"], r["level"]): r["teachers"] for r in warehouse.rows("levels")}

    assert found == {("placed", 0): 40, ("now", 0): 40}


def test_sections_are_counted_as_they_open_and_are_done(warehouse, told):
    opened = SectionOpened("goals-2", "sequential/goals-2", "goals", 2, state="open")
    done = EvidenceRecorded("goals-2", "sequential/goals-2", "goals", 2, by="completion", share=1.0)
    warehouse.keep(told(opened, range(1, 31)))
    warehouse.keep(told(done, range(1, 16)))
    warehouse.keep(told(SectionOpened("visit", None, "goals", 1, state="exempt"), range(1, 10)))

    (row,) = warehouse.rows("sections")

    assert (row["section"], row["competency"], row["level"]) == ("goals-2", "goals", 2)
    assert (row["teachers_opened"], row["teachers_exempt"], row["teachers_done"]) == (30, None, 15)
    assert row["median_days"] == 0


@pytest.mark.parametrize(
    ("opened", "done", "shown"), [(30, 30, 30), (30, 20, 20), (30, 21, None), (12, 13, None), (12, 22, 22)]
)
def test_the_done_are_left_out_where_they_differ_by_few_from_those_it_opened_to(warehouse, told, opened, done, shown):
    open_to = SectionOpened("goals-2", "sequential/goals-2", "goals", 2, state="open")
    evidence = EvidenceRecorded("goals-2", "sequential/goals-2", "goals", 2, by="completion", share=1.0)
    warehouse.keep(told(open_to, range(1, opened + 1)))
    warehouse.keep(told(evidence, range(1, done + 1)))

    (row,) = warehouse.rows("sections")

    assert (row["teachers_opened"], row["teachers_done"]) == (opened, shown)


def test_months_count_teachers_once_and_only_where_they_are_many(warehouse, told):
    warehouse.keep(told(PlacementMade(1, {"goals": 0}), range(1, 13)))
    warehouse.keep(told(PlacementMade(2, {"goals": 1}), range(1, 13)))
    warehouse.keep(told(samples.DONE, range(1, 4)))

    (row,) = warehouse.rows("months")

    assert (row["course_key"], row["deed"], row["teachers"]) == (samples.COURSE, "placed", 12)


@pytest.mark.parametrize("dataset", ["levels", "sections", "months"])
def test_whoever_may_see_some_courses_has_the_rows_of_those_alone(warehouse, told, dataset):
    warehouse.keep(told(PlacementMade(1, {"goals": 1}), range(1, 31)))
    warehouse.keep(told(SectionOpened("goals-2", "sequential/goals-2", "goals", 2, state="open"), range(1, 31)))
    key = "splitByString('/', course_id)[-1]"

    assert warehouse.rows(dataset, only=f"{key} in ('{samples.COURSE}')") == warehouse.rows(dataset) != []
    assert warehouse.rows(dataset, only=f"{key} in ('course-v1:Org+Another+Run')") == []


def test_a_statement_that_was_stored_twice_counts_once(warehouse, told):
    said = told(PlacementMade(1, {"goals": 1}), range(1, 31)) + told(samples.DONE, range(1, 31))
    warehouse.keep(said)
    once = [warehouse.rows(dataset) for dataset in ("levels", "sections", "months")]

    warehouse.keep(said)

    assert [warehouse.rows(dataset) for dataset in ("levels", "sections", "months")] == once
