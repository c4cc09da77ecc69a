"""`manage.py up`: migrate, then web server and workers under one command and one Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from lessons.operations import addresses, certificates, preflight
from lessons.operations.supervisor import Child, Supervisor

WORKER_NICENESS = 5  # pages stay quick while takes are graded
WEB_THREADS = 8
ROOT_WARNING = "You're running the worker with superuser"  # said once, by us, in one line


class Command(BaseCommand):
    help = "Start Etude: the web site and the workers that compose and grade."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=None, help="8000, or 8443 with --lan")
        parser.add_argument("--lan", action="store_true", help="serve HTTPS to the local network")
        parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1), help="worker processes")
        parser.add_argument("--no-demo", action="store_true", help="do not make the demo school on the first start")

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"] or (8443 if options["lan"] else 8000)
        host = "0.0.0.0" if options["lan"] else "127.0.0.1"
        preflight.check_writable(Path(settings.VAR_DIR))
        preflight.check_port(host, port)
        preflight.check_weights()
        first_start = self._prepare_database()
        tls = self._certificates() if options["lan"] else None
        supervisor = Supervisor(children(host, port, options["workers"], tls), self._environment(), self._say)
        signal.signal(signal.SIGTERM, supervisor.request_stop)
        signal.signal(signal.SIGINT, supervisor.request_stop)
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            self._say("running as the administrator; an ordinary account is safer")
        supervisor.start()
        threading.Thread(target=self._welcome, args=(port, tls, first_start, options), daemon=True).start()
        supervisor.run()
        self._say("stopped")

    def _prepare_database(self) -> bool:
        """Bring the schema up to date; True when this is a new school."""
        from django.db import DatabaseError, connection

        try:
            first_start = "people_user" not in connection.introspection.table_names()
            call_command("migrate", verbosity=0, interactive=False)
        except DatabaseError as error:
            raise CommandError(preflight.database_trouble(error, connection.settings_dict)) from None
        connection.close()
        return first_start

    def _certificates(self) -> certificates.Certificates:
        names = ["localhost", "127.0.0.1", *addresses.lan_addresses()]
        return certificates.prepare(Path(settings.VAR_DIR) / "tls", names)

    def _environment(self) -> dict[str, str]:
        env = dict(os.environ)
        env.setdefault("OMP_NUM_THREADS", "1")  # two workers on two cores do not fight over them
        return env

    def _welcome(self, port: int, tls: certificates.Certificates | None, first_start: bool, options: Any) -> None:
        """Say where the school is, and who can sign in, once the web server answers."""
        _wait_for(port)
        if first_start and not options["no_demo"]:
            self._make_demo()
        self._say("Etude is open at " + "  ".join(_urls(port, tls)))
        if tls:
            self._say(f"Other devices: open /trust/ there once. Fingerprint {certificates.fingerprint(tls.authority)}")
        for line in _demo_log_ins():
            self._say(line)
        self._say("Ctrl-C stops everything.")

    def _make_demo(self) -> None:
        from lessons.operations.demo import create_demo_school

        self._say("making the demo school")
        create_demo_school()

    def _say(self, text: str) -> None:
        self.stdout.write(f"[etude] {text}")
        self.stdout.flush()


def children(host: str, port: int, workers: int, tls: certificates.Certificates | None) -> list[Child]:
    """The processes that make up the school."""
    web = [
        sys.executable, "-m", "gunicorn", "lessons.wsgi:application", "--bind", f"{host}:{port}",
        "--worker-class", "gthread", "--workers", "2", "--threads", str(WEB_THREADS),
        "--log-level", "warning", "--graceful-timeout", "5",
    ]  # fmt: skip
    if tls:
        web += ["--certfile", str(tls.chain), "--keyfile", str(tls.key)]
    return [Child("web server", web)] + [
        Child(f"worker {number}", worker_command(number), nice=WORKER_NICENESS) for number in range(1, workers + 1)
    ]


def worker_command(number: int) -> list[str]:
    """One process, one task at a time: killing it kills its work and nothing else."""
    return [
        sys.executable, "-W", f"ignore:{ROOT_WARNING}", "-m", "celery", "--quiet", "-A", "lessons", "worker",
        "--pool", "solo", "--loglevel", "warning",
        "--hostname", f"worker{number}@%h", "--without-gossip", "--without-mingle",
    ]  # fmt: skip


def _urls(port: int, tls: certificates.Certificates | None) -> list[str]:
    if not tls:
        return [f"http://localhost:{port}/"]
    return [f"https://{name}:{port}/" for name in [*addresses.lan_addresses(), "localhost"]]


def _wait_for(port: int) -> None:
    import socket

    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


def _demo_log_ins() -> list[str]:
    from lessons.operations.demo import demo_log_ins

    return demo_log_ins()
