// SPDX-License-Identifier: EUPL-1.2
// Behaviour that every page shares. Pages work without it; it adds keys and partial updates.
import "htmx.org";
import { startArrange } from "./arrange.js";
import { startCases } from "./cases.js";
import { startCopy } from "./copy.js";
import { startDesk } from "./desk.js";
import { startFold } from "./fold.js";
import { startKeys } from "./keys.js";
import { startLive } from "./live.js";
import { startMenus } from "./menu.js";
import { startPrint } from "./print.js";
import { startSearch } from "./search.js";
import { startSelection } from "./selection.js";
import { startTables } from "./tables.js";
import { startUpload } from "./upload.js";
import { startZoom } from "./zoom.js";

startArrange();
startCases();
startCopy();
startDesk();
startFold();
startKeys();
startLive();
startMenus();
startPrint();
startSearch();
startSelection();
startTables();
startUpload();
startZoom();
document.querySelector("[data-focus]")?.focus();
