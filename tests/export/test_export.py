"""What is written predicts what hanka predicts: by onnxruntime, by Keras, by NumPy and the file alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors import safe_open
from scipy import special

import hanka
from hanka.engine import run
from hanka.errors import InputError
from hanka.experiment import Experiment
from hanka.export import FORMATS, export

ACTIVATIONS = ("relu", "elu", "gelu", "tanh", "sigmoid", "linear")
CASES = [
    *({"activation": name} for name in ACTIVATIONS),
    {"normalization": "batch"},
    {"normalization": "layer", "activation": "gelu"},
    {"hidden_layer_sizes": ()},
]
SOURCES = {"multiclass": "digits", "binary": "teacher:n=80,d=4,seed=1", "regression": None}


def data_of(task: str) -> Any:
    if SOURCES[task] is not None:
        return hanka.load(SOURCES[task])
    rng = np.random.default_rng(0)
    x = rng.normal(50, 20, (80, 3))
    return hanka.load((x, 1000 + x @ [3.0, -2.0, 1.0]), task="regression")


def trained(folder: Path, data: Any, **settings: Any) -> Experiment:
    spec = hanka.Spec(**{"hidden_layer_sizes": (7, 5), "epochs": 2, "train_size": 40, **settings})
    family = hanka.Family((spec,))
    with Experiment.create(folder, family, data) as experiment:
        list(experiment.record(run(family, data)))
    return hanka.open(folder)


def by_onnx(path: Path, x: Any) -> Any:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    [found] = session.run(None, {"x": x.astype(np.float32)})
    return found


def by_keras(path: Path, x: Any) -> Any:
    import keras

    return np.asarray(keras.saving.load_model(path)(x.astype(np.float32)))


def by_numpy(path: Path, x: Any) -> Any:
    """A reader written from the documentation of the file."""
    with safe_open(path, "np") as file:
        network = json.loads(file.metadata()["network"])
        a = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    x = x.astype(np.float32)
    functions = {
        "relu": lambda x: np.maximum(x, 0),
        "elu": lambda x: np.where(x > 0, x, np.expm1(x)),
        "gelu": lambda x: x * special.ndtr(x),
        "tanh": np.tanh,
        "sigmoid": special.expit,
        "softmax": lambda x: special.softmax(x, axis=1),
    }
    for i, kind in enumerate(network["steps"]):
        if kind == "flatten":
            x = x.reshape(len(x), -1)
        elif kind == "channel":
            x = x[..., None]
        elif kind == "conv":
            kernel, high, wide = a[f"{i}/kernel"], x.shape[1] - 2, x.shape[2] - 2
            windows = np.lib.stride_tricks.sliding_window_view(x, (3, 3), (1, 2))
            x = np.einsum("nhwcij,ijcf->nhwf", windows, kernel) + a[f"{i}/bias"]
            assert x.shape[1:3] == (high, wide)
        elif kind == "pool":
            squares = np.lib.stride_tricks.sliding_window_view(x, (2, 2), (1, 2))[:, ::2, ::2]
            x = squares.max((-1, -2))
        elif kind == "scale":
            x = (x - a[f"{i}/offset"]) / a[f"{i}/scale"]
        elif kind == "unscale":
            x = (x * a[f"{i}/scale"] + a[f"{i}/offset"])[:, 0]
        elif kind == "dense":
            x = x @ a[f"{i}/kernel"] + a[f"{i}/bias"]
        elif kind in ("batch", "layer"):
            mean, variance = (
                (a[f"{i}/mean"], a[f"{i}/variance"])
                if kind == "batch"
                else (x.mean(-1, keepdims=True), x.var(-1, keepdims=True))
            )
            x = (x - mean) / np.sqrt(variance + network["epsilon"]) * a[f"{i}/gamma"] + a[f"{i}/beta"]
        else:
            x = functions[kind](x)
    return x


# Keras' own way of saving on JAX.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

PREDICT = {"onnx": by_onnx, "keras": by_keras, "safetensors": by_numpy}


MADE = [*(("multiclass", case) for case in CASES), ("binary", {}), ("regression", {})]


@pytest.fixture(scope="module", params=MADE, ids=lambda p: "-".join([p[0], *map(str, p[1].values())]))
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Experiment, Any]:
    """An experiment, and its data."""
    task, settings = request.param
    data = data_of(task)
    return trained(tmp_path_factory.mktemp("made") / "e", data, **settings), data


@pytest.mark.parametrize("to", FORMATS)
def test_it_predicts_the_same(made: tuple[Experiment, Any], tmp_path: Path, to: str) -> None:
    experiment, data = made
    path = tmp_path / f"network.{to}"
    export(experiment, 0, path, to, "best")
    known = experiment.predict(0, data.x_val, "best")
    found = PREDICT[to](path, data.x_val)
    assert found.shape == known.shape
    np.testing.assert_allclose(found, known, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("to", FORMATS)
def test_pictures_go_in_as_they_are(tmp_path: Path, to: str) -> None:
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 256, (60, 6, 5)).astype(np.uint8), np.arange(60) % 3
    experiment = trained(tmp_path / "e", hanka.load((x, y)), train_size=None)
    path = tmp_path / f"network.{to}"
    export(experiment, 0, path, to)
    np.testing.assert_allclose(PREDICT[to](path, x), experiment.predict(0, x), atol=1e-5)


SEEING = [
    pytest.param((12, 11), {}, marks=pytest.mark.slow),
    ((10, 13, 3), {"normalization": "batch", "activation": "elu"}),
    ((11, 10), {"normalization": "layer", "activation": "gelu", "hidden_layer_sizes": ()}),
]


@pytest.mark.parametrize(("shape", "settings"), SEEING)
def test_convolutions_predict_the_same(shape: Any, settings: Any, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 256, (60, *shape)).astype(np.uint8), np.arange(60) % 3
    experiment = trained(tmp_path / "e", hanka.load((x, y)), network="cnn", train_size=None, **settings)
    for to in FORMATS:
        path = tmp_path / f"network.{to}"
        export(experiment, 0, path, to)
        np.testing.assert_allclose(PREDICT[to](path, x), experiment.predict(0, x), atol=1e-5, err_msg=to)


def test_names_travel_along(tmp_path: Path) -> None:
    import onnx

    experiment = trained(tmp_path / "e", hanka.load("digits"))
    export(experiment, 0, tmp_path / "n.onnx", "onnx")
    props = {p.key: json.loads(p.value) for p in onnx.load(tmp_path / "n.onnx").metadata_props}
    assert props["class_names"] == list("0123456789") and len(props["feature_names"]) == 64


def test_what_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = trained(tmp_path / "e", hanka.load("digits"))
    with pytest.raises(InputError, match="did you mean 'onnx'"):
        export(experiment, 0, tmp_path / "n", "onxn")
    with pytest.raises(InputError, match="no member 7"):
        export(experiment, 7, tmp_path / "n.onnx", "onnx")
    with pytest.raises(InputError, match=r"named \.keras"):
        export(experiment, 0, tmp_path / "n.h5", "keras")
    monkeypatch.setitem(__import__("sys").modules, "onnx", None)
    with pytest.raises(InputError, match=r"hanka\[onnx\]"):
        export(experiment, 0, tmp_path / "n.onnx", "onnx")
    monkeypatch.setattr(experiment, "network_of", lambda member: "own")
    with pytest.raises(InputError, match="only networks that hanka knows"):
        export(experiment, 0, tmp_path / "n.onnx", "onnx")
