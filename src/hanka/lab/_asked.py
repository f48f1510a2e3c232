"""What is asked to be trained: the page's choices, as the command line and as Python."""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.metadata import entry_points
from typing import Any

from hanka.dataset._gather import MEMORY
from hanka.errors import InputError, nearest
from hanka.experiment import Experiment
from hanka.lab._runs import Runs
from hanka.messages import gettext as _
from hanka.spec import Family, Spec
from hanka.spec.texts import SETTINGS, as_text, family_of, option_names, parse

__all__ = ["MOST_EPOCHS", "MOST_NETWORKS", "OPTIONS", "Asked", "SettingError", "of_experiment"]

MOST_NETWORKS = 1000
MOST_EPOCHS = 10_000
_LONGEST = 1000
_KNOWN = re.compile(r"([a-z][a-z_0-9]*)(:[a-z_]+=[-\d.e]+(,[a-z_]+=[-\d.e]+)*)?")
_SHARE = re.compile(r"\d*\.?\d+")
_WHOLE = re.compile(r"0|[1-9]\d{0,9}")
OPTIONS = ("target", "val", "test", "split_seed", "task")
"""Of the data; all other settings are the family's."""


class SettingError(InputError):
    """One setting is wrong, and it is known which."""

    def __init__(self, text: str, setting: str) -> None:
        super().__init__(text)
        self.setting = setting


@dataclass(frozen=True, slots=True)
class Asked:
    """A family to be trained on a data set.

    Attributes:
        source: the data set's name, or a file.
        options: how a file is read, as on the command line.
        settings: name → text as typed on the command line.
    """

    source: str
    options: dict[str, str]
    settings: dict[str, str]

    @classmethod
    def read(cls, body: Any, runs: Runs) -> Asked:
        """The page's choices: a known data set, or a table that was given to this lab; no other file.

        Raises:
            SettingError: a setting is unknown or its value is wrong.
            InputError: something else is.
        """
        source = _source(body.get("source") if isinstance(body, dict) else None, runs)
        texts = _texts(body.get("settings"), [*SETTINGS, *OPTIONS])
        options = {name: texts.pop(name) for name in OPTIONS if name in texts}
        for name, text in options.items():
            if (wrong := _complaint(name, text)) is not None:
                raise SettingError(wrong.format(name=name), name)
        asked = cls(source, options, {n: t for n, t in texts.items() if t != _default(n)})
        asked.check()
        return asked

    def check(self) -> None:
        """Refuse a family that can't be, or that is more than a page is for."""
        for name, text in self.settings.items():
            try:
                parse(name, text)
            except InputError as error:
                raise SettingError(str(error), name) from None
        network = self.settings.get("network", "mlp")
        if ":" in network:
            raise SettingError(_("a network of one's own is trained from the command line"), "network")
        family = self.family()
        if len(family) > MOST_NETWORKS:
            raise InputError(
                _("these are {n:,} networks, and the lab trains at most {most:,} at once; vary less").format(
                    n=len(family), most=MOST_NETWORKS
                )
            )
        if max(spec.epochs for spec in family) > MOST_EPOCHS:
            text = _("the lab trains for at most {most:,} epochs").format(most=MOST_EPOCHS)
            raise SettingError(text, "epochs")

    def family(self) -> Family:
        """The networks."""
        return family_of(self.settings)

    def arguments(self) -> list[str]:
        """Of `hanka`, all but where the experiment goes."""
        words = ["train", self.source]
        for name, text in self.options.items():
            words += [f"--{name.replace('_', '-')}", text]
        for name, text in self.settings.items():
            words.append(f"{option_names(name)[0]}={text}" if text.startswith("-") else option_names(name)[0])
            words += [] if text.startswith("-") else [text]
        return words

    def words(self, out: str) -> dict[str, str]:
        """The command line and the Python that train the same."""
        values = {name: list(parse(name, text)) for name, text in self.settings.items()}
        return {
            "command": shlex.join(["hanka", *self.arguments(), "--out", out]),
            "python": _python(self.source, self.options, values, out),
        }


def of_experiment(experiment: Experiment) -> dict[str, str]:
    """The command line and the Python that train an experiment's family again."""
    specs, source = experiment.family.specs, experiment.dataset["source"]
    if experiment.network is not None or source == MEMORY:  # only the program that made it can do so again
        return {"command": "", "python": ""}
    values: dict[str, list[Any]] = {}
    # The learning rate and the decay that an optimizer has by itself need not be named.
    usual = {**Spec(optimizer=specs[0].optimizer).to_dict(), "optimizer": Spec().optimizer}
    for field in fields(Spec):
        found = list(dict.fromkeys(getattr(spec, field.name) for spec in specs))
        if found != [getattr(Spec(), field.name)] and found != [usual[field.name]]:
            values[field.name] = found
    product = math.prod(map(len, values.values()))
    if len(set(specs)) != product:  # some combinations are missing: which family it was is not to be seen
        return {"command": "", "python": ""}
    settings = {name: ",".join(map(as_text, found)) for name, found in values.items()}
    given = experiment.dataset["options"].items()
    options = {n: str(v) for n, v in given if n in OPTIONS and v is not None and (n, v) != ("split_seed", 0)}
    place = Runs(experiment.folder.parent)
    again = place.free(re.sub(r"-\d+$", "", experiment.folder.name))
    return Asked(source, options, settings).words(f"{place.folder.name}/{again}")


def _python(source: str, options: Mapping[str, str], values: Mapping[str, list[Any]], out: str) -> str:
    fixed = "".join(f", {n}={v[0]!r}" for n, v in values.items() if len(v) == 1)[2:]
    varied = "".join(f", {n}={v!r}" for n, v in values.items() if len(v) > 1)
    given = "".join(f", {n}={v if _SHARE.fullmatch(v) else repr(v)}" for n, v in options.items())
    return f"""import hanka
from hanka.engine import run

data = hanka.load({source!r}{given})
family = hanka.vary(hanka.Spec({fixed}){varied})
with hanka.Experiment.create({out!r}, family, data) as experiment:
    for row in experiment.record(run(family, data)):
        print(row)
"""


def _source(given: Any, runs: Runs) -> str:
    if isinstance(given, str):
        if (table := runs.table(given)) is not None:
            return str(table)
        found = _KNOWN.fullmatch(given)
        if found and found[1] in {point.name for point in entry_points(group="hanka.datasets")}:
            return given
    raise InputError(_("choose a data set of the list, or give a table"))


def _texts(given: Any, known: Any) -> dict[str, str]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise InputError(_("settings are names with their texts"))
    for name, text in given.items():
        if name not in known:
            asked = str(name)[:100]
            raise InputError(
                _("unknown setting '{name}'; {nearest}").format(name=asked, nearest=nearest(asked, known))
            )
        if not isinstance(text, str) or len(text) > _LONGEST:
            raise SettingError(_("the value of {name} is no text, or too long a one").format(name=name), name)
    return {name: text.strip() for name, text in given.items() if text.strip()}


def _complaint(name: str, text: str) -> str | None:
    """What is wrong with an option of the data; the column to learn, only the data can tell."""
    if name in ("val", "test") and not _SHARE.fullmatch(text):
        return _("{name} is a share or a number of rows here")
    if name == "split_seed" and not _WHOLE.fullmatch(text):
        return _("{name} is a whole number")
    if name == "task" and text not in ("multiclass", "binary", "regression"):
        return _("{name} is multiclass, binary or regression")
    return None


def _default(name: str) -> str:
    return as_text(SETTINGS[name].default)
