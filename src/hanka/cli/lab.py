"""`hanka lab`: the web page on which networks are trained, watched and compared."""

from __future__ import annotations

from pathlib import Path

import click

from hanka.cli._output import extra, note
from hanka.messages import gettext as _

__all__ = ["command"]


@click.command(
    "lab",
    help=_(
        "Open the lab in the browser: choose data and networks, train, watch the curves grow, compare, draw "
        "digits, save a report. It ends with Ctrl-C; what it trains can be resumed."
    ),
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8520, show_default=True, help=_("0 for a free one.")
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help=_("Another address lets other machines in, by a token that is part of the printed address."),
)
@click.option(
    "--runs",
    type=click.Path(path_type=Path, file_okay=False),
    default="runs",
    show_default=True,
    help=_("The folder of the experiments."),
)
@click.option("--browser/--no-browser", default=True, help=_("Whether to open the page."))
def command(port: int, host: str, runs: Path, browser: bool) -> int:
    try:
        from hanka.lab import serve
    except ImportError as error:
        raise extra("lab", error) from error

    def say(address: str) -> None:
        note(_("the lab is at {address} (Ctrl-C ends it)").format(address=address))

    serve(runs, host=host, port=port, browser=browser, say=say)
    return 0
