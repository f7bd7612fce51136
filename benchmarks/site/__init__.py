"""A Django site with a stream for each benchmark, and nothing else."""
