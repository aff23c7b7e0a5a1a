# SPDX-License-Identifier: EUPL-1.2
"""Data of this app and answer files, read without a database."""
