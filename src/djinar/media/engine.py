"""What is set for the engine as a whole."""

from __future__ import annotations

import webrtc

from djinar.media.network import Network


def start_engine(network: Network) -> None:
    """To be called once in a process, before its first connection."""
    if network.allow_loopback:
        webrtc.allow_loopback()
