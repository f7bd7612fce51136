"""How often the visits view was visited."""

from django.db import models


class DayOfVisits(models.Model):
    """One row a day."""

    day = models.DateField(primary_key=True)
    visits = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "days of visits"

    def __str__(self) -> str:
        return f"{self.visits} on {self.day}"
