"""From the domain to the one dict that both the template and the JSON reply use."""

from .author import author_page
from .cohort import DIMENSIONS, Chosen, Counted, chosen_of, cohort_page
from .cohort_sections import words_of
from .common import Explained, Links, Look, Page
from .health import rewrite_first
from .mobile import STATE_HANDLER, fixed_data, user_state
from .questions import message_page, preview_page
from .record import Owner, record_document
from .record_rows import record_rows, row_header
from .record_screens import print_page, record_page
from .result import placement_behind
from .screens import page_of

__all__ = [
    "DIMENSIONS",
    "STATE_HANDLER",
    "Chosen",
    "Counted",
    "Explained",
    "Links",
    "Look",
    "Owner",
    "Page",
    "author_page",
    "chosen_of",
    "cohort_page",
    "fixed_data",
    "message_page",
    "page_of",
    "placement_behind",
    "preview_page",
    "print_page",
    "record_document",
    "record_page",
    "record_rows",
    "rewrite_first",
    "row_header",
    "user_state",
    "words_of",
]
