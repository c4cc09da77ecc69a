"""Which addresses of this machine others on the local network can reach."""

from __future__ import annotations

import contextlib
import socket


def lan_addresses() -> list[str]:
    """IPv4 addresses of this machine that are not loopback, the one used for outgoing traffic first."""
    found = [_outgoing_address()]
    with contextlib.suppress(OSError):  # a host name nobody resolves: the outgoing address is enough
        found += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return [address for address in dict.fromkeys(found) if address and not address.startswith("127.")]


def _outgoing_address() -> str:
    """The address the routing table would use; connecting a datagram socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return ""
