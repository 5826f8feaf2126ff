"""Names that the platform knows us by."""

PATHWAY_TYPE = "pd_personalize"
"""The type of a pathway block, in usage keys, and the entry in a course's advanced modules."""
