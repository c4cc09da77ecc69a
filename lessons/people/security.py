"""Headers every answer carries: what a page of ours may load, and cookies that stay on encrypted connections."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

# Everything comes from this server; no inline script or style. Recordings are played from memory (blob:).
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "media-src 'self' blob:",
        "worker-src 'self' blob:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS = "microphone=(self), midi=(self), camera=(), geolocation=(), payment=(), usb=()"


class SecurityHeaders:
    """Middleware that adds them; a cookie set over HTTPS is sent back over HTTPS only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if request.is_secure():
            for cookie in response.cookies.values():
                cookie["secure"] = True
        return response
