"""Teaching Etude a style of one's own. Teachers only; a style exists for its owner alone."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.library import own
from lessons.library.models import OwnStyle
from lessons.library.words import sentence
from lessons.people import access
from lessons.people.access import person, teacher_only
from tutor.composing.own_tunes import FEWEST_TUNES, LARGEST_ALL, MOST_FILES
from tutor.errors import EtudeError
from tutor.music.musicxml import ENDINGS

TAKEN = (*ENDINGS, ".zip")


class Several(forms.FileInput):
    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """Every file of one input."""

    widget = Several

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(SeveralFiles, self).clean(one, initial) for one in given]


class StyleForm(forms.Form):
    """A name, and the tunes: several files, a zip, or a folder."""

    title = forms.CharField(
        label=gettext_lazy("Name"), max_length=40, help_text=gettext_lazy("As it shall stand in the list of styles.")
    )
    tunes = SeveralFiles(
        label=gettext_lazy("Tunes"),
        required=False,
        help_text=format_lazy(
            gettext_lazy("{count} or more, as MusicXML, ABC or MIDI; an ABC book or a zip will do."), count=FEWEST_TUNES
        ),
    )
    folder = SeveralFiles(
        label=gettext_lazy("Or a whole folder"), required=False, widget=Several({"webkitdirectory": True})
    )

    def clean(self) -> dict[str, Any]:
        """Only what can be a tune, and not more than a worker can read."""
        data = super().clean() or {}
        given = [*(data.get("tunes") or []), *(data.get("folder") or [])]
        data["uploads"] = [one for one in given if PurePath(one.name).suffix.lower() in TAKEN]
        if not data["uploads"] and not self.errors:
            endings = {"endings": ", ".join(TAKEN)}
            raise ValidationError(_("Choose your tunes: files that end in %(endings)s.") % endings)
        if len(data["uploads"]) > MOST_FILES:
            told = _("These are more than %(count)s files; choose the tunes that matter most.")
            raise ValidationError(told % {"count": MOST_FILES})
        if sum(one.size for one in data["uploads"]) > LARGEST_ALL:
            told = _("The tunes are larger than %(size)s MB together; leave some out.")
            raise ValidationError(told % {"size": LARGEST_ALL // 1024**2})
        return data


@teacher_only
@require_http_methods(["GET", "HEAD", "POST"])
def styles(request: HttpRequest) -> HttpResponse:
    """One's own styles, and the form for another."""
    user = person(request)
    form = StyleForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = own.queue_style(user, form.cleaned_data["title"].strip(), form.cleaned_data["uploads"])
        except EtudeError as error:
            form.add_error(None, sentence(str(error)))
        else:
            return redirect("library:style", row.pk)
    context = {"form": form, "styles": OwnStyle.objects.filter(owner=user).order_by("-pk")}
    return render(request, "library/styles.html", context, status=422 if form.is_bound else 200)


@never_cache
@teacher_only
@require_safe
def style(request: HttpRequest, pk: int) -> HttpResponse:
    """How far learning is, or what was learned."""
    return render(request, "library/style.html", {"style": access.own_style(person(request), pk)})


@never_cache
@teacher_only
@require_safe
def style_status(request: HttpRequest, pk: int) -> HttpResponse:
    """For the page that waits."""
    return render(request, "library/_style_status.html", {"style": access.own_style(person(request), pk)})


@teacher_only
@require_POST
def delete_style(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a style and everything it was learned from; pieces composed in it stay."""
    found = access.own_style(person(request), pk)
    title = found.title
    found.delete()
    messages.success(request, _("The style “%(title)s” is deleted.") % {"title": title})
    return redirect("library:styles")
