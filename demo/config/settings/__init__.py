"""``local`` for a developer's machine, ``production`` for everywhere else; what both share is in ``base``."""
