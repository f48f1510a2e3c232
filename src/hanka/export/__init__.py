"""A trained network for other tools: ONNX, Keras, or safetensors with all it takes to predict."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from hanka.errors import InputError, nearest
from hanka.export._chain import Chain, chain
from hanka.export._keras import write_keras
from hanka.export._onnx import write_onnx
from hanka.export._safetensors import write_safetensors
from hanka.messages import gettext as _

__all__ = ["FORMATS", "Chain", "chain", "export"]

_WRITERS: dict[str, Callable[[Chain, Path], None]] = {
    "onnx": write_onnx,
    "safetensors": write_safetensors,
    "keras": write_keras,
}
FORMATS = tuple(_WRITERS)


def export(
    experiment: Any,
    member: int,
    path: str | Path,
    to: str,
    weights: Literal["last", "best"] = "last",
) -> None:
    """Write a member of an experiment, its preprocessing included.

    What is written takes raw inputs, as the data set has them (pictures of 0 to 255, tables in their own
    units), and gives what `Experiment.predict` gives: (n, classes) probabilities, for two classes too, or
    (n,) values in the target's units. ONNX and Keras agree with it to 1e-5.

    Args:
        experiment: of networks that hanka knows, mlp and cnn.
        member: its index.
        path: the file to write.
        to: "onnx" (extra `onnx`), "keras" (extra `keras`) or "safetensors": the arrays, and in the file's
            metadata, under "network", as JSON what is to be done with them.
        weights: of the last or the best epoch.

    Raises:
        InputError: the format is unknown, the library is missing, or there is no such member.
    """
    if to not in _WRITERS:
        raise InputError(
            _("unknown format '{name}'; {nearest}").format(name=to, nearest=nearest(to, FORMATS))
        )
    _WRITERS[to](chain(experiment, member, weights), Path(path))
