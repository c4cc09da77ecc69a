"""Every change of an exercise becomes one JSON field; versions made before tell theirs in it too."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def tell_changes(apps: Any, schema: Any) -> None:
    exercise, job = apps.get_model("library", "Exercise"), apps.get_model("library", "CompositionJob")
    for row in exercise.objects.exclude(varied_bars="").select_related("owner").only("pk", "varied_bars", "owner"):
        about = f"bars {row.varied_bars.replace('-', ' to ')} composed anew"
        by = row.owner.nickname or row.owner.username
        exercise.objects.filter(pk=row.pk).update(change={"kind": "bars", "about": about, "by": by})
    for row in job.objects.filter(kind="vary"):
        wish = {"kind": "bars", "seed": row.seed, "bars": [row.first_bar, row.last_bar]}
        job.objects.filter(pk=row.pk).update(kind="change", change=wish)


class Migration(migrations.Migration):
    dependencies = [("library", "0001_initial")]

    operations = [
        migrations.AddField("compositionjob", "change", models.JSONField(blank=True, default=dict)),
        migrations.AddField("exercise", "change", models.JSONField(blank=True, default=dict)),
        migrations.AlterField(
            "compositionjob",
            "kind",
            models.CharField(
                choices=[("compose", "compose"), ("change", "change an exercise")], default="compose", max_length=10
            ),
        ),
        migrations.RunPython(tell_changes, migrations.RunPython.noop),
        migrations.RemoveField("compositionjob", "first_bar"),
        migrations.RemoveField("compositionjob", "last_bar"),
        migrations.RemoveField("exercise", "varied_bars"),
    ]
