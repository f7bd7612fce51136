"""Measures djinar against a bare engine, a server in aiortc's way and the codec alone: ``python -m benchmarks``."""
