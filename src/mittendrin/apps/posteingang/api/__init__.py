# SPDX-License-Identifier: EUPL-1.2
"""The post room for programs: they hand letters in and ask what became of them."""
