"""`Family`, specs to be trained together, and `vary`, which makes one."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from hanka.errors import InputError, nearest
from hanka.messages import gettext as _
from hanka.spec._spec import Spec

__all__ = ["Family", "vary"]


@dataclass(frozen=True, slots=True)
class Family:
    """Specs to be trained together; a member's index is its position in `specs`."""

    specs: tuple[Spec, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "specs", tuple(self.specs))
        if not self.specs:
            raise InputError(_("a family needs at least one member"))

    def __len__(self) -> int:
        return len(self.specs)

    def __iter__(self) -> Iterator[Spec]:
        return iter(self.specs)

    def groups(self) -> list[tuple[int, ...]]:
        """The members' indices, grouped by compiled program, in order of first appearance.

        >>> vary(Spec(), dropout=[0, 0.5], seed=range(2)).groups()
        [(0, 1), (2, 3)]
        """
        groups: dict[tuple[Any, ...], list[int]] = {}
        for member, spec in enumerate(self.specs):
            groups.setdefault(spec.program, []).append(member)
        return [tuple(group) for group in groups.values()]


def vary(spec: Spec, /, **values: Iterable[Any]) -> Family:
    """The cross product of the values of some fields, the last one varying fastest.

    >>> [s.hidden_layer_sizes for s in vary(Spec(), hidden_layer_sizes=[64, (32, 32)])]
    [(64,), (32, 32)]
    """
    names = [f.name for f in fields(spec)]
    for name in values:
        if name not in names:
            raise InputError(
                _("unknown setting '{name}'; {nearest}").format(name=name, nearest=nearest(name, names))
            )
    common: dict[str, Any] = {}
    if "optimizer" in values:
        # What was left to the optimizer goes on following it where the optimizer varies.
        own = Spec(optimizer=spec.optimizer)
        rates = ("learning_rate", "weight_decay")
        common = {name: None for name in rates if getattr(spec, name) == getattr(own, name)}
    rows = itertools.product(*values.values())
    return Family(tuple(replace(spec, **common | dict(zip(values, row, strict=True))) for row in rows))
