// SPDX-License-Identifier: EUPL-1.2
// Takes a place from the map into two number fields, and shows on the map what stands in them. Without a mouse: arrows
// move the map, the button takes its middle; or the numbers are typed in.
const DIGITS = 5;

export function startPick(map, Marker, points, dataset, token) {
  const [lat, lon] = dataset.pick.split(" ").map((id) => document.getElementById(id));
  const button = document.querySelector("[data-pick-middle]");
  const said = document.querySelector("[data-pick-said]");
  if (!lat || !lon) return;
  addKnown(map, points, token);
  const element = document.createElement("span");
  element.className = "m-pickpin";
  const pin = new Marker({ element });
  const show = (move) => {
    const place = [number(lon), number(lat)];
    if (place.some(Number.isNaN) || Math.abs(place[0]) > 180 || Math.abs(place[1]) > 90) return pin.remove();
    pin.setLngLat(place).addTo(map);
    if (move) map.jumpTo({ center: place, zoom: Math.max(map.getZoom(), 13) });
  };
  const take = ({ lng, lat: north }) => {
    lat.value = written(north);
    lon.value = written(lng);
    show(false);
    if (said) said.textContent = said.dataset.pickSaid.replace("{lat}", lat.value).replace("{lon}", lon.value);
  };
  map.on("click", (event) => take(event.lngLat));
  button?.removeAttribute("hidden");
  button?.addEventListener("click", () => take(map.getCenter()));
  for (const field of [lat, lon]) field.addEventListener("change", () => show(true));
  map.getCanvas().classList.add("m-map__pick");
  show(lat.value !== "" && lon.value !== "");
}

// Places that measure already, to find one's way.
function addKnown(map, points, token) {
  map.addSource("known", { type: "geojson", data: points });
  const paint = { "circle-radius": 5, "circle-color": token("--data2"), "circle-stroke-width": 2, "circle-stroke-color": token("--page") };
  map.addLayer({ id: "known", type: "circle", source: "known", paint });
}

function number(field) {
  return field.value.trim() === "" ? Number.NaN : Number(field.value.replace(",", "."));
}

function written(value) {
  const text = value.toFixed(DIGITS);
  return document.documentElement.lang === "de" ? text.replace(".", ",") : text;
}
