"""The life of a session: its states and limits, the reasons for its end, and the hub that owns the live ones."""
