"""What several of the built-in transforms are made of."""
