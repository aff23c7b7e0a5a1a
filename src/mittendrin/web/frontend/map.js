// SPDX-License-Identifier: EUPL-1.2
// Interactive map over our own outlines; written by the map component.
