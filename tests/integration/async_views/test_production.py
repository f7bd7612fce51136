"""The demo with its production settings, which take what is secret from the environment."""

import os
import secrets
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from tests.integration.server import DEMO_FOLDER, DemoServer

PRODUCTION = "config.settings.production"
COMPLETE = {"DJANGO_SECRET_KEY": secrets.token_urlsafe(50), "DJANGO_ALLOWED_HOSTS": "demo.example"}


def manage(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=DEMO_FOLDER,
        env=inherited | {"DJANGO_SETTINGS_MODULE": PRODUCTION} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def get(server: DemoServer, path: str, **headers: str) -> HTTPResponse:
    """Answered without following a redirect."""
    with closing(HTTPConnection(server.base_url.removeprefix("http://"))) as connection:
        connection.request("GET", path, headers={"Host": "demo.example"} | headers)
        response = connection.getresponse()
        response.read()
        return response


def test_the_deployment_check_finds_nothing() -> None:
    finished = manage("check", "--deploy", "--fail-level=INFO", environment=COMPLETE)

    assert finished.returncode == 0, finished.stderr
    assert finished.stdout == "System check identified no issues (0 silenced).\n"


@pytest.mark.parametrize("missing", COMPLETE)
def test_a_missing_variable_is_told_in_one_line(missing: str) -> None:
    environment = {name: value for name, value in COMPLETE.items() if name != missing}

    finished = manage("check", environment=environment)

    assert finished.returncode != 0
    assert len(finished.stderr.splitlines()) == 1
    assert f"set {missing} (" in finished.stderr


def test_a_server_that_misses_variables_says_so_in_one_line_too() -> None:
    with pytest.raises(RuntimeError) as failure, DemoServer(settings_module=PRODUCTION):
        pass

    (note,) = failure.value.__notes__
    assert "Traceback" not in note
    assert "set DJANGO_SECRET_KEY (50 random characters or more) and DJANGO_ALLOWED_HOSTS (" in note


def test_static_files_get_names_that_change_with_them(tmp_path: Path) -> None:
    environment = COMPLETE | {"DJANGO_STATIC_ROOT": str(tmp_path)}

    finished = manage("collectstatic", "--no-input", environment=environment)

    assert finished.returncode == 0, finished.stderr
    assert (tmp_path / "staticfiles.json").exists()


def test_a_browser_is_sent_to_https_and_told_to_stay() -> None:
    with DemoServer(settings_module=PRODUCTION, environment=COMPLETE) as server:
        insecure = get(server, "/async/visits")
        secure = get(server, "/async/visits", **{"X-Forwarded-Proto": "https"})
        elsewhere = get(server, "/async/visits", Host="evil.example")

    assert insecure.status == 301
    assert insecure.headers["Location"] == "https://demo.example/async/visits"
    assert secure.status == 200
    assert "max-age=31536000" in secure.headers["Strict-Transport-Security"]
    assert "default-src 'self'" in secure.headers["Content-Security-Policy"]
    assert elsewhere.status == 400
