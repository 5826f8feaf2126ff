"""Run inside a fresh installation: load the block, render its views, serve its assets, print what was found.

A script of its own, run with ``python -I``: nothing of the repository is importable here.
"""

from __future__ import annotations

import json
import sys
from importlib import resources
from typing import Any

import django
from django.conf import settings
from opaque_keys.edx.keys import UsageKey
from xblock.core import XBlock
from xblock.fields import ScopeIds
from xblock.runtime import DictKeyValueStore, KvsFieldData, MemoryIdManager, Runtime

APPS = ["django.contrib.auth", "django.contrib.contenttypes", "milestones", "pd_personalize_xblock.records"]
ASSETS = "/assets/"
VIEWS = ("student_view", "author_view", "studio_view")


def no_outline(course_key: object) -> dict[str, Any]:
    """There is no course around this block."""
    return {}


class ProbeRuntime(Runtime):
    """As little of a runtime as a view needs."""

    def handler_url(self, block: XBlock, handler_name: str, *args: Any, **kwargs: Any) -> str:
        return f"/handler/{handler_name}"

    def local_resource_url(self, block: XBlock, uri: str) -> str:
        return ASSETS + uri

    def resource_url(self, resource: str) -> str:
        return resource

    def publish(self, block: XBlock, event_type: str, event_data: dict[str, Any]) -> None:
        pass


def main() -> None:
    set_up_django()
    block_class = XBlock.load_class("pd_personalize")
    package = resources.files("pd_personalize_xblock")
    example = package.joinpath("examples", "formative-starter.json").read_text(encoding="utf-8")
    ids, fields = MemoryIdManager(), KvsFieldData(DictKeyValueStore())
    runtime = ProbeRuntime(ids, id_generator=ids, services={"field-data": fields})
    key = UsageKey.from_string("block-v1:Probe+P1+2026+type@pd_personalize+block@pathway")
    block = runtime.construct_xblock_from_class(block_class, ScopeIds(1, "pd_personalize", key, key))
    block.definition = example
    fragments = {view: runtime.render(block, view, {}) for view in VIEWS}
    found = {
        "package": str(package),
        "prefix": sys.prefix,
        "title": json.loads(example)["title"],
        "html": {view: fragment.content for view, fragment in fragments.items()},
        "assets": {
            address: len(block_class.open_local_resource(address.removeprefix(ASSETS)).read())
            for fragment in fragments.values()
            for address in (resource.data for resource in fragment.resources if resource.kind == "url")
        },
        "schemas": sorted(path.name for path in package.joinpath("formats").iterdir() if path.name.endswith(".json")),
    }
    json.dump(found, sys.stdout)


def set_up_django() -> None:
    """Start Django with the package's own app on an empty database."""
    settings.configure(
        INSTALLED_APPS=APPS,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        FEATURES={"MILESTONES_APP": True},
        PD_PERSONALIZE_OUTLINE="__main__.no_outline",
        USE_TZ=True,
    )
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    main()
