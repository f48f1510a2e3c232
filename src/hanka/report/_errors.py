"""What the best network gets wrong: which classes for which, and the examples it was most sure of."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from hanka.figures import ConfusionDisplay
from hanka.messages import gettext as _
from hanka.report._html import Html, both, join, table, tag
from hanka.report._png import png
from hanka.report._predictions import Array, Predictions
from hanka.report._subject import Run

__all__ = ["errors", "picture_uri"]

_MOST_WRONG = 24
_MOST_CLASSES = 20
_MOST_FEATURES = 6


def errors(run: Run, found: Predictions) -> Html:
    """The section's contents."""
    assert run.experiment is not None
    about, epoch = run.experiment.dataset, run.experiment.weights_epoch(run.member, "best")
    texts: list[Callable[[], str]] = [
        lambda: _(
            "{name} with the weights of epoch {epoch}, its best by {monitor}, on {n:,} examples"
        ).format(
            name=run.label,
            epoch=epoch or "–",
            monitor=run.history.params["monitor"],
            n=len(found.y),
        )
    ]
    if found.stored:
        texts.append(lambda: _("The data set is not at hand: these are the examples kept in the experiment."))
    if found.test is not None:
        texts.append(partial(_tested, *found.test, about))
    parts = [tag("p", both(text), class_="soft") for text in texts]
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
    matrix = ConfusionDisplay.from_predictions(found.y, chosen, names).counts
    sides = [_matrix(matrix, names)] if len(names) <= _MOST_CLASSES else [_pairs(matrix, names)]
    if len(sure):
        sides.append(_wrong(found, chosen, sure, about))
    return join([*parts, tag("div", *sides, class_="side")])


def _tested(true: Array, predicted: Array, about: Mapping[str, Any]) -> str:
    """The last number: on examples that chose nothing, with its standard error √(p (1 − p) / n)."""
    n = len(true)
    if about["task"] == "regression":
        return _(
            "on {n:,} test examples, which chose nothing, its root mean squared error is {error:.4g}"
        ).format(n=n, error=float(np.sqrt(np.mean((predicted - true) ** 2))))
    share = float(np.mean(predicted.argmax(axis=1) == true))
    return _("on {n:,} test examples, which chose nothing, its accuracy is {share:.4f} ± {error:.4f}").format(
        n=n, share=share, error=(share * (1 - share) / n) ** 0.5
    )


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


def _wrong(found: Predictions, chosen: Array, places: Array, about: dict[str, Any]) -> Html:
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


def _figure(found: Predictions, chosen: int, i: int, about: dict[str, Any]) -> Html:
    names = about["class_names"]
    sure = float(found.predicted[i, chosen])
    caption = both(
        lambda: _("{predicted} ({sure:.1%}), in truth {true}").format(
            predicted=names[chosen], sure=sure, true=names[int(found.y[i])]
        )
    )
    picture = tag("img", src=picture_uri(found.x[i]), alt=found.names[i])
    return tag("li", tag("figure", picture, tag("figcaption", caption)))


def _row(found: Predictions, chosen: int, i: int, about: dict[str, Any]) -> Html:
    names = about["class_names"]
    values = np.ravel(found.x[i])[: min(_MOST_FEATURES, len(about["feature_names"] or []))]
    return tag(
        "tr",
        *(tag("td", text) for text in (found.names[i], names[int(found.y[i])], names[chosen])),
        tag("td", f"{found.predicted[i, chosen]:.3f}", class_="number"),
        *(tag("td", f"{float(value):.4g}", class_="number") for value in values),
    )


def _largest(found: Predictions, about: dict[str, Any]) -> Html:
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


def picture_uri(picture: Array) -> str:
    """A grey picture as an address that holds it, dark on bright."""
    shown = np.asarray(picture, np.float64)
    if picture.dtype != np.uint8:  # in units of its own
        low, high = float(shown.min()), float(shown.max())
        shown = (shown - low) / ((high - low) or 1.0) * 255
    return "data:image/png;base64," + base64.b64encode(png(255 - shown.astype(np.uint8))).decode()
