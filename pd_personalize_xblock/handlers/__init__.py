"""What browsers and the platform ask the block to do: a few lines each, by who asks.

``teaching``: the questions and the pathway. ``own_record``: what is kept about a teacher, for them.
``others``: colleagues, leaders and course staff. ``authoring``: the editor. All stand on ``ground``.
"""

from .authoring import Authoring
from .others import Others
from .own_record import OwnRecord
from .teaching import Teaching

__all__ = ["Authoring", "Others", "OwnRecord", "Teaching"]
