from django.contrib.postgres.fields import ArrayField
from django.db import models


class EvidenceRun(models.Model):
    """One real run (a load test, a drill, a scan) and its figures. Append-only; no tenant's."""

    requirements = ArrayField(models.CharField(max_length=8), help_text="ids of the rows it is evidence for")
    kind = models.CharField(max_length=60, help_text="what was run: 'load-test-emails'")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    passed = models.BooleanField()
    figures = models.JSONField(default=dict)
    environment = models.CharField(max_length=60, help_text="where: 'staging', 'production'")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(finished_at__gte=models.F("started_at")),
                name="evidence_run_ends_after_start",
            )
        ]
        indexes = [models.Index(fields=["-finished_at"], name="evidence_run_recent_idx")]

    def __str__(self) -> str:
        return f"{self.kind} {self.finished_at:%Y-%m-%d %H:%M} {'passed' if self.passed else 'failed'}"


class SignOff(models.Model):
    """A person's word that a row holds, where no program can know. Append-only; of the installation."""

    requirement = models.CharField(max_length=8)
    person = models.CharField(max_length=150)
    role = models.CharField(max_length=60)
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["requirement", "role", "-at"], name="sign_off_recent_idx")]

    def __str__(self) -> str:
        return f"{self.requirement} {self.role}: {self.person}"
