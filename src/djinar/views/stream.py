"""What the views of a stream have in common."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from djinar.stream import Stream


class StreamMixin:
    """A view of one stream."""

    stream: type[Stream] | None = None

    def get_stream(self) -> type[Stream]:
        if self.stream is None:
            name = type(self).__qualname__
            raise ImproperlyConfigured(f"{name} has no stream. Give {name}.stream, or override {name}.get_stream().")
        return self.stream
