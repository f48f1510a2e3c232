"""`Diagnosis`: where on its curve a run stands, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from hanka.history import Vector

__all__ = ["VERDICTS", "Caveat", "Diagnosis", "Evidence", "FamilyDiagnosis", "Need", "Verdict", "Zone"]

Verdict = Literal["underfitting", "good_fit", "overfitting", "undecided", "diverged"]
VERDICTS: tuple[Verdict, ...] = ("underfitting", "good_fit", "overfitting", "undecided", "diverged")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A number that the verdict rests on, and the line that it is held against, if there is one."""

    name: str
    value: float
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Caveat:
    """What is to be known besides the verdict: a stable name, and a sentence in the reader's language."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the curve, first and last epoch included: underfitting, best or overfitting."""

    name: Literal["underfitting", "best", "overfitting"]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Need:
    """What would settle an undecided verdict: so many in all of validation examples, epochs, or seeds."""

    name: Literal["validation_examples", "epochs", "seeds"]
    value: int


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What one metric says of a run.

    Attributes:
        metric: the one that is judged, as `val_loss`; "" where there is none.
        verdict: underfitting, good_fit or overfitting, of which `docs/diagnosis.md` says what they mean;
            undecided, where the data allow none of them; or diverged.
        probability: of each of the three, adding to 1; None where the run diverged or has no validation data.
        best_epoch: the one with the least expected regret.
        best_set_90: first and last of the epochs among which the truly best one is with 90 % confidence.
        epoch, regret: (n,) the points that were read (a very long run is thinned), and how far each is
            expected to lie above the best, in units of the scale (the best loss; for scores the best error).
        zones: 学習不足, 最善, 過学習, in order.
        evidence, caveats, needs: the reasons, what else there is to know, and what would settle it.
    """

    metric: str
    verdict: Verdict
    probability: dict[str, float] | None
    best_epoch: int | None
    best_set_90: tuple[int, int] | None
    epoch: Vector
    regret: Vector
    zones: tuple[Zone, ...]
    evidence: tuple[Evidence, ...]
    caveats: tuple[Caveat, ...]
    needs: tuple[Need, ...] = ()

    def value(self, name: str) -> float | None:
        """The evidence of that name, None where there is none."""
        return next((each.value for each in self.evidence if each.name == name), None)

    def _repr_html_(self) -> str:
        """For notebooks: verdict, reason, probabilities and zones."""
        from hanka.diagnosis._markup import markup  # words need types, not the other way round

        return markup(self)

    def to_dict(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        return {
            "metric": self.metric,
            "verdict": self.verdict,
            "probability": self.probability,
            "best_epoch": self.best_epoch,
            "best_set_90": None if self.best_set_90 is None else list(self.best_set_90),
            "zones": [{"name": z.name, "first": z.first, "last": z.last} for z in self.zones],
            "evidence": [{"name": e.name, "value": e.value, "threshold": e.threshold} for e in self.evidence],
            "caveats": [{"name": c.name, "text": c.text} for c in self.caveats],
            "needs": [{"name": n.name, "value": n.value} for n in self.needs],
        }


@dataclass(frozen=True, slots=True)
class FamilyDiagnosis:
    """What the seeds of one network say together.

    Attributes:
        metric: as of each.
        members: the histories' names.
        verdict: the one that more than half of the members have; undecided where none is.
        counts: verdict → how many members have it.
        probability: of each of the three for another seed, the members' mean.
    """

    metric: str
    members: tuple[str, ...]
    verdict: Verdict
    counts: dict[Verdict, int]
    probability: dict[str, float] | None

    def to_dict(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        return {
            "metric": self.metric,
            "members": list(self.members),
            "verdict": self.verdict,
            "counts": self.counts,
            "probability": self.probability,
        }
