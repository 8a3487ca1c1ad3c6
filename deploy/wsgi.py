"""Pages and API alone, for installations that serve /ws by a server of its own."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings")
application = get_wsgi_application()

from deploy.settled import settle  # noqa: E402  (needs the loaded apps)

settle()
