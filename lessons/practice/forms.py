"""What a browser sends with a recording."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class TakeForm(forms.Form):
    """The recording, the key that makes sending it twice harmless, and how the transport was set."""

    audio = forms.FileField(
        allow_empty_file=True,  # the service says what is wrong with an empty one
        error_messages={"required": _("No recording arrived; please record again or choose a file.")},
    )
    client_key = forms.CharField(
        max_length=64, error_messages={"required": _("The recording arrived without its key; please reload the page.")}
    )
    settings = forms.JSONField(required=False)
    assignment = forms.IntegerField(required=False)

    def clean_settings(self) -> dict[str, Any]:
        settings = self.cleaned_data["settings"]
        return settings if isinstance(settings, dict) else {}

    @property
    def first_error(self) -> str:
        return str(next(message for messages in self.errors.values() for message in messages))
