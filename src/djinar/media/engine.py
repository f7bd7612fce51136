"""What is set for the engine as a whole."""

from __future__ import annotations

import logging

import webrtc

from djinar.media.network import Network

logger = logging.getLogger(__name__)


def start_engine(network: Network) -> None:
    """To be called before the first connection of the process. Later calls change nothing: the engine is as the first
    connection found it.
    """
    if network.allow_loopback:
        try:
            webrtc.allow_loopback()
        except webrtc.InvalidStateError:
            logger.info("The engine runs already; peers on this machine may connect only if they might before.")
