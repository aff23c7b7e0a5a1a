# SPDX-License-Identifier: EUPL-1.2
"""Bounds that every file is held to; what goes beyond is refused in words."""

from __future__ import annotations

MIB = 1024 * 1024

FILE_BYTES = 100 * MIB
PAGES = 500
# A0 at 200 dpi has 62 million dots; a scan of A4 at 1200 dpi 139 million is refused, at 600 dpi 35 million is fine.
IMAGE_PIXELS = 80_000_000
FRAMES = PAGES
# Sheets larger than A0 have no place in a letter; PDF sizes are in points.
PAGE_POINTS = 3_400.0
PAGE_WORDS = 5_000
TEXT_CHARACTERS = 1_000_000
UNPACKED_BYTES = 200 * MIB
ARCHIVE_MEMBERS = 2_000
XML_BYTES = 30 * MIB
ATTACHMENTS = 50
MAIL_DEPTH = 4
NAME_CHARACTERS = 120
OCR_SECONDS_PER_PAGE = 90.0
# What lies below a stamp, read a second time: up to three parts of a page.
OCR_SECONDS_PER_PART = 15.0
# A reading process may take this much address space; what it really uses is checked by the throughput benchmark.
READER_ADDRESSES = 3_072 * MIB
# Longest silence between two pages, longest reading in all, and files after which a reading process is renewed.
SILENCE_SECONDS = 150.0
TOTAL_SECONDS = 1_800.0
FILES_PER_PROCESS = 300
