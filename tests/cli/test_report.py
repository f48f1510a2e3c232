"""`hanka report` as it is typed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LOG = "epoch,loss,val_loss\n" + "\n".join(
    f"{e},{1 / e},{1 / e + 0.3 + 0.01 * max(0, e - 9)}" for e in range(1, 31)
)


def runs(page: Path) -> Any:
    found = re.search(r'id="data">(.*?)</script>', page.read_text("utf-8"), re.DOTALL)
    assert found
    return json.loads(found[1])["runs"]


def test_an_experiment(hanka: Any, made: Path, tmp_path: Path) -> None:
    done = hanka("report", "made")
    assert (done.stdout, done.stderr) == ("", "wrote report.html\n")
    assert [run["name"] for run in runs(tmp_path / "report.html")] == ["made:0", "made:1", "made:2"]
    text = (tmp_path / "report.html").read_text("utf-8")
    assert "Most confidently wrong" in text and "data:image/png;base64," in text
    hanka("report", "made", "--out", "報告.html", "--title", "題名", "--lang", "ja")
    assert "<h1>題名</h1>" in (tmp_path / "報告.html").read_text("utf-8")


def test_a_regression(hanka: Any, made_table: Path, tmp_path: Path) -> None:
    hanka("report", "made-table", "-o", "r.htm")
    assert "Largest errors" in (tmp_path / "r.htm").read_text("utf-8")


def test_logs_and_experiments_together(
    hanka: Any, made: Path, parsed: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "logs" / "deep").mkdir(parents=True)
    (tmp_path / "logs" / "a.csv").write_text(LOG)
    (tmp_path / "logs" / "deep" / "b.csv").write_text(LOG.replace("val_loss", "dev"))
    done = hanka("report", "logs", "made", "--map", "val_loss=val_loss", "--json")
    assert "passed over: there is no column 'val_loss'" in done.stderr
    done = hanka("report", "logs/a.csv", "made", "--json")
    assert parsed(done) == {"schema_version": 1, "report": "report.html", "runs": 4}
    assert {run["label"] for run in runs(tmp_path / "report.html")} >= {"logs/a.csv", "made: 128 seed=0"}


def test_columns_and_size_as_for_diagnose(hanka: Any, tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text(LOG.replace("epoch,loss,val_loss", "epoch,fit,held"))
    hanka("report", "odd.csv", "--train", "fit", "--val", "held", "--n-val", "500")
    [run] = runs(tmp_path / "report.html")
    assert set(run["metrics"]) == {"loss", "val_loss"}
    assert run["diagnoses"]["loss"]["verdict"] == "overfitting"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["report"], "PATHS"),
        (["report", "nowhere.csv"], "there is no nowhere.csv"),
        (["report", "log.csv", "-o", "log.csv"], "the report is an HTML file"),
        (["report", "log.csv", "-o", "no/such/r.html"], "cannot write no/such/r.html"),
        (["report", "empty.csv"], "empty"),
        (["report", "log.csv", "--n-val", "0"], "n-val"),
        (["report", "log.csv", "--reader", "csw"], "did you mean 'csv'"),
    ],
)
def test_what_cannot_be_done_is_a_line(hanka: Any, tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "log.csv").write_text(LOG)
    (tmp_path / "empty.csv").write_text("")
    done = hanka(*arguments, code=2)
    assert said in done.stderr and len(done.stderr.strip().splitlines()) == 1
    assert (tmp_path / "log.csv").read_text() == LOG
    assert not (tmp_path / "report.html").exists()


def test_one_bad_path_loses_no_other(hanka: Any, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(LOG)
    done = hanka("report", "log.csv", "nowhere.csv", code=2)
    assert "not read: there is no nowhere.csv" in done.stderr
    assert len(runs(tmp_path / "report.html")) == 1


def test_an_experiment_that_has_not_begun(hanka: Any, made: Path) -> None:
    (made / "history.jsonl").write_text("")
    assert "nothing to report yet" in hanka("report", "made", code=2).stderr
