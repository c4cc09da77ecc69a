#!/usr/bin/env python3
"""Django's command line for the school. `python manage.py up` starts everything."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lessons.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed here; run `make setup`, or `pip install -r requirements.txt`.")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # a setting: its message says which, and what would work
        sys.exit(f"Etude cannot start: {error}")


if __name__ == "__main__":
    main()
