"""What Aspects shows of pathways: three datasets on the statements that it has stored, four charts, one dashboard.

The form is that of Superset's exported assets, as Aspects reads them from the patch ``superset-extra-assets``.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any
from uuid import UUID, uuid5

import yaml

Asset = dict[str, Any]

NAMESPACE = UUID("6c0c9a3e-9f0e-5d0c-8f6f-3a8f0e2a7b11")
CLICKHOUSE = "21174b6c-4d40-4958-8161-d6c3cf5e77b6"
"""The database as Aspects itself creates it."""
COMMON = {"org": "Organization", "course_id": "Course address", "course_key": "Course", "pathway": "Pathway"}
COLUMNS = {
    "levels": {
        **COMMON,
        "competency": "Competency",
        "moment": "When",
        "level": "Level",
        "teachers": "Teachers",
    },
    "sections": {
        **COMMON,
        "section": "Section",
        "competency": "Competency",
        "level": "Level",
        "teachers_opened": "Teachers it opened to",
        "teachers_exempt": "Teachers exempt",
        "teachers_done": "Teachers who did it",
        "median_days": "Days from opened to done (median)",
    },
    "months": {**COMMON, "month": "Month", "deed": "What", "teachers": "Teachers"},
}
NUMBERS = {"level", "teachers", "teachers_opened", "teachers_exempt", "teachers_done", "median_days"}


def uuid_of(name: str) -> str:
    """Return an asset's id: the same in every release, so that an import brings it up to date."""
    return str(uuid5(NAMESPACE, name))


def assets() -> list[Asset]:
    """Return everything, what others refer to first."""
    return [*(_dataset(name) for name in COLUMNS), *_charts(), _dashboard()]


def patch() -> str:
    """Return the patch: YAML documents, with Tutor's own placeholders left in."""
    return "\n".join(f"---\n{_as_yaml(asset)}" for asset in assets())


class _Lines(yaml.SafeDumper):
    """Writes text of several lines as it is: Tutor's placeholders must not be broken."""


