"""What djinar is compared with, each a process of its own: ``python -m benchmarks.servers.<name> PORT``."""
