"""What a teacher fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from lessons.library.models import Exercise
from lessons.library.queries import kept
from lessons.people.access import classrooms
from lessons.people.models import Classroom, User
from lessons.teaching.models import Assignment, Comment
from tutor.grading.tolerances import tolerances

MOST_OFFERED = 30  # exercises to choose from: the newest
STRICTNESS = (("gentle", "for first steps"), ("normal", "for every day"), ("strict", "for auditions and performances"))
SHOWN_LEVEL = 3  # the level whose windows are named as an example


def strictness_choices() -> list[tuple[str, str]]:
    """Each strictness with what it is for and how close is close enough, from the engine's own table."""
    return [(name, f"{name}: {purpose} ({_windows(name)})") for name, purpose in STRICTNESS]


def _windows(strictness: str) -> str:
    window = tolerances(SHOWN_LEVEL, strictness)
    return f"±{window.in_tune_cents:.0f} cents, ±{100 * window.onset_share:.0f} % of a beat"


class ClassroomForm(forms.ModelForm):
    strictness = forms.ChoiceField(
        choices=strictness_choices,
        widget=forms.RadioSelect,
        initial="normal",
        help_text="How close is close enough: tuning and timing at level 3; higher levels ask for more. "
        "Changing it marks this class's takes again, from the same recordings.",
    )

    class Meta:
        model = Classroom
        fields = ("name", "strictness")
        labels = {"name": "Name of the class"}


class ClassroomSettingsForm(ClassroomForm):
    class Meta:
        model = Classroom
        fields = ("name", "strictness", "archived")
        labels = ClassroomForm.Meta.labels
        help_texts = {"archived": "An archived class takes no new students and asks nothing of anybody."}


class DueField(forms.DateTimeField):
    """A moment in the reader's own time zone."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(required=False, widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **kwargs)


class AssignmentForm(forms.ModelForm):
    """Changing an assignment that exists."""

    due = DueField(help_text="Empty: whenever they like.")
    attempts = forms.IntegerField(
        min_value=0,
        max_value=50,
        initial=0,
        help_text="0: as many as they like. Recordings that cannot be judged do not count.",
    )
    goal = forms.IntegerField(
        min_value=0, max_value=100, required=False, help_text="A mark from 0 to 100 to reach; empty: no goal."
    )

    class Meta:
        model = Assignment
        fields = ("title", "instructions", "due", "attempts", "goal")
        widgets = {"instructions": forms.Textarea(attrs={"rows": 3})}


class AssignForm(AssignmentForm):
    """Giving an exercise to a class."""

    classroom = forms.ModelChoiceField(Classroom.objects.none(), label="Class", empty_label=None)
    exercises = forms.ModelMultipleChoiceField(
        Exercise.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one exercise."},
    )
    mode = forms.ChoiceField(
        label="Music",
        choices=Assignment.Mode.choices,
        initial=Assignment.Mode.SAME,
        help_text="Different music is composed from the same request: same level, key, metre and skills.",
    )

    class Meta:
        model = Assignment
        fields = ("classroom", "mode", "title", "instructions", "due", "attempts", "goal")
        widgets = AssignmentForm.Meta.widgets

    field_order = ("classroom", "exercises", "mode", "title", "instructions", "due", "attempts", "goal")

    def __init__(self, user: User, *args: Any, exercise: Exercise | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Exercise.objects.filter(owner=user).only("pk", "title")
        offered = mine.filter(
            pk__in=[
                *kept(user).values_list("pk", flat=True)[:MOST_OFFERED],
                *([exercise.pk] if exercise else []),
            ]
        )
        self.fields["classroom"].queryset = classrooms(user).filter(archived=False)  # type: ignore[attr-defined]
        self.fields["exercises"].queryset = offered  # type: ignore[attr-defined]
        self.fields["title"].required = False
        self.fields["title"].help_text = "Empty: the exercise's title."

    def clean_due(self) -> Any:
        due = self.cleaned_data["due"]
        if due and due < timezone.now():
            raise forms.ValidationError("This moment has passed; choose a later one.")
        return due

    def clean_exercises(self) -> list[Exercise]:
        return list(self.cleaned_data["exercises"])


class CommentForm(forms.ModelForm):
    class Meta:
        model = Comment
        fields = ("text", "note")
        labels = {"text": "Your comment"}
        widgets = {"text": forms.Textarea(attrs={"rows": 3}), "note": forms.HiddenInput()}
