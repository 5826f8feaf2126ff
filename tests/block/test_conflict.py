"""Two authors at once: the second is told, and nothing is overwritten."""

from __future__ import annotations

from tests.block.browser import Browser

OVERTAKEN = {"error": "somebody else has saved this block since you opened it: nothing was overwritten"}


def test_a_save_that_began_from_something_older_is_refused(author: Browser):
    base = author.at_desk("load").body["base"]
    assert author.at_desk("save", text="{}", display_name="First", base=base).status == 200

    late = author.at_desk("save", text="[]", display_name="Second", base=base)

    assert (late.status, late.body) == (409, OVERTAKEN)
    assert (author.block().definition, author.block().display_name) == ("{}", "First")


def test_the_reply_to_a_save_is_what_the_next_one_begins_from(author: Browser):
    first = author.at_desk("save", text="{}", display_name="Pathway").body

    second = author.at_desk("save", text="[]", display_name="Pathway", base=first["base"])

    assert second.status == 200
    assert author.block().definition == "[]"


def test_a_new_name_alone_is_a_change_too(author: Browser):
    base = author.at_desk("load").body["base"]
    text = author.block().definition
    author.at_desk("save", text=text, display_name="Renamed", base=base)

    assert author.at_desk("save", text=text, display_name="Also renamed", base=base).status == 409


def test_whoever_was_told_can_load_what_was_saved_and_save_over_it(author: Browser):
    author.at_desk("save", text="{}", display_name="First")

    theirs = author.at_desk("load").body
    mine = author.at_desk("save", text="[]", display_name="Mine", base=theirs["base"])

    assert theirs["text"] == "{}"
    assert mine.status == 200


def test_a_save_must_say_what_it_began_from(author: Browser):
    reply = author.post("author/save", text="{}", display_name="Pathway")

    assert (reply.status, reply.body) == (400, {"error": "base must be a text of at most 100 characters"})


def test_an_unknown_action_is_refused(author: Browser):
    assert author.at_desk("explode").body == {"error": "there is no action 'explode'"}
