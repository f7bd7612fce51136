"""Built-in transforms of pictures, one a file."""
