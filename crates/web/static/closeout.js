// What forms and links cannot do: keys, dropping files, progress of an upload. Every page does its work without it.
"use strict";

const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("table[data-rows] tbody tr")];
const current = () => document.querySelector("table[data-rows] tr.at");
const link = (row) => row && row.querySelector("a[href]");

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(current());
  const to = all[Math.min(all.length - 1, Math.max(0, at + step))];
  all.forEach((row) => row.classList.toggle("at", row === to));
  (link(to) || to).focus({ preventScroll: true });
  to.scrollIntoView({ block: "nearest" });
}

function help() {
  const open = document.querySelector("dialog.keys-help");
  if (open) return open.close();
  const keys = [
    ["/", "find"], ["j k", "next, previous row"], ["x", "select the row"], ["Enter", "open the row"], ["e", "edit: open the row, or the first form"],
    ["n", "new item; in a review, note and next"], ["Ctrl Enter", "send the form of the field"], ["g t", "Today"], ["g p", "POA&M"], ["g f", "Findings"], ["g i", "Imports"], ["g d", "Decisions"], ["g v", "Reviews"], ["g r", "Reports"], ["g e", "People"], ["g a", "Audit log"], ["?", "these keys"],
  ];
  const dialog = document.createElement("dialog");
  dialog.className = "keys-help";
  dialog.setAttribute("aria-labelledby", "keys-title");
  const title = document.createElement("h2");
  title.id = "keys-title";
  title.textContent = "Keys";
  const list = document.createElement("dl");
  for (const [key, what] of keys) {
    const name = document.createElement("dt");
    for (const one of key.split(" ")) {
      const cap = document.createElement("kbd");
      cap.textContent = one;
      name.append(cap, " ");
    }
    const told = document.createElement("dd");
    told.textContent = what;
    list.append(name, told);
  }
  const close = document.createElement("button");
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  dialog.append(title, list, close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

// A box above a column of boxes.
for (const head of document.querySelectorAll("table[data-rows] th.pick")) {
  const boxes = () => [...head.closest("table").querySelectorAll("tbody .pick input")];
  const all = document.createElement("input");
  all.type = "checkbox";
  all.setAttribute("aria-label", "Select all rows");
  all.addEventListener("change", () => boxes().forEach((box) => { box.checked = all.checked; }));
  head.closest("table").addEventListener("change", () => {
    const chosen = boxes().filter((box) => box.checked).length;
    all.checked = chosen > 0 && chosen === boxes().length;
    all.indeterminate = chosen > 0 && !all.checked;
  });
  head.replaceChildren(all);
}

let going = 0;

document.addEventListener("keydown", (event) => {
  // From a field, what the key of the form's first button does elsewhere.
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
    const button = event.target.form.querySelector("button.primary");
    if (button) { event.preventDefault(); return button.click(); }
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") {
    document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
    return;
  }
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  if (going && event.timeStamp - going < 1500) {
    going = 0;
    const place = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    if (place) { event.preventDefault(); place.click(); }
    return;
  }
  const row = current();
  switch (event.key) {
    case "g": going = event.timeStamp; return;
    case "/": case "n": {
      const target = document.querySelector(`[data-key="${event.key}"]`);
      if (!target) return;
      event.preventDefault();
      return target.matches("input") ? target.focus() : target.click();
    }
    case "j": return move(1);
    case "k": return move(-1);
    case "x": { const box = row && row.querySelector("input[type=checkbox]"); if (box) box.click(); return; }
    case "e": {
      event.preventDefault();
      if (link(row)) return link(row).click();
      const edit = document.querySelector("main details.edit");
      if (edit) { edit.open = true; edit.querySelector("input:not([type=hidden]), textarea, select").focus(); }
      return;
    }
    case "Enter": if (row && event.target === document.body && link(row)) link(row).click(); return;
    case "?": event.preventDefault(); return help();
  }
});

document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});

// A form that opens takes the focus to its first field.
document.addEventListener("toggle", (event) => {
  const opened = event.target;
  if (!opened.matches("details.edit[open], details.step[open]") || opened.querySelector("[aria-invalid]")) return;
  if (!opened.contains(document.activeElement)) return;
  const field = opened.querySelector("form input:not([type=hidden]):not([type=file]), form textarea, form select");
  if (field) field.focus();
}, true);

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const place = event.target.closest && event.target.closest("[data-drop]");
    if (!place) return;
    event.preventDefault();
    place.classList.toggle("over", kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files.length) place.querySelector("input[type=file]").files = event.dataTransfer.files;
  });
}

// To another place of the same page the browser would only scroll, and show what was there before.
function go(to) {
  const place = new URL(to, location.href);
  const here = place.pathname === location.pathname && place.search === location.search;
  location.assign(place);
  if (here && place.hash) location.reload();
}

// Progress of an upload. When the server is done, the browser goes where a plain form would have gone.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const files = form.querySelector("input[type=file]");
  if (!form.matches("[data-progress]") || !files || !files.files.length) return;
  event.preventDefault();
  const bar = document.createElement("progress");
  const told = document.createElement("p");
  told.className = "quiet";
  told.setAttribute("role", "status");
  told.textContent = "Sending…";
  form.append(bar, told);
  const request = new XMLHttpRequest();
  request.open("POST", event.submitter && event.submitter.hasAttribute("formaction") ? event.submitter.formAction : form.action);
  request.setRequestHeader("X-Closeout-Script", "upload");
  request.upload.addEventListener("progress", (sent) => { if (sent.lengthComputable) { bar.max = sent.total; bar.value = sent.loaded; } });
  request.upload.addEventListener("load", () => { bar.removeAttribute("value"); told.textContent = "Sent. Reading…"; });
  request.addEventListener("error", () => { bar.remove(); told.textContent = "The connection broke off. Nothing was kept; send it again."; buttons(false); });
  request.addEventListener("load", () => {
    const to = request.getResponseHeader("Location");
    if (to) return go(to);
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    document.title = page.title;
    document.body.replaceWith(page.body);
    wrong();
  });
  const buttons = (off) => form.querySelectorAll("button").forEach((button) => { button.disabled = off; });
  request.send(new FormData(form, event.submitter));
  buttons(true);
});

// A form that came back: the first field to look at, or the reason.
function wrong() {
  const field = document.querySelector("[aria-invalid=true]");
  const reason = document.querySelector("main form .note[role=alert]");
  if (field) field.focus();
  else if (reason) reason.scrollIntoView({ block: "center" });
}
wrong();
