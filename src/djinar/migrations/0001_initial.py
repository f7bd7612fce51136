"""Sessions as rows."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_STATES = [("opening", "Opening"), ("live", "Live"), ("ended", "Ended"), ("lost", "Lost")]
_COUNTS = ("frames_in", "frames_out", "frames_dropped", "frames_failed", "bytes_in", "bytes_out")
_MEASURED = ("round_trip_ms", "frame_age_ms", "transform_ms")


class Migration(migrations.Migration):
    initial = True
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="StreamSession",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("stream", models.CharField(max_length=255)),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="stream_sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("address", models.GenericIPAddressField(blank=True, null=True)),
                ("state", models.CharField(choices=_STATES, max_length=8)),
                ("reason", models.CharField(blank=True, max_length=32)),
                ("detail", models.TextField(blank=True)),
                ("opened_at", models.DateTimeField()),
                ("connected_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("video_chain", models.JSONField(blank=True, default=list)),
                ("audio_chain", models.JSONField(blank=True, default=list)),
                ("width_px", models.PositiveIntegerField(default=0)),
                ("height_px", models.PositiveIntegerField(default=0)),
                *((name, models.PositiveBigIntegerField(default=0)) for name in _COUNTS),
                *((name, models.FloatField(blank=True, null=True)) for name in _MEASURED),
                ("worker", models.CharField(max_length=255)),
                ("seen_at", models.DateTimeField()),
                ("end_requested_at", models.DateTimeField(blank=True, null=True)),
                ("end_requested_reason", models.CharField(blank=True, max_length=32)),
            ],
            options={
                "ordering": ("-opened_at",),
                "indexes": [
                    models.Index(fields=["-opened_at"], name="djinar_session_opened"),
                    models.Index(fields=["state", "-opened_at"], name="djinar_session_state"),
                    models.Index(fields=["stream", "-opened_at"], name="djinar_session_stream"),
                ],
            },
        ),
    ]
