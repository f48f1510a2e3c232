"""What the best network gets wrong: which classes for which, and the examples it was most sure of."""

from __future__ import annotations

import base64
import struct
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hanka.errors import HankaError
from hanka.experiment import Experiment
from hanka.messages import gettext as _
from hanka.report._html import Html, both, join, table, tag
from hanka.report._subject import Run

__all__ = ["Errors", "confusion", "errors", "png", "predictions"]

_MOST_WRONG = 24
_MOST_CLASSES = 20
_MOST_FEATURES = 6
Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Errors:
    """What a network makes of validation examples.

    Attributes:
        x: (n, ...) raw.
        y: (n,) the truth.
        predicted: (n, classes) probabilities, or (n,) values.
        names: of each example.
        stored: whether these are only those that the experiment keeps, as the data set is not at hand.
    """

    x: Array
    y: Array
    predicted: Array
    names: tuple[str, ...]
    stored: bool


def predictions(run: Run) -> Errors | None:
    """What a member makes of its validation data by the weights of its best epoch; of the stored examples
    where the data are no longer at hand; None where there is nothing to compare with."""
    experiment = run.experiment
    if experiment is None or experiment.network != "mlp" or not experiment.dataset["n_val"]:
        return None
    x, y, names, stored = _examples(experiment)
    try:
        predicted = experiment.predict(run.member, x, "best")
    except HankaError:  # no weights yet
        return None
    return None if y is None else Errors(np.asarray(x), np.asarray(y), predicted, names, stored)


def _examples(experiment: Experiment) -> tuple[Any, Any, tuple[str, ...], bool]:
    """x, y, names, and whether they are only the stored ones."""
    try:
        data = experiment.data()
    except (HankaError, ImportError, OSError):
        return *experiment.samples, True
    return data.x_val, data.y_val, tuple(f"val[{i}]" for i in range(len(data.x_val))), False


def errors(run: Run, found: Errors) -> Html:
    """The section's contents."""
    assert run.experiment is not None
    about = run.experiment.dataset
    which = both(
        lambda: _("{name} with the weights of its best epoch, on {n:,} validation examples").format(
            name=run.label, n=len(found.y)
        )
    )
    parts = [tag("p", which, class_="soft")]
    if found.stored:
        parts.append(
            tag(
                "p",
                both(
                    lambda: _("The data set is not at hand: these are the examples kept in the experiment.")
                ),
                class_="soft",
            )
        )
    if about["task"] == "regression":
        return join([*parts, _largest(found, about)])
    chosen = found.predicted.argmax(axis=1)
    wrong = np.flatnonzero(chosen != found.y)
    sure = wrong[np.argsort(-found.predicted[wrong, chosen[wrong]], kind="stable")][:_MOST_WRONG]
    share = both(
        lambda: _("{wrong:,} of {n:,} are wrong ({share:.2%})").format(
            wrong=len(wrong), n=len(found.y), share=len(wrong) / len(found.y)
        )
    )
    parts.append(tag("p", share))
    names = about["class_names"]
    matrix = confusion(found.y, chosen, len(names))
    sides = [_matrix(matrix, names)] if len(names) <= _MOST_CLASSES else [_pairs(matrix, names)]
    if len(sure):
        sides.append(_wrong(found, chosen, sure, about))
    return join([*parts, tag("div", *sides, class_="side")])


def confusion(true: Array, predicted: Array, classes: int) -> NDArray[np.int64]:
    """(classes, classes) counts by true and predicted class.

    >>> confusion(np.array([0, 0, 1]), np.array([0, 1, 1]), 2).tolist()
    [[1, 1], [0, 1]]
    """
    places = true.astype(np.int64) * classes + predicted
    return np.bincount(places, minlength=classes * classes).reshape(classes, classes)


def _matrix(counts: Array, names: list[str]) -> Html:
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    head = tag("tr", tag("td"), *(tag("th", name, scope="col") for name in names))
    rows = [
        tag(
            "tr",
            tag("th", names[i], scope="row"),
            *(_shade(int(count), float(shares[i, j])) for j, count in enumerate(row)),
        )
        for i, row in enumerate(counts)
    ]
    caption = tag("caption", both(lambda: _("rows are the truth, columns what was predicted")))
    made = tag("table", caption, tag("thead", head), tag("tbody", *rows), class_="confusion")
    return tag("div", made, class_="scroll", tabindex="0", role="group")


