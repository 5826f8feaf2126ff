"""The tables. What a teacher did is only ever added to; what follows from it can be rebuilt."""

from .cohorts import VALUE_LENGTH, Figures, Finding, Snapshot, SnapshotPage
from .colleagues import Consent, Export, Introduction, Invitation, Look, OptIn, StudyGroup
from .credentials import Credential, IssuingKey
from .deeds import Attempt, Choice, Entry, Evidence, Opening, Placement, Remark, SectionState, SignOff
from .owned import Owned
from .pathways import ID_LENGTH, KEY_LENGTH, CalibrationProposal, DefinitionVersion, PathwayBlock, SectionPart

__all__ = [
    "ID_LENGTH",
    "KEY_LENGTH",
    "VALUE_LENGTH",
    "Attempt",
    "CalibrationProposal",
    "Choice",
    "Consent",
    "Credential",
    "DefinitionVersion",
    "Entry",
    "Evidence",
    "Export",
    "Figures",
    "Finding",
    "Introduction",
    "Invitation",
    "IssuingKey",
    "Look",
    "Opening",
    "OptIn",
    "Owned",
    "PathwayBlock",
    "Placement",
    "Remark",
    "SectionPart",
    "SectionState",
    "SignOff",
    "Snapshot",
    "SnapshotPage",
    "StudyGroup",
]
