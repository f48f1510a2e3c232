"""The members as a table: a dataframe of the user's own library, and HTML for a notebook."""

from __future__ import annotations

import html
import importlib.util
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from hanka.errors import InputError, nearest
from hanka.messages import gettext as _

__all__ = ["frame", "markup"]

_BACKENDS = ("pandas", "polars", "pyarrow")
_MOST_HTML = 20


def frame(members: Sequence[Mapping[str, Any]], backend: str | None) -> Any:
    """The members as a pandas or polars DataFrame or a pyarrow Table: `backend`, else the one imported."""
    import narwhals as nw

    rows = [flat(member) for member in members]
    return nw.from_dict({n: [row[n] for row in rows] for n in rows[0]}, backend=_chosen(backend)).to_native()


def flat(member: Mapping[str, Any]) -> dict[str, Any]:
    """A member's record with its settings as columns of their own, layers as `512x512`.

    >>> flat({"member": 0, "spec": {"hidden_layer_sizes": [8, 4], "seed": 1}, "loss": 0.5})
    {'member': 0, 'hidden_layer_sizes': '8x4', 'seed': 1, 'loss': 0.5}
    """
    row: dict[str, Any] = {}
    for name, value in member.items():
        if name == "spec":
            row |= value
            row["hidden_layer_sizes"] = "x".join(map(str, value["hidden_layer_sizes"]))
            if isinstance(value.get("train_size"), int):
                row["train_size"] = float(value["train_size"])  # one type a column, also where shares mix in
        else:
            row[name] = value
    return row


def _chosen(backend: str | None) -> Any:
    if backend is None:
        imported = [name for name in _BACKENDS if name in sys.modules]
        installed = imported or [name for name in _BACKENDS if importlib.util.find_spec(name)]
        if not installed:
            raise InputError(_("a table needs a dataframe library: python -m pip install pandas"))
        return installed[0]
    if backend not in _BACKENDS:
        raise InputError(
            _("unknown dataframe library '{name}'; {nearest}").format(
                name=backend, nearest=nearest(backend, _BACKENDS)
            )
        )
    if importlib.util.find_spec(backend) is None:
        raise InputError(_("{name} is not installed: python -m pip install {name}").format(name=backend))
    return backend


def markup(title: str, members: Sequence[Mapping[str, Any]]) -> str:
    """A small HTML table of the first members, self-contained."""
    heads = {
        "member": _("member"),
        "hidden_layer_sizes": _("hidden layers"),
        "seed": _("seed"),
        "parameters": _("parameters"),
        "epochs": _("epochs"),
        "loss": _("loss"),
        "val_loss": _("validation loss"),
        "accuracy": _("accuracy"),
        "val_accuracy": _("validation accuracy"),
        "best_epoch": _("best epoch"),
    }
    rows = [flat(member) for member in members[:_MOST_HTML]]
    head = "".join(f"<th>{html.escape(text)}</th>" for text in heads.values())
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(_text(row.get(name)))}</td>" for name in heads) + "</tr>"
        for row in rows
    )
    more = len(members) - len(rows)
    rest = _("and {n} more members").format(n=more)
    foot = f"<p>{html.escape(rest)}</p>" if more else ""
    return (
        f"<div><p><strong>{html.escape(title)}</strong></p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{foot}</div>"
    )


def _text(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.4f}" if isinstance(value, float) else str(value)
