"""The frameworks to start from: sound, and the same in both formats."""

from __future__ import annotations

from pathlib import Path

import pytest

import pd_personalize_xblock
from pd_personalize_xblock.formats.olx import read_olx, write_olx
from pd_personalize_xblock.formats.schema import content_hash, read_json

EXAMPLES = Path(pd_personalize_xblock.__file__).parent / "examples"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.json"))


def test_both_frameworks_are_there():
    assert NAMES == ["digcompedu", "formative-starter"]


@pytest.mark.parametrize("name", NAMES)
def test_example_is_sound_and_equal_as_json_and_olx(name):
    json_definition, json_problems = read_json((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    olx_definition, olx_problems = read_olx((EXAMPLES / f"{name}.xml").read_bytes())

    assert [str(problem) for problem in (*json_problems, *olx_problems) if not problem.is_warning] == []
    assert json_definition is not None
    assert olx_definition == json_definition
    assert content_hash(olx_definition) == content_hash(json_definition)


@pytest.mark.parametrize("name", NAMES)
def test_olx_of_an_example_is_what_convert_writes(name):
    definition, _ = read_json((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))

    assert definition is not None
    assert (EXAMPLES / f"{name}.xml").read_text(encoding="utf-8") == write_olx(definition)
