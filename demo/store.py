"""The runtime's storage: field values in the database, under real opaque keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from opaque_keys.edx.keys import UsageKey
from xblock.runtime import KeyValueStore, KvsFieldData, MemoryIdManager

from demo.models import FieldValue


def _row(key: KeyValueStore.Key) -> dict[str, str]:
    """Return the columns that find the value of ``key``."""
    return {
        "scope": getattr(key.scope, "name", None) or key.scope.attr_name,
        "scope_id": "" if key.block_scope_id is None else str(key.block_scope_id),
        "user_id": "" if key.user_id is None else str(key.user_id),
        "name": key.field_name,
    }


class DatabaseStore(KeyValueStore):
    """Field values in ``FieldValue``; nothing is cached, so a second runtime sees them at once."""

    def get(self, key: KeyValueStore.Key) -> Any:
        try:
            return FieldValue.objects.values_list("value", flat=True).get(**_row(key))
        except FieldValue.DoesNotExist:
            raise KeyError(key.field_name) from None

    def set(self, key: KeyValueStore.Key, value: Any) -> None:
        FieldValue.objects.update_or_create(**_row(key), defaults={"value": value})

    def set_many(self, update_dict: Mapping[KeyValueStore.Key, Any]) -> None:
        with transaction.atomic():
            for key, value in update_dict.items():
                self.set(key, value)

    def delete(self, key: KeyValueStore.Key) -> None:
        FieldValue.objects.filter(**_row(key)).delete()

    def has(self, key: KeyValueStore.Key) -> bool:
        return FieldValue.objects.filter(**_row(key)).exists()


class FieldDataService(KvsFieldData):
    """The ``field-data`` service, in the argument-less form that the workbench loads."""

    def __init__(self) -> None:
        super().__init__(DatabaseStore())


class OpaqueIds(MemoryIdManager):
    """Usage ids are opaque ``UsageKey`` objects, each its own definition id, as in a new course."""

    def get_definition_id(self, usage_id: UsageKey) -> UsageKey:
        return usage_id

    def get_block_type(self, def_id: UsageKey) -> str:
        return def_id.block_type


def is_stored(usage_key: UsageKey) -> bool:
    """Return whether a block with this key was ever made."""
    return FieldValue.objects.filter(scope_id=str(usage_key), user_id="").exists()
