"""What a teacher fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons.library.models import Exercise
from lessons.library.queries import kept
from lessons.people.access import classrooms
from lessons.people.forms import WORDING, WordingForm
from lessons.people.models import Classroom, Strictness, User
from lessons.teaching.models import Assignment, Comment
from tutor.grading.tolerances import tolerances
from tutor.grading.voice import USUAL

MOST_OFFERED = 30  # exercises to choose from: the newest
STRICTNESS = (
    (Strictness.GENTLE, _("for first steps")),
    (Strictness.NORMAL, _("for every day")),
    (Strictness.STRICT, _("for auditions and performances")),
)
SHOWN_LEVEL = 3  # the level whose windows are named as an example


def strictness_choices() -> list[tuple[str, str]]:
    """Each strictness with what it is for and how close is close enough, from the engine's own table."""
    return [(name.value, f"{name.label}: {purpose} ({_windows(name.value)})") for name, purpose in STRICTNESS]


def _windows(strictness: str) -> str:
    window = tolerances(SHOWN_LEVEL, strictness)
    told = {"cents": f"{window.in_tune_cents:.0f}", "share": f"{100 * window.onset_share:.0f}"}
    return _("±%(cents)s cents, ±%(share)s %% of a beat") % told


class ClassroomForm(forms.ModelForm):
    strictness = forms.ChoiceField(
        label=_("Strictness"),
        choices=strictness_choices,
        widget=forms.RadioSelect,
        initial="normal",
        help_text=_(
            "How close is close enough: tuning and timing at level 3; higher levels ask for more. "
            "Changing it marks this class's takes again, from the same recordings."
        ),
    )

    class Meta:
        model = Classroom
        fields = ("name", "strictness")
        labels = {"name": _("Name of the class")}


class ClassroomSettingsForm(ClassroomForm, WordingForm):
    """What a class asks of its takes, and how its students are spoken to where they choose nothing themselves."""

    class Meta:
        model = Classroom
        fields = ("name", "strictness", "archived")
        labels = ClassroomForm.Meta.labels | {"archived": _("Archived")}
        help_texts = {"archived": _("An archived class takes no new students and asks nothing of anybody.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].help_text = _(
            "For students who choose nothing themselves: this and the next three. No mark depends on them."
        )

    def left_open(self, name: str) -> Any:
        if name == "language":
            return _("as each student's browser has it")
        return _("as usual (%(choice)s)") % {"choice": WORDING[name][1][getattr(USUAL, name)]}


class DueField(forms.DateTimeField):
    """A moment in the reader's own time zone."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(required=False, widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **kwargs)


class AssignmentForm(forms.ModelForm):
    """Changing an assignment that exists."""

    due = DueField(label=_("Due"), help_text=_("Empty: whenever they like."))
    attempts = forms.IntegerField(
        label=_("Attempts"),
        min_value=0,
        max_value=50,
        initial=0,
        help_text=_("0: as many as they like. Recordings that cannot be judged do not count."),
    )
    goal = forms.IntegerField(
        label=_("Goal"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=_("A mark from 0 to 100 to reach; empty: no goal."),
    )

    class Meta:
        model = Assignment
        fields = ("title", "instructions", "due", "attempts", "goal")
        labels = {"title": _("Title"), "instructions": _("Instructions")}
        widgets = {"instructions": forms.Textarea(attrs={"rows": 3})}


class AssignForm(AssignmentForm):
    """Giving an exercise to a class."""

    classroom = forms.ModelChoiceField(Classroom.objects.none(), label=_("Class"), empty_label=None)
    exercises = forms.ModelMultipleChoiceField(
        label=_("Exercises"),
        queryset=Exercise.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one exercise.")},
    )
    mode = forms.ChoiceField(
        label=_("Music"),
        choices=Assignment.Mode.choices,
        initial=Assignment.Mode.SAME,
        help_text=_("Different music is composed from the same request: same level, key, metre and skills."),
    )

    class Meta:
        model = Assignment
        fields = ("classroom", "mode", "title", "instructions", "due", "attempts", "goal")
        labels = AssignmentForm.Meta.labels
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
        self.fields["title"].help_text = _("Empty: the exercise's title.")

    def clean_due(self) -> Any:
        due = self.cleaned_data["due"]
        if due and due < timezone.now():
            raise forms.ValidationError(_("This moment has passed; choose a later one."))
        return due

    def clean_exercises(self) -> list[Exercise]:
        return list(self.cleaned_data["exercises"])


class CommentForm(forms.ModelForm):
    class Meta:
        model = Comment
        fields = ("text", "note")
        labels = {"text": _("Your comment")}
        widgets = {"text": forms.Textarea(attrs={"rows": 3}), "note": forms.HiddenInput()}
