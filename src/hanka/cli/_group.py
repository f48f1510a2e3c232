"""The group of commands: a command's module is imported when it is called, not for `hanka --help`."""

from __future__ import annotations

import importlib
from typing import Any

import click

from hanka import __version__
from hanka.errors import nearest
from hanka.messages import gettext as _

__all__ = ["COMMANDS", "hanka"]

COMMANDS = {
    "demo": _("Train a small family on bundled digits; print table and curves, write a picture."),
    "train": _("Train a family of networks on a data set."),
    "show": _("Show an experiment: its table and its learning curves."),
    "diagnose": _("Say of training logs whether they underfit, fit well or overfit, and how sure that is."),
    "report": _("Write experiments and training logs as one HTML file that needs nothing else."),
    "reproduce": _(
        "Train the lecture, the tutorial or another study anew, and compare with what is published."
    ),
    "lab": _("Open the lab in the browser: train, watch the curves grow, compare, draw digits."),
    "predict": _("Predict stored samples, pictures or rows of a file."),
    "export": _("Write a network for other tools: ONNX, Keras or safetensors."),
    "weights": _("Show a network's layers, connections and weights."),
    "check": _("Verify an experiment's folder."),
    "data": _("Describe a data set, or list the known ones."),
}

_HIDDEN = ("worker",)
"""Those that hanka itself calls."""


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS and cmd_name not in _HIDDEN:
            return None
        command: click.Command = importlib.import_module(f"hanka.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in {*COMMANDS, *_HIDDEN} and not args[0].startswith("-"):
            ctx.fail(
                _("unknown command '{name}'; {nearest}").format(
                    name=args[0], nearest=nearest(args[0], COMMANDS)
                )
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl(list(COMMANDS.items()))


def _show_version(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"hanka {__version__}")
        ctx.exit()


def _documented_language(_ctx: click.Context, _parameter: click.Parameter, _value: Any) -> None:
    """`--lang` is taken out of the arguments by `main`; here it is only for the help."""


@click.group(
    cls=_Lazy,
    no_args_is_help=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("hanka: train families of networks, read their learning curves, see which of them generalise."),
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show_version,
    help=_("Print the version."),
)
@click.option(
    "--lang",
    metavar="ja|en",
    expose_value=False,
    callback=_documented_language,
    help=_("The language of all texts; otherwise the locale's."),
)
@click.pass_context
def hanka(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
