"""One after the other: what must not cross for teachers of one pathway."""

from __future__ import annotations

from . import models


def wait_for(pathway_id: int) -> None:
    """Wait for whoever else holds this pathway, and hold it until the transaction ends.

    A forgetting holds it too: what is read afterwards is as it left it.
    """
    models.PathwayBlock.objects.select_for_update().filter(pk=pathway_id).values_list("pk").first()
