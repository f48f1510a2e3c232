"""`experiment.json`: the data set, the specs and the versions of an experiment, written once, first."""

from __future__ import annotations

import datetime
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hanka import __version__
from hanka.dataset._types import Dataset
from hanka.errors import InputError
from hanka.experiment._files import replacing, write_all
from hanka.messages import gettext as _
from hanka.spec import Family, Spec

__all__ = ["ABOUT", "About", "describe", "read_about", "write_about"]

ABOUT = "experiment.json"
_SCHEMA_VERSION = 1
_DATASET_KEYS = (
    *("name", "task", "source", "options", "sha256", "class_names", "feature_names", "input_shape"),
    *("offset", "scale", "target_offset", "target_scale", "n_train", "n_val", "n_test"),
)


@dataclass(frozen=True, slots=True)
class About:
    """What `experiment.json` says.

    Attributes:
        created: the time, ISO 8601 with the offset from UTC.
        dataset: plain data, enough to load the data again and to predict without them.
        network: the name of a network that was given as an object, or None where each spec names its own.
        family: the specs.
        versions: of hanka and of what it computed with.
    """

    created: str
    dataset: dict[str, Any]
    network: str | None
    family: Family
    versions: dict[str, str]

    def network_of(self, member: int) -> str:
        """The name of a member's network."""
        return self.network or self.family.specs[member].network


def describe(family: Family, data: Dataset, network: str | None) -> About:
    """What there is to say of an experiment that begins now."""
    dataset = {
        "name": data.name,
        "task": data.task,
        "source": data.source,
        "options": dict(data.options),
        "sha256": data.sha256,
        "class_names": list(data.class_names),
        "feature_names": list(data.feature_names),
        "input_shape": list(data.input_shape),
        "offset": data.offset.tolist(),
        "scale": data.scale.tolist(),
        "target_offset": float(data.target_offset),
        "target_scale": float(data.target_scale),
        "n_train": len(data.x_train),
        "n_val": len(data.x_val),
        "n_test": len(data.x_test),
    }
    created = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    return About(created, dataset, network, family, _versions())


def write_about(path: Path, about: About) -> None:
    """Write the file as a whole, a spec a line."""
    head = {
        "schema_version": _SCHEMA_VERSION,
        "hanka": __version__,
        "created": about.created,
        "network": about.network,
        "versions": about.versions,
        "dataset": about.dataset,
    }
    lines = [
        f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)},\n" for name, value in head.items()
    ]
    specs = ",\n".join(json.dumps(spec.to_dict()) for spec in about.family)
    text = "{\n" + "".join(lines) + '"specs": [\n' + specs + "\n]\n}\n"
    with replacing(path, durable=True) as file:
        write_all(file, text.encode())


def read_about(folder: Path) -> About:
    """The description of the experiment in a folder, or InputError if it is none."""
    try:
        data = json.loads((folder / ABOUT).read_bytes())
    except FileNotFoundError as error:
        raise InputError(
            _(
                "{folder} is not an experiment, it has no {file}; give the folder that 'hanka train' wrote"
            ).format(folder=folder, file=ABOUT)
        ) from error
    except (OSError, ValueError, RecursionError) as error:
        raise _foreign(folder, str(error)) from error
    return _parse(folder, data)


def _parse(folder: Path, data: Any) -> About:
    if not isinstance(data, dict) or not {"schema_version", "specs", "dataset", "network"} <= data.keys():
        raise _foreign(folder, _("it is not a description of an experiment"))
    if data["schema_version"] != _SCHEMA_VERSION:
        raise InputError(
            _(
                "{folder} has the format {version}, this hanka reads {known}; install the hanka it came from"
            ).format(folder=folder, version=data["schema_version"], known=_SCHEMA_VERSION)
        )
    dataset = data["dataset"]
    missing = (
        [key for key in _DATASET_KEYS if key not in dataset] if isinstance(dataset, dict) else ["dataset"]
    )
    if missing:
        raise _foreign(folder, _("its data set lacks {names}").format(names=", ".join(missing)))
    try:
        family = Family(tuple(Spec.from_dict(spec) for spec in data["specs"]))
    except (InputError, TypeError, ValueError, AttributeError) as error:
        raise _foreign(folder, str(error)) from error
    versions = data.get("versions")
    return About(
        created=str(data.get("created", "")),
        dataset=dataset,
        # Specs did not name their network yet when there was but one.
        network=None if data["network"] in (None, "mlp") else str(data["network"]),
        family=family,
        versions=dict(versions) if isinstance(versions, Mapping) else {},
    )


def _foreign(folder: Path, reason: str) -> InputError:
    return InputError(
        _("{folder} is damaged or not from hanka: {file}: {reason}").format(
            folder=folder, file=ABOUT, reason=reason
        )
    )


def _versions() -> dict[str, str]:
    from importlib import metadata  # a seventh of a second that reading needs not pay

    versions = {"python": platform.python_version()}
    for name in ("numpy", "jax", "jaxlib"):
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions
