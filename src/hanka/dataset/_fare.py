"""`fare`: four children's fares by age, the smallest data set on which one can see generalisation."""

from __future__ import annotations

import numpy as np

from hanka.dataset._types import Examples

__all__ = ["fare"]

AGES = (9, 11, 12, 14)
FARES = (500, 500, 1000, 1000)
ASKED = range(7, 17)


def fare() -> Examples:
    """The lecture's four rows, age 9 and 11 → 500, 12 and 14 → 1000, as two classes.

    All four are for training; 7 to 16 are the ages to ask a trained network about.

    >>> fare().x.ravel().tolist(), fare().y.tolist(), fare().class_names
    ([9.0, 11.0, 12.0, 14.0], [0, 0, 1, 1], ('500', '1000'))
    """
    classes = sorted(set(FARES))
    return Examples(
        name="fare",
        task="binary",
        x=np.array(AGES, np.float32)[:, None],
        y=np.array([classes.index(each) for each in FARES], np.int32),
        class_names=tuple(map(str, classes)),
        feature_names=("age",),
        ask=np.array(ASKED, np.float32)[:, None],
        splittable=False,
    )
