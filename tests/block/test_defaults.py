"""What the editor shows where a definition says nothing."""

from __future__ import annotations

import json

from pd_personalize_xblock.domain.definition import Rules
from pd_personalize_xblock.formats.structure import schema
from pd_personalize_xblock.studio.defaults import defaults


def test_the_editor_knows_the_default_of_every_rule():
    assert defaults()["rules"].keys() == schema()["properties"]["rules"]["properties"].keys()


def test_the_defaults_can_be_sent_and_are_those_of_the_domain():
    sent = json.loads(json.dumps(defaults()))

    assert sent["rules"]["mode"] == Rules().mode.value
    assert sent["rules"]["max_questions"] == Rules().max_questions
    assert sent["shares"] == {"completion": 1.0, "grade": 0.7}
