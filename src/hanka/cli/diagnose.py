"""`hanka diagnose`: the verdict on training logs, hanka's own and other tools'."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hanka.cli._logs import Found, Wishes, columns_of, find_logs, reading_options, tell
from hanka.cli._output import console, note, print_json
from hanka.errors import InputError, NothingYetError, nearest
from hanka.messages import gettext as _

if TYPE_CHECKING:
    from hanka.diagnosis import Diagnosis
    from hanka.history import History

__all__ = ["command"]

_FINDINGS = ("underfitting", "overfitting", "diverged", "undecided")
_FEW = 3
"""Histories up to which details are shown unasked."""
_PAUSE = 1.0
_WRONG = 2


@click.command(
    "diagnose",
    help=_(
        "Say of each training log in PATHS whether the network underfits, fits well or overfits, and how "
        "sure that is. A path is a file (CSV, TSV, JSON, JSON lines), an experiment, a folder of them, or - "
        "for standard input."
    ),
)
@click.argument("paths", nargs=-1, required=True, metavar="PATHS...")
@click.option(
    "--metric", help=_("Judge this validation metric; otherwise the loss, and all others beside it.")
)
@reading_options
@click.option(
    "--details/--no-details",
    default=None,
    help=_("Other metrics, caveats and the curves; otherwise where logs are few."),
)
@click.option(
    "--fail-on",
    metavar=_("LIST"),
    help=_("Exit with 1 on any of these: {known}.").format(known=", ".join(_FINDINGS)),
)
@click.option(
    "--watch", is_flag=True, help=_("Go on reading logs that still grow, until interrupted or --fail-on.")
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True,
    help=_("Text, one JSON object, or annotations for GitHub Actions."),
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=_("The same as --format json."))
def command(
    paths: Sequence[str],
    metric: str | None,
    train: str | None,
    val: str | None,
    pairs: Sequence[str],
    n_val: int | None,
    reader: str | None,
    details: bool | None,
    fail_on: str | None,
    watch: bool,
    form: str,
    as_json: bool,
) -> int:
    fatal = _fatal(fail_on)
    wishes = Wishes(columns_of(train, val, pairs), n_val, reader)
    form = "json" if as_json else form
    if watch:
        return _watch(paths, wishes, metric, fatal, form)
    found = find_logs(paths, wishes)
    verdicts = [_judge(history, metric) for history in found.histories]
    _print(found, verdicts, form, len(found.histories) <= _FEW if details is None else details)
    tell(found)
    return _WRONG if found.failed else _code(verdicts, fatal)


def _judge(history: History, metric: str | None) -> list[Diagnosis]:
    from hanka.diagnosis import diagnose, diagnose_all

    return diagnose_all(history) if metric is None else [diagnose(history, metric)]


def _code(verdicts: Sequence[Sequence[Diagnosis]], fatal: frozenset[str]) -> int:
    return 1 if any(first.verdict in fatal for first, *_others in verdicts) else 0


def _print(found: Found, verdicts: Sequence[list[Diagnosis]], form: str, detailed: bool) -> None:
    from hanka.diagnosis import diagnose_families

    histories = found.histories
    families = diagnose_families(histories, [first for first, *_others in verdicts])
    if form == "json":
        print_json(
            {
                "histories": [_record(h, d) for h, d in zip(histories, verdicts, strict=True)],
                "families": [family.to_dict() for family in families],
            }
        )
    elif form == "github":
        for history, file, (first, *_others) in zip(histories, found.files, verdicts, strict=True):
            click.echo(_annotation(history, file, first))
    else:
        from hanka.cli._verdicts import print_verdicts

        print_verdicts(console(), histories, verdicts, families, detailed)


def _record(history: History, diagnoses: Sequence[Diagnosis]) -> dict[str, Any]:
    first, *others = (diagnosis.to_dict() for diagnosis in diagnoses)
    head = {
        "name": history.name,
        "source": history.source,
        "columns": history.columns,
        "n_val": history.n_val,
    }
    return {**head, **first, "also": others}


def _annotation(history: History, file: str, diagnosis: Diagnosis) -> str:
    """A workflow command of GitHub Actions: an annotation on the log, its level by the verdict."""
    from hanka.diagnosis import headline, reason

    level = {"overfitting": "warning", "diverged": "error"}.get(diagnosis.verdict, "notice")
    return f"::{level} file={_escaped(file, ',:')},title={_escaped(headline(diagnosis), ',:')}::" + _escaped(
        f"{history.name}: {reason(diagnosis)}"
    )


def _escaped(text: str, more: str = "") -> str:
    """As GitHub asks: percent-encoded line ends and percent signs, in properties commas and colons too."""
    return "".join(f"%{ord(c):02X}" if c in "%\r\n" + more else c for c in text)


def _watch(paths: Sequence[str], wishes: Wishes, metric: str | None, fatal: frozenset[str], form: str) -> int:
    """A line for each log whenever it has grown; ends by an interruption or by what --fail-on names."""
    if "-" in paths:
        raise InputError(
            _("--watch reads files again and again, and standard input can be read once; name a file")
        )
    seen: dict[str, int] = {}
    waiting = False
    while True:
        try:
            found = find_logs(paths, wishes)
        except InputError as error:
            there = all(Path(path).exists() for path in paths)
            if not seen and there and not isinstance(error, NothingYetError):
                raise
            found = Found()  # not begun, or caught in the midst of being written
            if not waiting and not seen:
                note(_("waiting: {reason}").format(reason=error))
            waiting = True
        for history, file in zip(found.histories, found.files, strict=True):
            if seen.get(history.name) == len(history):
                continue
            seen[history.name] = len(history)
            verdicts = [_judge(history, metric)]
            if form == "text":
                click.echo(_line(history, verdicts[0][0]))
            else:
                _print(Found([history], [file]), verdicts, form, False)
            if code := _code(verdicts, fatal):
                return code
        time.sleep(_PAUSE)


def _line(history: History, diagnosis: Diagnosis) -> str:
    from hanka.diagnosis import best_epochs, headline, reason

    return "  ".join(
        [
            _("epoch {epoch:g}").format(epoch=history.epoch[-1] if len(history) else 0),
            headline(diagnosis),
            *([best] if (best := best_epochs(diagnosis)) else []),
            f"{history.name}: {reason(diagnosis)}",
        ]
    )


def _fatal(text: str | None) -> frozenset[str]:
    names = [name.strip() for name in (text or "").split(",") if name.strip()]
    for name in names:
        if name not in _FINDINGS:
            raise InputError(
                _("--fail-on takes verdicts, not '{name}'; {nearest}").format(
                    name=name, nearest=nearest(name, _FINDINGS)
                )
            )
    return frozenset(names)
