"""From the domain to the one dict that both the template and the JSON reply use."""

from .author import author_page
from .common import Explained, Links, Page
from .questions import intro_page, message_page, sitting_page
from .result import placement_behind, result_page

__all__ = [
    "Explained",
    "Links",
    "Page",
    "author_page",
    "intro_page",
    "message_page",
    "placement_behind",
    "result_page",
    "sitting_page",
]
