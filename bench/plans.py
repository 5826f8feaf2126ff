"""Whether the database finds what it is asked for, or reads its large tables from end to end."""

from __future__ import annotations

import random
import sys
import time
from typing import Any

from . import sitters
from .figures import Figure

WHOLE = 5_000
LARGE = ("Entry", "Opening", "SectionState", "Placement", "Attempt", "Figures", "Remark")


def count_anew() -> None:
    """Have MariaDB count the rows of its tables, as it does by itself some time after they have grown so."""
    from django.db import connection

    from pd_personalize_xblock.records import models

    if connection.vendor == "mysql":
        with connection.cursor() as cursor:
            for name in LARGE:
                cursor.execute(f"ANALYZE TABLE {getattr(models, name)._meta.db_table}")
                cursor.fetchall()


def measure() -> list[Figure]:
    """How many of the statements of one teacher and of the pages read a large table from end to end."""
    from django.contrib.auth.models import User
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    user = User.objects.filter(username__startswith="crowd-c").last()
    with CaptureQueriesContext(connection) as captured:
        sitters.Sitter(user.pk, random.Random(1)).page()
        sitters.Sitter(User.objects.create(username=f"last-{time.monotonic_ns()}").pk, random.Random(2)).sit()
        _pages_once()
    reads = {query["sql"] for query in captured if query["sql"].startswith("SELECT")}
    whole = [sql for sql in reads if _reads_whole_table(sql)]
    for sql in whole:
        print(f"reads a whole table: {sql[:300]}", file=sys.stderr)
    return [Figure("statements that read a large table from end to end", len(whole), "", 0, f"of {len(reads)}")]


def _pages_once() -> None:
    from pd_personalize_xblock.records import models, roster, snapshots

    pathway = models.PathwayBlock.objects.get(block_key=str(sitters.course().block_key))
    snapshots.page(snapshots.latest(str(sitters.course().block_key)))
    list(roster.entries(pathway, after=1000, most=100))


def _reads_whole_table(sql: str) -> bool:
    from django.db import connection

    from pd_personalize_xblock.records import models

    large = [getattr(models, name)._meta.db_table for name in LARGE]
    if not any(name in sql for name in large):
        return False
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            return any(
                any(f" {name} " in f"{row[3]} " for name in large)
                and (row[3].startswith("SCAN") or "(pathway_id=?)" in row[3])
                for row in cursor
            )
        cursor.execute(f"EXPLAIN {sql}")
        found = cursor.fetchall()
        return any(row[2] in large and row[3] in ("ALL", "index") for row in found) or _rows_read(cursor, sql) > WHOLE


def _rows_read(cursor: Any, sql: str) -> int:
    """Return how many rows, and entries of indexes, MariaDB really looks at: what it expects is without the LIMIT."""
    cursor.execute("FLUSH STATUS")
    cursor.execute(sql)
    cursor.fetchall()
    cursor.execute(
        "SHOW SESSION STATUS WHERE Variable_name LIKE 'Handler_read%' OR Variable_name LIKE 'Handler_icp_attempts'"
    )
    return sum(int(value) for _, value in cursor.fetchall())
