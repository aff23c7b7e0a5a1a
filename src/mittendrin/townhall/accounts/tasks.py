# SPDX-License-Identifier: EUPL-1.2
"""Work beside the pages."""

from importlib import import_module

from django.conf import settings
from django_tasks import task

from mittendrin.townhall.accounts import login_limits


@task()
def clear_sessions() -> None:
    """Delete the sessions that are over, and wrong passwords older than a day."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    login_limits.forget()
