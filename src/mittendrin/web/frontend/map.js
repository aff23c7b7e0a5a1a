// SPDX-License-Identifier: EUPL-1.2
// Interactive map over our own outlines. Points and clusters are links and buttons in HTML: they need no glyphs
// from outside, take their colours from the tokens, and Tab reaches them.
import { startPick } from "./pick.js";
import { LngLatBounds, Map as MapLibreMap, Marker, NavigationControl, setWorkerUrl } from "maplibre-gl";

const GERMANY = [[5.6, 47.1], [15.3, 55.2]];
const LIMITS = [[-4, 42], [26, 60]];
const NAMES_FROM_ZOOM = 7;

for (const element of document.querySelectorAll("[data-map]")) start(element);

async function start(element) {
  const canvas = element.querySelector("[data-map-canvas]") ?? element.appendChild(document.createElement("div"));
  canvas.classList.add("m-map__canvas");
  try {
    const points = await load(element.dataset.source);
    canvas.classList.add("m-map__canvas--on");
    const map = draw(element, canvas, points);
    map.once("load", () => {
      element.querySelector("[data-map-fallback]")?.remove();
      element.dataset.ready = "true";
    });
  } catch {
    canvas.remove();
    const message = element.querySelector("[data-map-error]");
    if (message) Object.assign(message, { hidden: false, textContent: element.dataset.textError });
  }
}

async function load(address) {
  const response = await fetch(address, { headers: { Accept: "application/geo+json" } });
  if (!response.ok) throw new Error(String(response.status));
  const points = await response.json();
  points.features.sort((one, other) => one.properties.title.localeCompare(other.properties.title, "de"));
  return points;
}

function draw(element, canvas, points) {
  const { dataset } = element;
  setWorkerUrl(absolute(dataset.worker));
  const map = new MapLibreMap({
    container: canvas,
    style: style(dataset),
    bounds: bounds(points),
    fitBoundsOptions: { padding: 24, maxZoom: dataset.pick ? 13 : 9 },
    maxBounds: LIMITS,
    minZoom: 3,
    maxZoom: dataset.basemap || dataset.pick ? 17 : 11,
    attributionControl: false,
    cooperativeGestures: true,
    dragRotate: false,
    pitchWithRotate: false,
    locale: {
      "Map.Title": dataset.label,
      "NavigationControl.ZoomIn": dataset.textIn,
      "NavigationControl.ZoomOut": dataset.textOut,
      "CooperativeGesturesHandler.WindowsHelpText": dataset.textWheel,
      "CooperativeGesturesHandler.MacHelpText": dataset.textWheelMac,
      "CooperativeGesturesHandler.MobileHelpText": dataset.textTouch,
    },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new HomeControl(dataset.textHome), "top-right");
  map.once("load", () => (dataset.pick ? startPick(map, Marker, points, dataset, token) : addPoints(map, points, dataset)));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => paint(map));
  return map;
}

function absolute(address) {
  return new URL(address, location.href).href;
}

function bounds(points) {
  const box = new LngLatBounds();
  for (const { geometry } of points.features) box.extend(geometry.coordinates);
  return points.features.length > 0 ? box : GERMANY;
}

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function style(dataset) {
  const sources = { states: { type: "geojson", data: absolute(dataset.states) } };
  const layers = [{ id: "ground", type: "background", paint: { "background-color": token("--page") } }];
  if (dataset.basemap) {
    sources.basemap = { type: "raster", tiles: [dataset.basemap], tileSize: 256 };
    layers.push({ id: "basemap", type: "raster", source: "basemap" });
  } else {
    layers.push({ id: "land", type: "fill", source: "states", paint: { "fill-color": token("--land") } });
  }
  layers.push({ id: "borders", type: "line", source: "states", paint: { "line-color": token("--map-border"), "line-width": 1.2 } });
  return { version: 8, sources, layers };
}

function paint(map) {
  map.setPaintProperty("ground", "background-color", token("--page"));
  if (map.getLayer("land")) map.setPaintProperty("land", "fill-color", token("--land"));
  map.setPaintProperty("borders", "line-color", token("--map-border"));
}

function addPoints(map, points, dataset) {
  map.addSource("points", {
    type: "geojson",
    data: points,
    cluster: true,
    clusterRadius: 26,
    clusterMaxZoom: 10,
    clusterProperties: { hits: ["+", ["coalesce", ["get", "count"], 1]] },
  });
  // An unseen layer: without one the source loads no tiles, and there is nothing to ask for.
  map.addLayer({ id: "points", type: "circle", source: "points", paint: { "circle-opacity": 0, "circle-radius": 1 } });
  const shown = new Map();
  const update = () => place(map, shown, dataset);
  map.on("render", () => map.isSourceLoaded("points") && update());
}

function place(map, shown, dataset) {
  map.getContainer().classList.toggle("m-map__canvas--near", map.getZoom() >= NAMES_FROM_ZOOM);
  const wanted = new Map();
  for (const feature of map.querySourceFeatures("points")) wanted.set(identity(feature), feature);
  for (const [key, marker] of shown) {
    if (wanted.has(key)) continue;
    marker.remove();
    shown.delete(key);
  }
  for (const [key, feature] of wanted) {
    if (shown.has(key)) continue;
    const element = feature.properties.cluster ? clusterButton(map, feature, dataset) : pointLink(feature, dataset);
    shown.set(key, new Marker({ element }).setLngLat(feature.geometry.coordinates).addTo(map));
    element.setAttribute("role", feature.properties.cluster ? "button" : "link");
  }
}

function identity({ properties, geometry }) {
  return properties.cluster ? `cluster ${properties.cluster_id}` : `${properties.url} ${geometry.coordinates}`;
}

function pointLink({ properties }, dataset) {
  const link = document.createElement("a");
  link.href = properties.url;
  link.className = `m-pin m-pin--${properties.size_class ?? "medium"}`;
  if (properties.kind === "ai_running") link.classList.add("m-pin--square");
  const several = properties.count > 1;
  if (several) {
    link.classList.add("m-pin--count");
    link.append(String(properties.count));
  }
  const name = several ? fill(dataset.textPoint, properties) : properties.title;
  link.setAttribute("aria-label", properties.note ? `${name}, ${properties.note}` : name);
  const label = document.createElement("span");
  label.className = "m-pin__name";
  label.ariaHidden = "true";
  label.textContent = properties.title;
  link.append(label);
  return link;
}

function clusterButton(map, { properties, geometry }, dataset) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "m-pin m-pin--cluster";
  button.textContent = String(properties.hits);
  button.setAttribute("aria-label", fill(dataset.textCluster, { count: properties.hits }));
  button.addEventListener("click", async () => {
    const zoom = await map.getSource("points").getClusterExpansionZoom(properties.cluster_id);
    map.getCanvas().focus({ preventScroll: true });
    map.easeTo({ center: geometry.coordinates, zoom: zoom + 0.3 });
  });
  return button;
}

function fill(text, values) {
  return (text ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

// Back to the whole country with one press.
class HomeControl {
  constructor(text) {
    this.text = text;
  }

  onAdd(map) {
    this.element = document.createElement("div");
    this.element.className = "maplibregl-ctrl maplibregl-ctrl-group";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "m-map__home";
    button.title = this.text;
    button.setAttribute("aria-label", this.text);
    button.addEventListener("click", () => map.fitBounds(GERMANY, { padding: 8 }));
    this.element.append(button);
    return this.element;
  }

  onRemove() {
    this.element.remove();
  }
}
