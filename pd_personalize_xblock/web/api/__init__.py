"""REST, version 1: what leaders and course staff see on their pages, for other programs."""

API_VERSION = "v1"
