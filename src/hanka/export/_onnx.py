"""A chain as an ONNX graph: https://onnx.ai/onnx/operators/, operators of set 18."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from hanka.errors import InputError
from hanka.export._chain import EPSILON, Chain, Step
from hanka.messages import gettext as _
from hanka.spec import POOL

__all__ = ["write_onnx"]

_OPSET = 18
_IR = 9
"""Versions that runtimes since 2023 read."""
_OPERATORS = {"relu": "Relu", "elu": "Elu", "tanh": "Tanh", "sigmoid": "Sigmoid"}


def write_onnx(chain: Chain, path: Path) -> None:
    """Input `x` (n, ...) float32, output `probabilities` (n, classes) or `value` (n,)."""
    try:
        from onnx import TensorProto, checker, helper, save
    except ImportError as error:
        raise InputError(_("ONNX needs its library: python -m pip install 'hanka[onnx]'")) from error
    graph = _Graph(helper)
    last = "x"
    for step in chain.steps:
        last = graph.step(step, last)
    values = chain.task == "regression"
    out = "value" if values else "probabilities"
    if values:
        axes = graph.constant(np.array([1], np.int64))
        graph.nodes.append(helper.make_node("Squeeze", [last, axes], [out]))
    else:
        graph.nodes.append(helper.make_node("Identity", [last], [out]))
    shape: list[str | int | None] = ["n"] if values else ["n", len(chain.class_names)]
    made = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "hanka",
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", *chain.input_shape])],
            [helper.make_tensor_value_info(out, TensorProto.FLOAT, shape)],
            graph.tensors,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=_IR,
        producer_name="hanka",
    )
    names = {"name": chain.name, "class_names": chain.class_names, "feature_names": chain.feature_names}
    helper.set_model_props(made, {key: json.dumps(value, ensure_ascii=False) for key, value in names.items()})
    checker.check_model(made)
    save(made, path)


class _Graph:
    """Nodes and constants that grow as steps are added."""

    def __init__(self, helper: Any) -> None:
        self.nodes: list[Any] = []
        self.tensors: list[Any] = []
        self._helper = helper
        self._pictures = False

    def add(self, operator: str, inputs: list[str], **attributes: Any) -> str:
        """A node; returns its output's name."""
        name = f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(self._helper.make_node(operator, inputs, [name], **attributes))
        return name

    def _channels_first(self, operator: str, x: str, inputs: list[str], **attributes: Any) -> str:
        """An operator that wants a picture's channels before its height and width."""
        if not self._pictures:
            return self.add(operator, [x, *inputs], **attributes)
        made = self.add(operator, [self.add("Transpose", [x], perm=[0, 3, 1, 2]), *inputs], **attributes)
        return self.add("Transpose", [made], perm=[0, 2, 3, 1])

    def constant(self, array: Any) -> str:
        """An array that is part of the graph."""
        from onnx import numpy_helper

        name = f"array_{len(self.tensors)}"
        self.tensors.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def step(self, step: Step, x: str) -> str:
        """The nodes of one step on the output `x`."""
        if step.kind == "conv":
            self._pictures = True
            kernel, bias = (step.arrays[name] for name in ("kernel", "bias"))
            inputs = [self.constant(kernel.transpose(3, 2, 0, 1)), self.constant(bias)]
            return self._channels_first("Conv", x, inputs)
        a = {name: self.constant(array) for name, array in step.arrays.items()}
        match step.kind:
            case "flatten":
                self._pictures = False
                return self.add("Flatten", [x], axis=1)
            case "channel":
                return self.add("Unsqueeze", [x, self.constant(np.array([3], np.int64))])
            case "pool":
                sides = {"kernel_shape": [POOL, POOL], "strides": [POOL, POOL]}
                return self._channels_first("MaxPool", x, [], **sides)
            case "scale":
                return self.add("Div", [self.add("Sub", [x, a["offset"]]), a["scale"]])
            case "unscale":
                return self.add("Add", [self.add("Mul", [x, a["scale"]]), a["offset"]])
            case "dense":
                return self.add("Gemm", [x, a["kernel"], a["bias"]])
            case "batch":
                inputs = [a[name] for name in ("gamma", "beta", "mean", "variance")]
                return self._channels_first("BatchNormalization", x, inputs, epsilon=EPSILON)
            case "layer":
                return self.add("LayerNormalization", [x, a["gamma"], a["beta"]], axis=-1, epsilon=EPSILON)
            case "softmax":
                return self.add("Softmax", [x], axis=1)
            case "gelu":  # x Φ(x); an operator of its own since set 20
                half, root = (self.constant(np.float32(v)) for v in (0.5, np.sqrt(0.5)))
                one = self.constant(np.float32(1))
                phi = self.add("Add", [self.add("Erf", [self.add("Mul", [x, root])]), one])
                return self.add("Mul", [self.add("Mul", [x, phi]), half])
        return self.add(_OPERATORS[step.kind], [x])
