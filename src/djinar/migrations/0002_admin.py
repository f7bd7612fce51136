"""What the admin needs: indexes, permissions, and pictures."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_PERMISSIONS = (
    ("end_streamsession", "Can end stream sessions"),
    ("watch_streamsession", "Can look at the pictures of stream sessions"),
)


class Migration(migrations.Migration):
    dependencies = [("djinar", "0001_initial"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.AlterModelOptions(
            name="streamsession",
            options={
                "default_permissions": ("view", "delete"),
                "ordering": ("-opened_at",),
                "permissions": _PERMISSIONS,
            },
        ),
        *(
            migrations.AddIndex(
                "streamsession", models.Index(fields=[field, "-opened_at"], name=f"djinar_session_{field}")
            )
            for field in ("reason", "address", "user")
        ),
        migrations.AlterField(
            "streamsession",
            "user",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="stream_sessions",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="SessionPicture",
            fields=[
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="picture",
                        serialize=False,
                        to="djinar.streamsession",
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
                ("jpeg", models.BinaryField(default=b"")),
            ],
            options={"default_permissions": ()},
        ),
    ]
