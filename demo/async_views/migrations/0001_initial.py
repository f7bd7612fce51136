"""Days of visits."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="DayOfVisits",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("visits", models.PositiveBigIntegerField(default=0)),
            ],
            options={"verbose_name_plural": "days of visits"},
        ),
    ]
