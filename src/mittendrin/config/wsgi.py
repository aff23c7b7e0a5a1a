# SPDX-License-Identifier: EUPL-1.2
"""Entry point for WSGI servers."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")
application = get_wsgi_application()
