# SPDX-License-Identifier: EUPL-1.2
"""Forms of Stadtdaten: rules and subscriptions, devices and codecs, sources."""
