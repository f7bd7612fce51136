"""Sessions in Django's admin: who is on, what happened, ending and looking. Imported where the admin is installed."""

from djinar.admin.sessions import StreamSessionAdmin

__all__ = ["StreamSessionAdmin"]
