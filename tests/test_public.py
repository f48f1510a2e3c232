"""What hanka gives to its users is there, is documented, and costs no heavy import."""

from __future__ import annotations

import inspect
import pkgutil
import subprocess
import sys

import pytest

import hanka

HEAVY = ("jax", "optax", "sklearn", "matplotlib", "pandas", "scipy", "psutil")
LIGHT = ("hanka", "hanka.cli", "hanka.cli._group", "hanka.experiment", "hanka.readers", "hanka.dataset")


def modules() -> list[str]:
    return [m.name for m in pkgutil.walk_packages(hanka.__path__, "hanka.") if m.name != "hanka.__main__"]


def test_every_promised_name_is_there() -> None:
    assert hanka.__all__ == sorted(hanka.__all__)
    assert {name for name in hanka.__all__ if not hasattr(hanka, name)} == set()
    with pytest.raises(AttributeError, match="no attribute 'trian'"):
        hanka.trian  # noqa: B018


def test_type_checkers_see_what_is_promised() -> None:
    """The lazy names are written twice: for the interpreter, and under TYPE_CHECKING."""
    source = inspect.getsource(hanka)
    assert {f" import {name} as {name}\n" in source for name in hanka.__all__ if name != "__version__"} == {
        True
    }


@pytest.mark.parametrize("name", modules())
def test_every_module_and_public_thing_is_documented(name: str) -> None:
    module = __import__(name, fromlist=["x"])
    assert module.__doc__, name
    assert hasattr(module, "__all__") or name.endswith(".__main__"), name
    for public in module.__all__:
        thing = getattr(module, public)
        if (inspect.isclass(thing) or inspect.isfunction(thing)) and thing.__module__.startswith("hanka"):
            assert inspect.getdoc(thing), f"{name}.{public}"
            if inspect.isclass(thing):
                for method, function in vars(thing).items():
                    if inspect.isfunction(function) and not method.startswith(("_", "test_")):
                        assert inspect.getdoc(function), f"{name}.{public}.{method}"


@pytest.mark.parametrize("name", LIGHT)
def test_importing_it_imports_nothing_heavy(name: str) -> None:
    program = f"import sys, {name}; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
