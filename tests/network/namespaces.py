"""Machines made of network namespaces, joined by cables made of veth pairs."""

from __future__ import annotations

import ctypes
import itertools
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

_CLONE_NEWNET = 0x40000000
_cables = itertools.count()
_TOOLS = ("ip", "nft", "turnserver")


def missing() -> str:
    """What this machine lacks for the tests with namespaces; "" when nothing."""
    if os.geteuid() != 0:
        return "they need root"
    lacking = [tool for tool in _TOOLS if shutil.which(tool) is None]
    if lacking:
        return f"there is no command {', '.join(lacking)} (on Debian: apt-get install iproute2 nftables coturn)"
    tried = subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False)
    return "" if tried.returncode == 0 else "this system gives no network namespaces"


class Machine:
    """A context manager: the machine is gone, and what runs on it loses its network, when the block is left."""

    def __init__(self, name: str) -> None:
        self.name = f"djinar-{os.getpid()}-{name}"

    def __enter__(self) -> Self:
        _run("ip", "netns", "add", self.name)
        self.run("ip", "link", "set", "lo", "up")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        _run("ip", "netns", "delete", self.name)

    def run(self, *command: str) -> str:
        return _run("ip", "netns", "exec", self.name, *command)

    def firewall(self, *rules: str) -> None:
        """nftables' commands, in a table ``inet djinar``."""
        for rule in ("add table inet djinar", *rules):
            self.run("nft", rule)

    def counted(self, counter: str) -> int:
        """Packets so far."""
        listed = json.loads(self.run("nft", "--json", "list", "counter", "inet", "djinar", counter))
        return int(next(entry["counter"]["packets"] for entry in listed["nftables"] if "counter" in entry))

    @contextmanager
    def entered(self) -> Iterator[None]:
        """This thread, and what it starts meanwhile, is on the machine."""
        own = Path(f"/proc/self/task/{threading.get_native_id()}/ns/net")
        with own.open("rb") as home, Path("/run/netns", self.name).open("rb") as away:
            _enter(away.fileno())
            try:
                yield
            finally:
                _enter(home.fileno())


def connect(one: Machine, address: str, other: Machine, other_address: str) -> None:
    """A cable, with an address such as ``10.77.1.1/24`` at each end. Both can be used at once."""
    number = next(_cables)
    ends = [f"cable{number}{side}" for side in "ab"]
    _run("ip", "link", "add", ends[0], "netns", one.name, "type", "veth", "peer", ends[1], "netns", other.name)
    for machine, end, own in ((one, ends[0], address), (other, ends[1], other_address)):
        # Without nodad an IPv6 address cannot be bound for a second.
        machine.run("ip", "address", "add", own, "dev", end, *(["nodad"] if ":" in own else []))
        machine.run("ip", "link", "set", end, "up")


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _enter(descriptor: int) -> None:
    if ctypes.CDLL(None, use_errno=True).setns(descriptor, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")
