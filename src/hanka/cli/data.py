"""`hanka data`: describe a data set, or list the known ones."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

import click

from hanka.cli._output import console, print_json
from hanka.messages import gettext as _

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["command"]

_MOST = 20
"""Features named, and classes counted, at most."""


@click.command(
    "data",
    help=_("Describe the data set SOURCE, a known one or a file; without SOURCE, list the known ones."),
)
@click.argument("source", required=False)
@click.option("--target", help=_("The column of a file to learn."))
@click.option("--val", help=_("Validation data: a file or a share."))
@click.option("--test", help=_("Test data: a file or a share."))
@click.option("--split-seed", type=int, help=_("Of the split into training, validation and test."))
@click.option("--task", help=_("multiclass, binary or regression; otherwise told from the target."))
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
def command(source: str | None, as_json: bool, **options: Any) -> int:
    if source is None:
        return _list(as_json)
    from hanka.cli.train import _share
    from hanka.dataset import describe, load

    given = {name: value for name, value in options.items() if value is not None}
    for name in ("val", "test"):
        given |= {name: _share(given[name])} if name in given else {}
    facts = describe(load(source, **given))
    if as_json:
        print_json({"dataset": facts})
        return 0
    _print(console(), facts)
    return 0


def _print(out: Console, facts: Mapping[str, Any]) -> None:
    """The facts a line each, then the rows by class and part, or the target's spread."""
    from hanka.cli._tables import grid

    features = facts["features"]
    out.print(f"{facts['name']} ({facts['source']}): {facts['task']}")
    shape = "×".join(map(str, facts["input_shape"]))
    out.print(_("inputs: {shape}, {dtype}").format(shape=shape, dtype=facts["dtype"]))
    if features:
        out.print(", ".join(features[:_MOST]) + (", …" if len(features) > _MOST else ""))
    if facts["ask"]:
        out.print(_("{n} more without a label, to be asked about").format(n=facts["ask"]))
    rows = facts["rows"]
    table = grid(out, _("class"), _("training"), _("validation"), _("test"))
    for name, counts in list(facts.get("classes", {}).items())[:_MOST]:
        table.add_row(name, *(f"{counts[part]:,}" for part in rows))
    table.add_row(_("together"), *(f"{n:,}" for n in rows.values()))
    out.print(table)
    if "target" in facts:
        spread = {name: f"{value:.6g}" for name, value in facts["target"].items()}
        out.print(
            _("target: {minimum} to {maximum}, mean {mean}, standard deviation {standard_deviation}").format(
                **spread
            )
        )
    out.print(f"sha256 {facts['sha256']}")


def _list(as_json: bool) -> int:
    known = sorted({point.name for point in entry_points(group="hanka.datasets")})
    if as_json:
        print_json({"datasets": known})
        return 0
    for name in known:
        click.echo(name)
    click.echo(_("or a file: hanka data FILE.csv --target COLUMN"))
    return 0
