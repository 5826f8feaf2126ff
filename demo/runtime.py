"""The xblock-sdk workbench's runtime, on real usage keys and real platform apps.

The tests use it too::

    runtime = DemoRuntime(teacher.pk)
    runtime.create_block(usage_key, definition)
    block = runtime.get_block(usage_key)
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from completion.models import BlockCompletion
from completion.waffle import ENABLE_COMPLETION_TRACKING_SWITCH
from django.contrib.auth.models import User
from django.urls import reverse
from opaque_keys.edx.keys import UsageKey
from web_fragments.fragment import Fragment
from workbench.runtime import WorkbenchRuntime
from xblock.core import XBlock
from xblock.runtime import Runtime

from demo.course import while_writing
from demo.store import OpaqueIds
from pd_personalize_xblock.records import api as records

log = logging.getLogger(__name__)


def publish(block: XBlock) -> None:
    """Bring what an author saved into force, as the platform does when a unit is published."""
    usage_key = block.scope_ids.usage_id
    records.publish(str(usage_key), str(usage_key.context_key), block.definition)


def written_in(body: bytes) -> str:
    """Return the definition that an author's request sends, or "" if there is none in it."""
    try:
        text = json.loads(body)["text"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return text if isinstance(text, str) else ""


class DemoRuntime(WorkbenchRuntime):
    """A runtime for one person.

    ``user_id`` is a Django user's primary key, or None for nobody in particular.
    ``is_author_mode`` is True where Studio's would be. ``published`` lists what blocks published
    through this runtime, as (event type, data).
    """

    def __init__(self, user_id: int | None = None, *, is_author_mode: bool = False) -> None:
        super().__init__(user_id)
        self.id_reader = self.id_generator = OpaqueIds()
        self.learner_id = user_id
        self.is_author_mode = is_author_mode
        self.published: list[tuple[str, dict[str, Any]]] = []

    def create_block(
        self, usage_key: UsageKey, definition: Mapping[str, Any] | str = "", display_name: str = "Your pathway"
    ) -> XBlock:
        """Store a block and return it. ``definition`` is a JSON document or its text."""
        block = self.get_block(usage_key)
        block.display_name = display_name
        block.definition = definition if isinstance(definition, str) else json.dumps(definition, ensure_ascii=False)
        block.force_save_fields(["display_name"])
        block.save()
        return self.get_block(usage_key)

    def handle(self, block: XBlock, handler_name: str, request: Any, suffix: str = "") -> Any:
        """Run a handler; the course has the sections that an author is just writing."""
        is_form = request.content_type == "multipart/form-data"  # whose body has been read by then
        written = written_in(request.body) if self.is_author_mode and not is_form else ""
        with while_writing(written):
            return super().handle(block, handler_name, request, suffix)

    def handler_url(
        self, block: XBlock, handler_name: str, suffix: str = "", query: str = "", thirdparty: bool = False
    ) -> str:
        """Return a handler's address; unlike the workbench's it does not say who is asking."""
        if not getattr(getattr(block, handler_name, None), "_is_xblock_handler", False):
            raise ValueError(f"{handler_name!r} is not a handler name")
        address = "studio_handler" if self.is_author_mode else "handler"
        url = reverse(address, args=(block.scope_ids.usage_id, handler_name, *filter(None, [suffix])))
        return f"{url}?{query}" if query else url

    def publish(self, block: XBlock, event_type: str, event_data: dict[str, Any]) -> None:
        """Store completion as the LMS does; note everything else."""
        self.published.append((event_type, event_data))
        if event_type == "completion":
            self._store_completion(block, event_data["completion"])
        else:
            log.info("%s from %s: %s", event_type, block.scope_ids.usage_id, event_data)

    def _store_completion(self, block: XBlock, completion: float) -> None:
        user = User.objects.filter(pk=self.learner_id).first()
        if user is not None and ENABLE_COMPLETION_TRACKING_SWITCH.is_enabled():
            BlockCompletion.objects.submit_completion(
                user=user, block_key=block.scope_ids.usage_id, completion=completion
            )

    def _wrap_ele(self, block: XBlock, view: str, frag: Fragment, extra_data: dict[str, Any] | None = None) -> Fragment:
        """Wrap without the workbench's jQuery: a block that needs it must bring it."""
        return Runtime._wrap_ele(self, block, view, frag, extra_data)

    def _patch_xblock(self, block: XBlock) -> None:
        """Add none of the mock attributes that old LTI blocks expect of the workbench."""
