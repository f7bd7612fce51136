"""The demo, deployed as the guide says: behind nginx, run as its unit says, on PostgreSQL."""

from __future__ import annotations

import json
import os
import secrets
import shlex
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

import psycopg
from cryptography import x509

from tests.deployment import files
from tests.program import Program
from tools.certificate import write_certificate

HOST = "streams.example.org"
METRICS_TOKEN = secrets.token_urlsafe()
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")

_PROGRAMS = Path(sys.executable).parent
_DEMO = files.ROOT / "demo"
_MAIN = """
{user}
daemon off;
error_log stderr info;
pid {folder}/nginx.pid;
events {{}}
http {{
    include /etc/nginx/mime.types;
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/djinar.conf;
}}
"""
"""As Debian's, but for the places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    http_port: int
    https_port: int
    tls: ssl.SSLContext
    database: str
    service: Program

    def ask(
        self, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None, *, tls: bool = True
    ) -> Answer:
        """A POST where there is a body, else a GET; redirects are not followed. Blocking."""
        if tls:
            connection: HTTPConnection = HTTPSConnection("127.0.0.1", self.https_port, context=self.tls, timeout=30)
        else:
            connection = HTTPConnection("127.0.0.1", self.http_port, timeout=30)
        try:
            connection.request("POST" if body else "GET", path, body, {"Host": HOST, **(headers or {})})
            response = connection.getresponse()
            return Answer(status=response.status, headers=dict(response.headers), body=response.read())
        finally:
            connection.close()

    def addresses_of_live_sessions(self) -> list[str]:
        with psycopg.connect(self.database) as connection:
            found = connection.execute("SELECT host(address) FROM djinar_streamsession WHERE state = 'live'")
            return [address for (address,) in found]


@contextmanager
def deployed(database: str) -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="djinar-site-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # nginx works as another user
        environment = site_environment(folder, database)
        for arguments in (["migrate", "--verbosity=0"], ["collectstatic", "--no-input", "--verbosity=0"]):
            subprocess.run([sys.executable, "manage.py", *arguments], cwd=_DEMO, env=environment, check=True)
        ports = _free_port(), _free_port()
        tls = _make_certificate(folder)
        configuration = _nginx_configuration(folder, *ports)
        with (
            Program(_command(folder), folder / "web.sock", cwd=_DEMO, env=environment) as service,
            Program([str(NGINX), "-c", configuration, "-e", "stderr"], ("127.0.0.1", ports[1])),
        ):
            yield Site(http_port=ports[0], https_port=ports[1], tls=tls, database=database, service=service)


def site_environment(folder: Path, database: str) -> dict[str, str]:
    """What systemd would give the service."""
    written = folder / "djinar.env"
    places = {
        "DJANGO_SECRET_KEY=": f"DJANGO_SECRET_KEY={secrets.token_urlsafe(50)}",
        "postgresql:///djinar": shlex.quote(database),
        "/srv/djinar/static": folder / "static",
        '"METRICS_TOKEN": ""': f'"METRICS_TOKEN": "{METRICS_TOKEN}"',
        '"secret": ""': f'"secret": "{secrets.token_urlsafe()}"',
    }
    written.write_text(files.text("env.example", places), "utf-8")
    environment = files.environment(written)
    # The peers of the tests are on this machine.
    own = json.loads(environment["DJINAR"]) | {"ALLOW_LOOPBACK": True}
    unit = files.options(files.text("djinar.service", {}))
    more = dict(pair.split("=", 1) for pair in unit["Environment"])
    return {"PATH": os.environ["PATH"], **environment, **more, "DJINAR": json.dumps(own)}


def _command(folder: Path) -> list[str]:
    unit = files.options(files.text("djinar.service", {"/srv/djinar/.venv/bin": _PROGRAMS, "/run/djinar": folder}))
    [command] = unit["ExecStart"]
    return shlex.split(command)


def _nginx_configuration(folder: Path, http_port: int, https_port: int) -> Path:
    places = {
        "listen 80;": f"listen 127.0.0.1:{http_port};",
        "listen [::]:80;": "",
        "listen 443 ": f"listen 127.0.0.1:{https_port} ",
        "listen [::]:443 ssl http2;": "",
        "/etc/letsencrypt/live/streams.example.org/fullchain.pem": folder / "certificate.pem",
        "/etc/letsencrypt/live/streams.example.org/privkey.pem": folder / "key.pem",
        "/run/djinar": folder,
        "/srv/djinar/static": folder / "static",
    }
    (folder / "djinar.conf").write_text(files.text("nginx.conf", places), "utf-8")
    main = folder / "nginx.conf"
    main.write_text(_MAIN.format(folder=folder, user="user www-data;" if os.geteuid() == 0 else ""), "utf-8")
    return main


def _make_certificate(folder: Path) -> ssl.SSLContext:
    write_certificate(folder, [x509.DNSName(HOST)])
    trusting = ssl.create_default_context(cafile=folder / "certificate.pem")
    trusting.check_hostname = False  # it is asked for by its address
    return trusting


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port
