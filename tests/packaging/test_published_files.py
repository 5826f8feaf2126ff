"""What the platform makes public: every file under ``resources_dir`` that is not Python or SCSS."""

from __future__ import annotations

import json
import os
from importlib import resources
from pathlib import Path

import pytest
from xblock.core import XBlock
from xblock.exceptions import DisallowedFileError

import pd_personalize_xblock
from pd_personalize_xblock.block import PdPersonalizeXBlock

PACKAGE = Path(pd_personalize_xblock.__file__).parent
NOT_COLLECTED = (".py", ".pyc", ".scss")
BROWSER_FILES = {".css", ".js", ".svg", ".map"}


@pytest.fixture(scope="module")
def published() -> list[Path]:
    """Return the files that the platform's collectstatic would copy for this block, by its own rule."""
    root = PACKAGE / PdPersonalizeXBlock.resources_dir
    return [
        Path(folder, name)
        for folder, _, names in os.walk(root, followlinks=True)
        for name in names
        if not name.endswith(NOT_COLLECTED)
    ]


def test_only_browser_files_below_the_public_folder_are_published(published: list[Path]) -> None:
    public = PACKAGE / PdPersonalizeXBlock.resources_dir / PdPersonalizeXBlock.public_dir

    assert published
    assert [path for path in published if not path.is_relative_to(public)] == []
    assert {path.suffix for path in published} <= BROWSER_FILES


def test_no_published_file_holds_anything_of_an_example(published: list[Path]) -> None:
    examples = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in resources.files(pd_personalize_xblock).joinpath("examples").iterdir()
        if path.name.endswith(".json")
    ]
    prompts = {item["prompt"] for example in examples for item in example["items"]}
    texts = "\n".join(path.read_text(encoding="utf-8") for path in published)

    assert prompts
    assert [prompt for prompt in prompts if prompt in texts] == []


@pytest.mark.parametrize(
    "address",
    [
        "examples/formative-starter.json",
        "formats/definition-v1.schema.json",
        "formats/events-v1.schema.json",
        "templates/pd_personalize/student.html",
        "pd_personalize/../../examples/formative-starter.json",
        "pd_personalize/../../block.py",
    ],
)
def test_nothing_outside_the_public_folder_can_be_opened(address: str) -> None:
    with pytest.raises((DisallowedFileError, OSError)):
        XBlock.load_class("pd_personalize").open_local_resource(address)
