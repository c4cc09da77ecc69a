"""What people type about themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lessons.people import throttle
from lessons.people.models import CODE_ALPHABET, CODE_LENGTH, Classroom, Membership, Role, User
from lessons.people.voices import chosen, reader_voice, without_own
from tutor.grading.speaking import speech_for
from tutor.music.instruments import INSTRUMENTS

FAMILIES = {
    "voice": _("voice"),
    "keyboard": _("keyboard"),
    "strings": _("strings"),
    "woodwind": _("woodwind"),
    "brass": _("brass"),
    "plucked": _("plucked"),
    "percussion": _("percussion"),
}
MISFIT = _("User name and password do not fit together. Mind capital letters in the password.")
WAIT = _("Too many attempts just now. Please wait five minutes and try again.")
NEW_PASSWORD = {"autocomplete": "new-password"}


def instrument_choices() -> list[tuple[str, Any]]:
    """All instruments, in families, under readable names."""
    speech = speech_for(reader_voice())
    families: dict[str, list[tuple[str, str]]] = {}
    for row in INSTRUMENTS.values():
        name = str(speech.word(row.name, {}, "instrument"))
        families.setdefault(row.family, []).append((row.name, name))
    return [(str(FAMILIES.get(family, family)), rows) for family, rows in families.items()]


class SignInForm(forms.Form):
    """User name and password; failures are counted by account and by address."""

    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        self.user: User | None = None
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        name, password = data.get("username"), data.get("password")
        if not name or not password:
            return data
        here = throttle.address(self.request)
        if throttle.blocked(throttle.BY_ACCOUNT, name) or throttle.blocked(throttle.BY_ADDRESS, here):
            raise ValidationError(WAIT)
        user = authenticate(self.request, username=name, password=password)
        if not isinstance(user, User):
            throttle.count(throttle.BY_ACCOUNT, name)
            throttle.count(throttle.BY_ADDRESS, here)
            raise ValidationError(MISFIT)
        throttle.forget(throttle.BY_ACCOUNT, name)
        self.user = user
        return data


class PasswordField(forms.CharField):
    """A new password, with its rules written above it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("At least 8 characters, not all digits, nothing too common."))
        super().__init__(strip=False, max_length=128, widget=forms.PasswordInput(attrs=NEW_PASSWORD), **kwargs)


def check_password(form: forms.BaseForm, user: User, field: str = "password") -> None:
    """Put what the password rules say beside the field."""
    password = form.cleaned_data.get(field)
    if password:
        try:
            validate_password(password, user)
        except ValidationError as error:
            form.add_error(field, error)


