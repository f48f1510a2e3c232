"""A result's values as text, and the whole of it as HTML for notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

__all__ = ["cell", "markup"]


def markup(
    columns: Mapping[str, str], records: Sequence[Mapping[str, Any]], statements: Iterable[str]
) -> str:
    """The table, and the statements below it."""
    heads = "".join(f"<th>{escape(heading)}</th>" for heading in columns.values())
    rows = ("".join(f"<td>{escape(cell(record[key]))}</td>" for key in columns) for record in records)
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    said = "".join(f"<li>{escape(statement)}</li>" for statement in statements)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table><ul>{said}</ul>"


def cell(value: Any) -> str:
    """A value of a record as text: numbers by their size, means with half of their interval.

    >>> cell(0.98317), cell(31800010), cell(12.34), cell({"mean": 0.5, "low": 0.4, "high": 0.6, "n": 3})
    ('0.9832', '31,800,010', '12.3', '0.5000 ± 0.1000')
    """
    if value is None:
        return "–"
    if isinstance(value, Mapping):
        if value["mean"] is None:
            return "–"
        half = "" if value["low"] is None else f" ± {_number(value['mean'] - value['low'], value['mean'])}"
        return _number(value["mean"], value["mean"]) + half
    return str(value) if isinstance(value, str) else _number(value, value)


def _number(value: float, size: float) -> str:
    """With as many decimals as a number of this size deserves."""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.4f}" if abs(size) < 10 else f"{value:,.1f}"
