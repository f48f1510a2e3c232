"""What the seeds of one network say together."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from hanka.diagnosis._types import Diagnosis, FamilyDiagnosis
from hanka.history import History

__all__ = ["diagnose_families"]

_NOT_RECIPE = frozenset({"seed", "member"})


def diagnose_families(histories: Sequence[History], diagnoses: Sequence[Diagnosis]) -> list[FamilyDiagnosis]:
    """One for each group of runs that differ in nothing but their seed, of two runs or more.

    The probability is the members' mean: what is to be expected of another seed. Members that diverged count,
    and have no share in it.
    """
    groups: dict[str, list[int]] = {}
    for place, history in enumerate(histories):
        if "seed" in history.params:
            recipe = {name: value for name, value in history.params.items() if name not in _NOT_RECIPE}
            if history.source == "hanka":  # an experiment's members share their data
                recipe["experiment"] = history.name.rpartition(":")[0]
            groups.setdefault(json.dumps(recipe, sort_keys=True, default=str), []).append(place)
    return [
        _together([histories[i].name for i in group], [diagnoses[i] for i in group])
        for group in groups.values()
        if len(group) > 1
    ]


def _together(names: Sequence[str], diagnoses: Sequence[Diagnosis]) -> FamilyDiagnosis:
    counts = Counter(diagnosis.verdict for diagnosis in diagnoses)
    known = [diagnosis.probability for diagnosis in diagnoses if diagnosis.probability is not None]
    chances = {name: sum(each[name] for each in known) / len(known) for name in known[0]} if known else None
    verdict, n = counts.most_common(1)[0]
    if 2 * n <= len(diagnoses):
        verdict = "undecided"
    return FamilyDiagnosis(diagnoses[0].metric, tuple(names), verdict, dict(counts), chances)