def _shade(count: int, share: float) -> Html:
    """From white to blue by the share of the row; the square root lets rare confusions be seen."""
    depth = share**0.5
    red, green, blue = (round(255 + (end - 255) * depth) for end in (8, 81, 156))
    style = f"background:#{red:02x}{green:02x}{blue:02x}"
    return tag("td", f"{count:,}" if count else "", style=style, class_="deep" if depth > 0.6 else None)


def _pairs(counts: Array, names: list[str]) -> Html:
    """Of many classes, those most often taken for each other."""
    off = counts.copy()
    np.fill_diagonal(off, 0)
    places = np.argsort(-off, axis=None, kind="stable")[:_MOST_CLASSES]
    rows = [
        tag("tr", tag("td", names[i]), tag("td", names[j]), tag("td", f"{off[i, j]:,}", class_="number"))
        for i, j in zip(*np.unravel_index(places, off.shape), strict=True)
        if off[i, j]
    ]
    heads = [both(lambda: _("true")), both(lambda: _("predicted")), both(lambda: _("how often"))]
    return table(heads, rows, numbers=[2])


def _wrong(found: Errors, chosen: Array, places: Array, about: dict[str, Any]) -> Html:
    title = tag("h3", both(lambda: _("Most confidently wrong")))
    pictures = len(about["input_shape"]) == 2
    made = [(_figure if pictures else _row)(found, int(chosen[i]), int(i), about) for i in places.tolist()]
    if pictures:
        return tag("div", title, tag("ul", *made, class_="wrong"), style="flex:1 1 380px")
    features = (about["feature_names"] or [])[:_MOST_FEATURES]
    heads = [
        both(lambda: _("example")),
        both(lambda: _("true")),
        both(lambda: _("predicted")),
        "p",
        *features,
    ]
    return tag("div", title, table(heads, made, numbers=range(3, len(heads))))


def _figure(found: Errors, chosen: int, i: int, about: dict[str, Any]) -> Html:
    names = about["class_names"]
    sure = float(found.predicted[i, chosen])
    caption = both(
        lambda: _("{predicted} ({sure:.1%}), in truth {true}").format(
            predicted=names[chosen], sure=sure, true=names[int(found.y[i])]
        )
    )
    picture = tag("img", src=_data_uri(found.x[i]), alt=found.names[i])
    return tag("li", tag("figure", picture, tag("figcaption", caption)))


def _row(found: Errors, chosen: int, i: int, about: dict[str, Any]) -> Html:
    names = about["class_names"]
    values = np.ravel(found.x[i])[: min(_MOST_FEATURES, len(about["feature_names"] or []))]
    return tag(
        "tr",
        *(tag("td", text) for text in (found.names[i], names[int(found.y[i])], names[chosen])),
        tag("td", f"{found.predicted[i, chosen]:.3f}", class_="number"),
        *(tag("td", f"{float(value):.4g}", class_="number") for value in values),
    )


def _largest(found: Errors, about: dict[str, Any]) -> Html:
    """Of a regression, the examples that it misses by most."""
    off = found.predicted - found.y
    places = np.argsort(-np.abs(off), kind="stable")[:_MOST_WRONG]
    rows = [
        tag(
            "tr",
            tag("td", found.names[i]),
            *(
                tag("td", f"{float(v):.5g}", class_="number")
                for v in (found.y[i], found.predicted[i], off[i])
            ),
        )
        for i in places.tolist()
    ]
    heads = [
        both(lambda: _("example")),
        both(lambda: _("true")),
        both(lambda: _("predicted")),
        both(lambda: _("error")),
    ]
    return join([tag("h3", both(lambda: _("Largest errors"))), table(heads, rows, numbers=[1, 2, 3])])


def _data_uri(picture: Array) -> str:
    shown = np.asarray(picture, np.float64)
    if picture.dtype != np.uint8:  # in units of its own
        low, high = float(shown.min()), float(shown.max())
        shown = (shown - low) / ((high - low) or 1.0) * 255
    return "data:image/png;base64," + base64.b64encode(png(255 - shown.astype(np.uint8))).decode()


def png(grey: NDArray[np.uint8]) -> bytes:
    """A grey picture (height, width) as a PNG file, which a base install has no library for.

    W3C, Portable Network Graphics (Second Edition), sections 5 and 9: rows without a filter.
    """
    height, width = grey.shape
    rows = np.concatenate([np.zeros((height, 1), np.uint8), grey], axis=1).tobytes()

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )
