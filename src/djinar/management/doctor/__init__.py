"""Looks for what makes streams fail in the field."""
