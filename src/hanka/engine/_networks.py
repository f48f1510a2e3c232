"""The network that a spec names: a built-in one, or a function of the user's own."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from hanka.dataset import Dataset
from hanka.engine._cnn import cnn
from hanka.engine._mlp import mlp
from hanka.engine._network import Network
from hanka.errors import InputError
from hanka.messages import gettext as _
from hanka.spec import FILTERS, POOL, WINDOW, Spec

__all__ = ["check_pictures", "common", "network_of"]

_BUILT_IN: dict[str, Callable[[Spec, int], Network]] = {"mlp": mlp, "cnn": cnn}


def common(spec: Spec) -> Spec:
    """The spec that stands for all of one program: it has no member's own values, so that groups and packs
    that differ in those alone find each other's compiled program. A rate is 0.5 where it is on."""
    own: dict[str, Any] = {"epochs": 1, "seed": 0, "train_size": None, "learning_rate": None}
    own |= {"patience": None, "min_delta": 0.0}
    own |= {name: 0.5 if name in spec.features else 0.0 for name in Spec.rates()}
    return replace(spec, **own)


def network_of(spec: Spec, outputs: int) -> Network:
    """The network of a spec for so many outputs, the same object for all specs of one program: a compiled
    program is known by it.

    Args:
        spec: with `network` "mlp", "cnn", or "module:function", of a function (spec, outputs) → Network,
            which is given the spec that is common to all of a program (see `common`): a rate in it is a
            placeholder, and the one to use is `dropout` of `apply`.
        outputs: logits of classes, or one.

    Raises:
        InputError: the module or the function is missing, fails, or gives something else.
    """
    return _network(common(spec), outputs)


@lru_cache(maxsize=256)
def _network(spec: Spec, outputs: int) -> Network:
    if spec.network in _BUILT_IN:
        return _BUILT_IN[spec.network](spec, outputs)
    function = _function(spec.network)
    try:
        made = function(spec, outputs)
    except Exception as error:  # whatever the user's function raises
        raise InputError(
            _("the network {name} can't be made: {kind}: {reason}").format(
                name=spec.network, kind=type(error).__name__, reason=error
            )
        ) from error
    if not isinstance(made, Network):
        raise InputError(
            _("the network {name} must be a hanka.engine.Network, and its function gave a {kind}").format(
                name=spec.network, kind=type(made).__name__
            )
        )
    return made


def check_pictures(data: Dataset) -> None:
    """Refuse data that a convolutional network can't look at.

    Raises:
        InputError: the inputs are no pictures, or too small ones.
    """
    if not data.is_image:
        raise InputError(_("network cnn looks at pictures, and these inputs are none; use mlp"))
    least = 1
    for _filters in FILTERS:
        least = least * POOL + WINDOW - 1
    if min(data.input_shape[:2]) < least:
        raise InputError(
            _(
                "network cnn needs pictures of {least}×{least} or more, and these have {shape}; use mlp"
            ).format(least=least, shape="×".join(map(str, data.input_shape)))
        )


def _function(name: str) -> Callable[[Spec, int], Any]:
    """The function of "module:function"; the module may lie where the command is called."""
    module, _colon, attribute = name.partition(":")
    before = list(sys.path)
    sys.path.insert(0, "")
    try:
        found: Any = importlib.import_module(module)
        for part in attribute.split("."):
            found = getattr(found, part)
    # Whatever the user's module raises when it is imported.
    except Exception as error:
        raise InputError(
            _("the network {name} can't be imported ({reason}); run where Python finds its module").format(
                name=name, reason=error
            )
        ) from error
    finally:
        sys.path[:] = before
    if not callable(found):
        raise InputError(_("the network {name} is no function").format(name=name))
    return found
