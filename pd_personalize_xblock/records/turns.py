"""One after the other: what must not cross for teachers of one pathway."""

from __future__ import annotations

from django.db import connection

from . import models

SHARED = {"mysql": "LOCK IN SHARE MODE", "postgresql": "FOR SHARE"}
"""How a row is held together with others who hold it so; a database that is not here lets one write at a time."""


def wait_for(pathway_id: int) -> None:
    """Wait for whoever else holds this pathway, and hold it until the transaction ends.

    A forgetting holds it too: what is read afterwards is as it left it.
    """
    models.PathwayBlock.objects.select_for_update().filter(pk=pathway_id).values_list("pk").first()


def stay_beside(pathway_id: int) -> None:
    """Wait for a forgetting, and let none begin until the transaction ends; nobody else waits.

    Whoever writes a row of this pathway holds it in this way, by the foreign key. So a transaction that has written
    one must not ask for :func:`wait_for`: two of these would wait for each other.
    """
    how = SHARED.get(connection.vendor)
    if how:
        table = connection.ops.quote_name(models.PathwayBlock._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {table} WHERE id = %s {how}", [pathway_id])  # noqa: S608
