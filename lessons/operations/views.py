"""Pages for whoever runs the school: trusting its certificate, and a sign of life."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lessons.operations import certificates


def _authority() -> Path | None:
    path = certificates.authority_path(Path(settings.VAR_DIR) / "tls")
    return path if path.exists() else None


@require_safe
def trust(request: HttpRequest) -> HttpResponse:
    """How to trust this school's certificate on each kind of device."""
    path = _authority()
    context = {"fingerprint": certificates.fingerprint(path) if path else None}
    return render(request, "operations/trust.html", context)


@require_safe
def authority(request: HttpRequest) -> HttpResponse:
    """The authority's certificate, as a file that devices offer to install."""
    path = _authority()
    if path is None:
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type="application/x-x509-ca-cert")
    response["Content-Disposition"] = 'attachment; filename="etude-authority.pem"'
    return response


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when the web server reaches its database."""
    connection.ensure_connection()
    return HttpResponse("ok\n", content_type="text/plain")
