from django.db import migrations, models

import lessons.library.models
from tutor.music.signs import with_signs


def print_signs(apps, schema_editor):
    """Titles that were made before had their keys as they are typed."""
    exercises = apps.get_model("library", "Exercise").objects
    for row in exercises.filter(title__regex=r" in [A-G][#b]").only("pk", "title").iterator():
        exercises.filter(pk=row.pk).update(title=with_signs(row.title))


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0004_own_styles_and_guesses"),
    ]

    operations = [
        migrations.AddField(
            model_name="compositionjob",
            name="seeded",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="exercise",
            name="analysis",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name="exercise",
            name="level",
            field=lessons.library.models.LevelField(default=3),
        ),
        migrations.RunPython(print_signs, migrations.RunPython.noop),
    ]
