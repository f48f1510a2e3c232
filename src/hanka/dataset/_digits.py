"""`digits`: scikit-learn's 1,797 small handwritten digits."""

from __future__ import annotations

import numpy as np

from hanka.dataset._types import Examples
from hanka.errors import InputError
from hanka.messages import gettext as _

__all__ = ["digits"]


def digits() -> Examples:
    """The 1,797 digits of 8×8 pixels that scikit-learn brings, as a table of 64 columns.

    A table and not pictures: a pixel counts 0 to 16 dark points, and only bytes of 0 to 255 are
    divided by 255. As a table they are standardised on the training rows.

    Source: E. Alpaydin, C. Kaynak: Optical Recognition of Handwritten Digits, UCI, 1998 (CC BY 4.0).
    """
    try:
        from sklearn.datasets import load_digits
    except ImportError as error:
        raise InputError(
            _("the data set 'digits' comes with scikit-learn, which is not installed: {command}").format(
                command="python -m pip install 'hanka[train]'"
            )
        ) from error
    bunch = load_digits()
    return Examples(
        name="digits",
        task="multiclass",
        x=bunch.data.astype(np.float32),
        y=bunch.target.astype(np.int32),
        class_names=tuple(str(digit) for digit in range(10)),
        feature_names=tuple(bunch.feature_names),
    )
