# SPDX-License-Identifier: EUPL-1.2
"""The JSON interface that all apps share: one address, one error shape, one rate limit."""
