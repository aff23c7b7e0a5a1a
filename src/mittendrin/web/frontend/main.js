// SPDX-License-Identifier: EUPL-1.2
// Behaviour that every page shares. Pages work without it; it adds keys and partial updates.
import "htmx.org";
import { startKeys } from "./keys.js";

startKeys();
