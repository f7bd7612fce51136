"""Built-in transforms of sound, one a file."""
