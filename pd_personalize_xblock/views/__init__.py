"""From the domain to the one dict that both the template and the JSON reply use."""

from .author import author_page
from .common import Explained, Links, Page
from .questions import message_page
from .result import placement_behind
from .screens import page_of

__all__ = [
    "Explained",
    "Links",
    "Page",
    "author_page",
    "message_page",
    "page_of",
    "placement_behind",
]
