#!/usr/bin/env python
"""Command line of the project: `python manage.py help`."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError

from deploy.database import database_sentence


def main() -> None:
    """Run a command; an unusable environment or database ends in one sentence, not in a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings")
    try:
        _ = settings.DATA_DIR  # reads the environment
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Tillroll cannot start: {error}")
    except DatabaseError as error:
        if sentence := database_sentence(error):
            sys.exit(f"Tillroll cannot go on: {sentence}")
        raise
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
