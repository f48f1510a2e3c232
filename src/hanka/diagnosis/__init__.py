"""Where on its curve a run stands: underfitting, good fit, overfitting; how sure; which epochs were best."""

from hanka.diagnosis._curve import is_score
from hanka.diagnosis._diagnose import diagnose, diagnose_all
from hanka.diagnosis._family import diagnose_families
from hanka.diagnosis._types import (
    VERDICTS,
    Caveat,
    Diagnosis,
    Evidence,
    FamilyDiagnosis,
    Need,
    Verdict,
    Zone,
)
from hanka.diagnosis._words import (
    SIGNS,
    among,
    best_epochs,
    family_in_words,
    headline,
    needs_in_words,
    reason,
    verdict_name,
    zone_name,
)

__all__ = [
    "SIGNS",
    "VERDICTS",
    "Caveat",
    "Diagnosis",
    "Evidence",
    "FamilyDiagnosis",
    "Need",
    "Verdict",
    "Zone",
    "among",
    "best_epochs",
    "diagnose",
    "diagnose_all",
    "diagnose_families",
    "family_in_words",
    "headline",
    "is_score",
    "needs_in_words",
    "reason",
    "verdict_name",
    "zone_name",
]