def _as_it_is(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Lines.add_representer(str, _as_it_is)


def _as_yaml(asset: Asset) -> str:
    written: str = yaml.dump(asset, Dumper=_Lines, sort_keys=False, allow_unicode=True, width=10_000)
    return written


def _dataset(name: str) -> Asset:
    table = f"pd_personalize_{name}"
    return {
        "_file_name": f"{table}.yaml",
        "table_name": table,
        "uuid": uuid_of(table),
        "database_uuid": CLICKHOUSE,
        "schema": "{{ ASPECTS_XAPI_DATABASE }}",
        "sql": files(__package__).joinpath(f"{name}.sql").read_text(encoding="utf-8"),
        "main_dttm_col": "month" if name == "months" else None,
        "description": None,
        "default_endpoint": None,
        "offset": 0,
        "cache_timeout": None,
        "params": None,
        "template_params": {},
        "filter_select_enabled": True,
        "fetch_values_predicate": None,
        "extra": {},
        "normalize_columns": True,
        "always_filter_main_dttm": False,
        "metrics": [_sum(column) for column in COLUMNS[name] if column.startswith("teachers")],
        "columns": [_column(column, label) for column, label in COLUMNS[name].items()],
        "version": "1.0.0",
    }


def _column(name: str, label: str) -> Asset:
    kind = "DateTime" if name == "month" else "Nullable(Float64)" if name in NUMBERS else "String"
    return {
        "column_name": name,
        "verbose_name": label,
        "is_dttm": name == "month",
        "is_active": True,
        "type": kind,
        "groupby": True,
        "filterable": True,
        "expression": None,
        "description": None,
        "extra": {},
    }


def _sum(column: str) -> Asset:
    return {
        "metric_name": f"sum_{column}",
        "verbose_name": "Teachers",
        "metric_type": None,
        "expression": f"SUM({column})",
        "description": None,
        "d3format": None,
        "extra": {},
        "warning_text": None,
    }


def _charts() -> list[Asset]:
    return [
        _chart("Levels at placement", "levels", "pivot_table_v2", _by_level("placed")),
        _chart("Levels now", "levels", "pivot_table_v2", _by_level("now")),
        _chart(
            "Sections of pathways",
            "sections",
            "table",
            {
                "query_mode": "raw",
                "all_columns": [name for name in COLUMNS["sections"] if name not in ("org", "course_id")],
                "order_by_cols": ['["competency", true]', '["level", true]'],
                "show_cell_bars": False,
                "adhoc_filters": [],
                "row_limit": 1000,
            },
        ),
        _chart(
            "Pathways month by month",
            "months",
            "echarts_timeseries_line",
            {
                "x_axis": "month",
                "time_grain_sqla": "P1M",
                "metrics": ["sum_teachers"],
                "groupby": ["deed"],
                "adhoc_filters": [],
                "row_limit": 1000,
                "show_legend": True,
                "y_axis_format": "SMART_NUMBER",
            },
        ),
    ]


def _by_level(moment: str) -> Asset:
    only = {
        "clause": "WHERE",
        "expressionType": "SIMPLE",
        "subject": "moment",
        "operator": "==",
        "comparator": moment,
    }
    return {
        "groupbyRows": [_named(column, "levels") for column in ("course_key", "pathway", "competency")],
        "groupbyColumns": [_named("level", "levels")],
        "metrics": ["sum_teachers"],
        "metricsLayout": "COLUMNS",
        "adhoc_filters": [only],
        "rowTotals": False,
        "colTotals": False,
        "row_limit": 10000,
        "valueFormat": "SMART_NUMBER",
    }


def _named(column: str, dataset: str) -> Asset:
    """Return a column as a pivot table takes it if it is to be headed by its label: it knows the label of no other."""
    return {"expressionType": "SQL", "label": COLUMNS[dataset][column], "sqlExpression": column}


def _chart(title: str, dataset: str, kind: str, params: Asset) -> Asset:
    name = f"pd_personalize {title}"
    return {
        "_file_name": f"{name.replace(' ', '_')}.yaml",
        "slice_name": title,
        "uuid": uuid_of(name),
        "dataset_uuid": uuid_of(f"pd_personalize_{dataset}"),
        "viz_type": kind,
        "params": {"viz_type": kind, **params},
        "query_context": None,
        "description": None,
        "certified_by": None,
        "certification_details": None,
        "cache_timeout": None,
        "version": "1.0.0",
    }


INTRODUCTION = (
    "Numbers below {{ PD_PERSONALIZE_LEAST }} are left out and, in the table of levels, so is what would give them "
    "away. Several numbers, of different charts or different times, can still tell of fewer: see the operators' guide."
)


def _dashboard() -> Asset:
    position: Asset = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "GRID_ID": {"type": "GRID", "id": "GRID_ID", "children": [], "parents": ["ROOT_ID"]},
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": "Personal pathways"}},
    }
    _row(position, "intro", {"type": "MARKDOWN", "meta": {"width": 12, "height": 12, "code": INTRODUCTION}})
    for chart in _charts():
        meta = {"width": 12, "height": 50, "sliceName": chart["slice_name"], "uuid": chart["uuid"], "chartId": 0}
        _row(position, chart["uuid"], {"type": "CHART", "meta": meta})
    return {
        "_file_name": "pd_personalize_pathways.yaml",
        "_roles": ["{{ SUPERSET_ROLES_MAPPING.instructor }}"],
        "dashboard_title": "Personal pathways",
        "slug": "personal-pathways",
        "uuid": uuid_of("pd_personalize dashboard"),
        "description": "Where teachers start in each competency, and how far they have come",
        "css": "",
        "published": True,
        "certified_by": "",
        "certification_details": "",
        "position": position,
        "metadata": {
            "native_filter_configuration": [_filter("Course", "course_key", "levels")],
            "color_scheme": "supersetColors",
            "refresh_frequency": 0,
            "cross_filters_enabled": False,
        },
        "version": "1.0.0",
    }


def _row(position: Asset, name: str, child: Asset) -> None:
    row, content = f"ROW-{name}", f"{child['type']}-{name}"
    position["GRID_ID"]["children"].append(row)
    above = ["ROOT_ID", "GRID_ID"]
    background = {"background": "BACKGROUND_TRANSPARENT"}
    position[row] = {"type": "ROW", "id": row, "children": [content], "parents": above, "meta": background}
    position[content] = {**child, "id": content, "children": [], "parents": [*above, row]}


def _filter(label: str, column: str, dataset: str) -> Asset:
    return {
        "id": f"NATIVE_FILTER-{uuid_of(f'pd_personalize filter {column}')}",
        "type": "NATIVE_FILTER",
        "filterType": "filter_select",
        "name": label,
        "description": "",
        "targets": [{"column": {"name": column}, "datasetUuid": uuid_of(f"pd_personalize_{dataset}")}],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": []},
        "cascadeParentIds": [],
        "controlValues": {"multiSelect": True, "enableEmptyFilter": False, "inverseSelection": False},
        "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
    }
