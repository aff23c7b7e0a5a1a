# SPDX-License-Identifier: EUPL-1.2
"""Why a request is refused; the answer has the form of the standard. English only: programs read it."""

from __future__ import annotations

from mittendrin.core.errors import MittendrinError


class StaError(MittendrinError):
    """Refused, with the status of the answer."""

    status = 400

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


class BadRequest(StaError):
    """The request does not follow the standard, or is larger than allowed."""


class NotFound(StaError):
    """There is no such entity, for this viewer."""

    status = 404


class NotAllowed(StaError):
    """Nobody is known who could be allowed to write."""

    status = 401


class Forbidden(StaError):
    """The token or person is known, but may not write."""

    status = 403


class NotHere(StaError):
    """The method does not fit the address."""

    status = 405


class Conflict(StaError):
    """Another entity stands in the way."""

    status = 409


class TooLarge(StaError):
    """The body is larger than allowed."""

    status = 413


class NotImplementedHere(StaError):
    """The standard knows it, this service does not."""

    status = 501


class TooSlow(StaError):
    """The answer would take too long."""

    status = 503
