"""`higgs`: the first rows of UCI's HIGGS, on which TensorFlow's "Overfit and underfit" trains."""

from __future__ import annotations

from functools import partial

import numpy as np

from hanka.dataset._head import head
from hanka.dataset._types import Array, Examples
from hanka.errors import InputError
from hanka.messages import gettext as _

__all__ = ["FEATURES", "URLS", "higgs"]

URLS = (
    "http://mlphysics.ics.uci.edu/data/higgs/HIGGS.csv.gz",
    "https://archive.ics.uci.edu/ml/machine-learning-databases/00280/HIGGS.csv.gz",
)
"""Where the 11,000,000 rows lie: the tutorial's own address, and UCI's."""

FEATURES = (
    *("lepton_pt", "lepton_eta", "lepton_phi", "missing_energy_magnitude", "missing_energy_phi"),
    *(f"jet_{jet}_{what}" for jet in range(1, 5) for what in ("pt", "eta", "phi", "b_tag")),
    *("m_jj", "m_jjj", "m_lv", "m_jlv", "m_bb", "m_wbb", "m_wwbb"),
)


def higgs(n_train: int = 10_000, n_val: int = 1_000, n_test: int = 0, source: str | None = None) -> Examples:
    """Rows of 28 features of simulated collisions, half of them (53 %) of a Higgs boson.

    As in the tutorial, the first rows validate, the next are trained on, and the features go to the
    network as they are, not standardised. Where rows for a test are asked for, they follow.

    Args:
        n_train, n_val, n_test: rows of each part.
        source: a file or an address in UCI's layout (the label, then 28 features, no header), plain or
            gzip, in place of UCI's own, of which no more is fetched than the rows asked for; what is
            fetched is kept in the user's cache.

    Raises:
        InputError: the rows can be had neither from the cache nor from their source, or are not HIGGS'.

    Source: P. Baldi, P. Sadowski, D. Whiteson: Searching for exotic particles in high-energy physics
    with deep learning. Nature Communications 5, 4308, 2014; UCI (CC BY 4.0).
    """
    for name, rows in (("n_train", n_train), ("n_val", n_val), ("n_test", n_test)):
        if rows < (name == "n_train"):
            raise InputError(
                _("{name} of the data set 'higgs' is a number of rows, not {rows}").format(
                    name=name, rows=rows
                )
            )
    total = n_val + n_train + n_test
    table = head("higgs", (source,) if source else URLS, total, partial(_table, total))
    x, y = table[:, 1:], table[:, 0].astype(np.int32)
    val, train, test = (slice(0, n_val), slice(n_val, n_val + n_train), slice(n_val + n_train, total))
    return Examples(
        name="higgs",
        task="binary",
        x=x[train],
        y=y[train],
        class_names=("background", "signal"),
        feature_names=FEATURES,
        x_val=x[val],
        y_val=y[val],
        x_test=x[test] if n_test else None,
        y_test=y[test] if n_test else None,
        standardised=False,
    )


def _table(rows: int, where: str, lines: list[str]) -> Array:
    """(rows, 29) float32: the label and the features."""
    try:
        table = np.loadtxt(lines, dtype=np.float32, delimiter=",", ndmin=2)
    except ValueError as error:
        raise InputError(_("{where} is not HIGGS: {reason}").format(where=where, reason=error)) from error
    shape = (rows, 1 + len(FEATURES))
    if table.shape != shape:
        raise InputError(
            _("{where} is not HIGGS: it has rows and columns {found}, and {wanted} are wanted").format(
                where=where, found=table.shape, wanted=shape
            )
        )
    if not np.isin(table[:, 0], (0, 1)).all():
        raise InputError(_("{where} is not HIGGS: the first column is the label, 0 or 1").format(where=where))
    return table
