# SPDX-License-Identifier: EUPL-1.2
"""Entry point for WSGI servers."""

import os

from django.core.wsgi import get_wsgi_application

from mittendrin.web.charsets import usual_charsets

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")
application = usual_charsets(get_wsgi_application())
