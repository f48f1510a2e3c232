"""The notebooks run from first cell to last, on small settings; and what is committed is what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("jax")
jupytext = pytest.importorskip("jupytext", reason="it comes with the extra dev")
nbclient = pytest.importorskip("nbclient", reason="it comes with the extra dev")

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
NAMES = [path.stem for path in sorted(NOTEBOOKS.glob("*.py"))]


@pytest.fixture(scope="module")
def higgs(tmp_path_factory: pytest.TempPathFactory) -> str:
    import numpy as np

    rng = np.random.default_rng(0)
    x = rng.normal(size=(700, 28))
    y = (x[:, 0] + rng.normal(size=700) > 0).astype(int)
    path = tmp_path_factory.mktemp("higgs") / "higgs.csv"
    np.savetxt(path, np.column_stack([y, x]), delimiter=",", fmt="%.6g")
    return f"higgs:n_train=400,n_val=200,n_test=100,source={path}"


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> str:
    import numpy as np

    path = tmp_path_factory.mktemp("pictures") / "digits.npz"
    x = np.random.default_rng(0).integers(0, 255, (400, 28, 28)).astype(np.uint8)
    np.savez(path, x=x, y=np.arange(400) % 10)
    return str(path)


SLOW = ("double_descent", "techniques")  # eight programs to compile in each


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name in SLOW else []) for name in NAMES]
)
# Jupyter's own, when its kernel starts and ends.
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_it_runs(name: str, tmp_path: Path, higgs: str, pictures: str) -> None:
    notebook = jupytext.read(NOTEBOOKS / f"{name}.py")
    source = {"tutorial": higgs, "lecture": pictures}.get(name)
    small = f"FOLDER, QUICK, SEEDS, EPOCHS, SOURCE = 'out', True, 1, 2, {source!r}"
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if "parameters" in tags:
            cell.source = small
        elif "install" in tags:
            cell.source = ""
    resources = {"metadata": {"path": str(tmp_path)}}
    nbclient.NotebookClient(notebook, timeout=300, resources=resources, kernel_name="python3").execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    pictures = [output for output in outputs if "image/png" in output.get("data", {})]
    drawn = [cell for cell in notebook.cells if cell.source.startswith("Image(")]
    assert len(pictures) == len(drawn) > 0
    shown = [output["data"]["text/html"] for output in outputs if "text/html" in output.get("data", {})]
    assert "<table><thead>" in shown[0] and "<iframe" in shown[-1]


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_notebook_is_that_of_its_source(name: str) -> None:
    wanted = jupytext.read(NOTEBOOKS / f"{name}.py")
    found = jupytext.read(NOTEBOOKS / f"{name}.ipynb")
    assert [(c.cell_type, c.source) for c in found.cells] == [(c.cell_type, c.source) for c in wanted.cells]
    assert not any(cell.get("outputs") for cell in found.cells)
