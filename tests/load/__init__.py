"""What a server bears: many sessions, and transforms that are not as they should be. Run once, not on every Python."""
