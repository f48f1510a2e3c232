"""`hanka data`: describe a data set, or list the known ones."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Any

import click

from hanka.cli._output import console, print_json
from hanka.messages import gettext as _

__all__ = ["command"]


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
    out = console()
    for name, value in facts.items():
        if not isinstance(value, list | dict):
            out.print(f"{name}: {value}")
    for name, value in facts.items():
        if isinstance(value, dict):
            out.print(f"{name}: " + ", ".join(f"{k} {v}" for k, v in value.items()))
        elif isinstance(value, list):
            out.print(f"{name}: " + ", ".join(map(str, value[:20])) + (", …" if len(value) > 20 else ""))
    return 0


def _list(as_json: bool) -> int:
    known = sorted({point.name for point in entry_points(group="hanka.datasets")})
    if as_json:
        print_json({"datasets": known})
        return 0
    for name in known:
        click.echo(name)
    click.echo(_("or a file: hanka data FILE.csv --target COLUMN"))
    return 0
