"""Peers for tests: an independent one on aiortc, and a light one on the engine that the server has too."""