class SignUpForm(forms.ModelForm):
    """A teacher, or someone who learns on their own. Students of a class join with its code instead."""

    role = forms.ChoiceField(
        label=_("I am here to"), choices=[(Role.TEACHER, _("teach a class")), (Role.STUDENT, _("learn on my own"))]
    )
    password = PasswordField(label=_("Password"))

    class Meta:
        model = User
        fields = ("role", "username", "nickname", "password")
        labels = {"username": _("User name"), "nickname": _("Name that others see")}
        help_texts = {"username": _("Letters, digits and . - _ + @; you sign in with it.")}

    def __init__(self, *args: Any, teachers: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not teachers:
            self.fields["role"].choices = [(Role.STUDENT, _("learn on my own"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        who = User(username=data.get("username", ""), nickname=data.get("nickname", ""))
        check_password(self, who)
        return data


class WelcomeForm(SignUpForm):
    """The first person of a new school: a teacher with a first class."""

    classroom = forms.CharField(
        label=_("Name of your first class"), max_length=80, required=False, help_text=_("Optional.")
    )
    field_order = ("username", "nickname", "password", "classroom")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["role"]


def tidy_code(text: str) -> str:
    """A join code as it is stored, however it was typed: "k7qw m3td" is "K7QW-M3TD"."""
    letters = "".join(letter for letter in text.upper() if letter in CODE_ALPHABET)
    return f"{letters[:4]}-{letters[4:]}" if len(letters) == CODE_LENGTH else text.strip().upper()[:20]


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Class code"),
        max_length=20,
        help_text=_("Eight letters and digits from your teacher, such as K7QW-M3TD."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        return tidy_code(self.cleaned_data["code"])


class NicknameForm(forms.Form):
    """Joining with an account one already has."""

    nickname = forms.CharField(
        label=_("Your name in this class"),
        max_length=40,
        help_text=_("A nickname is fine. Your teacher and your class see it."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )

    def __init__(self, classroom: Classroom, *args: Any, **kwargs: Any) -> None:
        self.classroom = classroom
        super().__init__(*args, **kwargs)

    def clean_nickname(self) -> str:
        name = " ".join(self.cleaned_data["nickname"].split())
        if Membership.objects.filter(classroom=self.classroom, nickname__iexact=name).exists():
            raise ValidationError(_("Someone in this class has this name already; add a letter or choose another."))
        return name


class JoinForm(NicknameForm):
    """Joining as somebody new."""

    instrument = forms.ChoiceField(label=_("What you play or sing"), choices=instrument_choices, initial="violin")
    password = PasswordField(label=_("Choose a password"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_password(self, User(nickname=data.get("nickname", "")))
        return data


# field of the engine's `Voice` -> (label, its choices in words); names of languages stay as their speakers write them
WORDING: dict[str, tuple[Any, dict[str, Any]]] = {
    "language": (_("Language"), {"en": "English", "de": "Deutsch"}),
    "audience": (
        _("Explanations"),
        {
            "child": _("short, with an everyday reason"),
            "teen": _("plain, with the theory behind it"),
            "adult": _("the theory in full"),
        },
    ),
    "names": (
        _("Names of notes"),
        {
            "letters": _("letters: C D E"),
            "fixed-do": _("do re mi, and do is always C"),
            "movable-do": _("do re mi, and do is the tonic"),
        },
    ),
    "terms": (
        _("Names of note values in English"),
        {"quarter": "whole, half, quarter, eighth", "crotchet": "semibreve, minim, crotchet, quaver"},
    ),
}


class WordingForm(forms.ModelForm):
    """How explanations are worded, kept in `voice` of a person or a class; what is left open is not kept."""

    language = forms.ChoiceField(required=False)
    audience = forms.ChoiceField(required=False)
    names = forms.ChoiceField(required=False)
    terms = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = chosen(self.instance.voice)
        for name, (label, choices) in WORDING.items():
            field: Any = self.fields[name]
            field.label, field.initial = label, kept.get(name, "")
            field.choices = [("", self.left_open(name)), *choices.items()]

    def left_open(self, name: str) -> Any:
        """What choosing nothing means."""
        raise NotImplementedError

    def save(self, commit: bool = True) -> Any:
        self.instance.voice = chosen(self.cleaned_data)
        return super().save(commit)


class ProfileForm(WordingForm):
    instrument = forms.ChoiceField(label=_("What you play or sing"), choices=instrument_choices, required=False)

    class Meta:
        model = User
        fields = ("nickname", "instrument")
        labels = {"nickname": _("Name that others see")}

    field_order = ("nickname", "instrument", *WORDING)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instrument"].choices = [("", _("not said")), *instrument_choices()]  # type: ignore[attr-defined]
        self.fields["audience"].help_text = _("Your marks stay the same; only the words change, in old takes too.")

    def left_open(self, name: str) -> Any:
        usual = getattr(without_own(self.instance, reader_voice().language), name)
        if name == "language":
            return _("as my class or my browser has it")
        return _("as usual (%(choice)s)") % {"choice": WORDING[name][1][usual]}


class PasswordForm(forms.Form):
    """Change one's own password."""

    current = forms.CharField(
        label=_("Present password"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = PasswordField(label=_("New password"))

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_current(self) -> str:
        if throttle.blocked(throttle.BY_ACCOUNT, self.user.username):
            raise ValidationError(WAIT)
        if not self.user.check_password(self.cleaned_data["current"]):
            throttle.count(throttle.BY_ACCOUNT, self.user.username)
            raise ValidationError(_("This is not your present password."))
        return str(self.cleaned_data["current"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_password(self, self.user)
        return data


class DeleteForm(forms.Form):
    """Typing the user name is the second thought before everything goes."""

    username = forms.CharField(label=_("Type your user name to confirm"), max_length=60)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_username(self) -> str:
        if self.cleaned_data["username"].strip().casefold() != self.user.username.casefold():
            raise ValidationError(_("This is not your user name; nothing was deleted."))
        return self.user.username
