// SPDX-License-Identifier: EUPL-1.2
// Upload of many files: drag and drop, one after the other, with progress and result for each.
// Without this the form sends all files at once and the page lists the results.

const LARGEST = 50 * 1024 * 1024;

export function startUpload() {
  const form = document.querySelector("[data-drop]");
  if (!form) return;
  const input = form.querySelector("input[type=file]");
  for (const name of ["dragenter", "dragover"]) form.addEventListener(name, (event) => over(form, event, true));
  for (const name of ["dragleave", "drop"]) form.addEventListener(name, (event) => over(form, event, false));
  form.addEventListener("drop", (event) => send(form, [...event.dataTransfer.files]));
  input.addEventListener("change", () => {
    send(form, [...input.files]);
    input.value = "";
  });
  form.addEventListener("submit", (event) => {
    if (input.files.length === 0) return;
    event.preventDefault();
    send(form, [...input.files]);
  });
  form.querySelector("[data-drop-button]").hidden = true;
}

function over(form, event, on) {
  event.preventDefault();
  form.classList.toggle("m-drop--over", on);
}

let running = Promise.resolve();
let taken = 0;
let all = 0;

function send(form, files) {
  const section = document.querySelector("[data-drop-results]");
  section.hidden = false;
  all += files.length;
  for (const file of files) {
    const line = row(form, section.querySelector("ul"), file);
    running = running.then(() => one(form, file, line)).then(() => count(form, section));
  }
  count(form, section);
}

function row(form, list, file) {
  const line = document.createElement("li");
  const name = document.createElement("b");
  name.textContent = file.name;
  const words = document.createElement("span");
  words.textContent = form.dataset.waiting;
  line.append(name, " ", words);
  list.append(line);
  return { line, words };
}

function one(form, file, { line, words }) {
  if (file.size > LARGEST) return ended(words, form.dataset.large, false);
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  line.append(" ", bar);
  words.textContent = form.dataset.sending;
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  body.append("einmal", `${file.name}|${file.size}|${file.lastModified}`);
  body.append("datei", file);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action || location.href);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => event.lengthComputable && (bar.value = event.loaded / event.total));
    request.addEventListener("loadend", () => {
      bar.remove();
      const result = request.response?.results?.[0];
      if (!result) ended(words, request.status === 413 ? form.dataset.large : form.dataset.failed, false);
      else finish(form, line, words, result);
      done();
    });
    request.send(body);
  });
}

function finish(form, line, words, result) {
  ended(words, result.sentence, result.ok);
  if (result.ok) taken += 1;
  if (!result.uuid) return;
  const link = document.createElement("a");
  link.href = form.dataset.letter.replace("00000000-0000-0000-0000-000000000000", result.uuid);
  link.textContent = form.dataset.open;
  line.append(" ", link);
}

function ended(words, text, ok) {
  words.textContent = text;
  words.classList.toggle("m-results__bad", !ok);
}

function count(form, section) {
  const heading = section.querySelector("h2");
  heading.textContent = form.dataset.count.replace("%s", taken).replace("%s", all);
  const told = document.getElementById("meldung");
  if (section.querySelector("progress") || !told) return;
  const line = document.createElement("span");
  line.className = "m-hidden";
  line.textContent = heading.textContent;
  told.replaceChildren(line);
}
