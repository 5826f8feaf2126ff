"""A self-assessment diagnostic and adaptive pathway for teachers, as an Open edX XBlock."""

__version__ = "0.1.0"
