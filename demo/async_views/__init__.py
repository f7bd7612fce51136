"""Async views, written in each way that Django can serve. The story is in docs/async-views.md."""
