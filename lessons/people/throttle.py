"""Slowing down whoever guesses passwords and join codes, without locking a class out that shares one address."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True)
class Limit:
    """At most `tries` failures in `seconds`, counted under `name`."""

    name: str
    tries: int
    seconds: int


# One address may be a whole school, so it gets more than one account does.
BY_ACCOUNT = Limit("account", 10, 300)
BY_ADDRESS = Limit("address", 100, 300)
JOIN_CODES = Limit("code", 40, 600)
SIGN_UPS = Limit("sign-up", 120, 3600)


def blocked(limit: Limit, who: str) -> bool:
    """Whether this account or address has used up its tries."""
    return int(cache.get(_key(limit, who), 0)) >= limit.tries


def count(limit: Limit, who: str) -> None:
    """One more failure."""
    key = _key(limit, who)
    if not cache.add(key, 1, limit.seconds):
        try:
            cache.incr(key)
        except ValueError:  # it expired between the two lines
            cache.add(key, 1, limit.seconds)


def forget(limit: Limit, who: str) -> None:
    """Success: start from zero."""
    cache.delete(_key(limit, who))


def address(request: HttpRequest) -> str:
    """Where the request comes from: the peer, or behind a proxy the last address the proxy wrote down."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None) and forwarded:
        return str(forwarded).rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def _key(limit: Limit, who: str) -> str:
    digest = hashlib.sha256(who.casefold().encode()).hexdigest()[:32]
    return f"throttle:{limit.name}:{digest}"
