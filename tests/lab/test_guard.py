"""Who may ask the lab, and what its answers may do."""

from __future__ import annotations

import socket
import stat
from pathlib import Path
from typing import Any

import pytest

from hanka.lab._runs import MissingError, Runs

OUTSIDE = ["..", ".", "../x", "a/b", "a\\b", "/etc", ".lab", "C:x", "", "a\0b", "x" * 200, "..%2f"]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1:1", "localhost", "127.0.0.1.evil:{port}"]
)
def test_a_foreign_host_is_refused(lab: Any, host: str) -> None:
    for path in ("/", "/api/lab", "/static/lab.js", "/nowhere"):
        lab.ask("GET", path, code=403, Host=host.format(port=lab.port))


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST:{port}"])
def test_its_own_names_are_not(lab: Any, host: str) -> None:
    lab.ask("GET", "/api/experiments", Host=host.format(port=lab.port))


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1"])
def test_a_foreign_origin_is_refused(lab: Any, origin: str) -> None:
    lab.ask("GET", "/api/experiments", code=403, Origin=origin)
    lab.ask("POST", "/api/estimate", {"source": "digits"}, code=403, Origin=origin)
    lab.ask("DELETE", "/api/experiments/x", code=403, Origin=origin)


def test_a_request_across_sites_is_refused_without_an_origin_too(lab: Any) -> None:
    lab.ask("GET", "/api/experiments", code=403, Sec_Fetch_Site="cross-site")
    lab.ask("POST", "/api/estimate", {"source": "digits"}, code=403, Sec_Fetch_Site="cross-site")
    lab.ask("GET", "/", Sec_Fetch_Site="cross-site")  # a link to the page is only a link


def test_the_page_itself_may_ask(lab: Any) -> None:
    own = f"http://127.0.0.1:{lab.port}"
    lab.ask("GET", "/api/experiments", Origin=own, Sec_Fetch_Site="same-origin")
    lab.ask(
        "POST", "/api/estimate", {"source": "fare", "settings": {}}, Origin=own, Sec_Fetch_Site="same-origin"
    )


@pytest.mark.parametrize("path", ["/", "/api/lab", "/api/nowhere", "/api/view?name=none", "/static/none"])
def test_every_answer_is_fenced_in(lab: Any, path: str) -> None:
    code = {"/": 200, "/api/lab": 200, "/api/nowhere": 404, "/api/view?name=none": 404, "/static/none": 404}[
        path
    ]
    headers = lab.ask("GET", path, code=code).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "server" not in {name.lower() for name in headers}


def test_another_address_asks_for_the_token(start: Any) -> None:
    lab = start("--host", "0.0.0.0")
    token = lab.address.partition("token=")[2]
    assert len(token) >= 24
    for path in ("/", "/api/lab", "/static/lab.js", "/?token=wrong"):
        lab.ask("GET", path, code=403)
    answer = lab.ask("GET", f"/?token={token}", code=303)
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert token not in answer.headers["Location"]
    lab.ask("GET", "/api/lab", Cookie=cookie.partition(";")[0])
    lab.ask("GET", "/api/lab", Authorization=f"Bearer {token}")
    lab.ask("GET", "/api/lab", code=403, Authorization="Bearer wrong")
    lab.ask("GET", "/api/lab", code=403, Cookie="hanka=wrong")


def test_only_this_machine_is_listened_to(lab: Any) -> None:
    with socket.socket() as other:
        other.settimeout(2)
        own = next(
            (a[4][0] for a in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)), "127.0.0.1"
        )
        if str(own).startswith("127."):
            pytest.skip("this machine has no address but its own")
        with pytest.raises(OSError):  # noqa: PT011
            other.connect((own, lab.port))


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "experiment.json").write_text("{}")
    runs = Runs(tmp_path / "runs")
    (tmp_path / "runs" / "x").mkdir(parents=True)
    for act in (runs.path, runs.open, runs.delete):
        with pytest.raises(MissingError):
            act(name)
    with pytest.raises(ValueError, match="name"):
        runs.new(name)
    assert (tmp_path / "experiment.json").exists()


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "experiment.json").write_text("{}")
    (outside / "log.csv").write_text("epoch,loss\n1,2\n")
    runs = Runs(tmp_path / "runs")
    runs.folder.mkdir()
    (runs.folder / "there").symlink_to(outside)
    (runs.folder / "log.csv").symlink_to(outside / "log.csv")
    assert list(runs.names()) == []
    for name in ("there", "log.csv"):
        with pytest.raises(MissingError):
            runs.delete(name)
    assert (outside / "log.csv").exists()


@pytest.mark.parametrize("name", ["..", "%2e%2e%2fx", "..%2f..%2fetc", ".lab"])
def test_nor_does_an_address(lab: Any, name: str) -> None:
    (lab.runs.parent / "x").mkdir(exist_ok=True)
    (lab.runs.parent / "x" / "experiment.json").write_text("{}")
    lab.ask("DELETE", f"/api/experiments/{name}", code=404)
    lab.get(f"/api/view?name={name}", 404)
    assert (lab.runs.parent / "x" / "experiment.json").exists()


def test_a_file_that_is_uploaded_is_never_executable(lab: Any) -> None:
    lab.post("/api/uploads?name=a.csv", b"epoch,loss,val_loss\n1,2,3\n2,1,2\n")
    assert not (lab.runs / "a.csv").stat().st_mode & (stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
