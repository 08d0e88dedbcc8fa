// SPDX-FileCopyrightText: 2026 The hubnotice developers
// SPDX-License-Identifier: Apache-2.0
//
// Keys for everything that is a button or a link already (WCAG 2.1.4: off while somebody types, and can be switched off).
//
//   <button data-key="a">            the key presses it; "g q" is two keys, one after the other
//   <tbody data-rows>                j and k move through its [data-row]s, Enter opens a[data-open], x ticks its checkbox,
//     <tr data-row tabindex="-1">    Shift+x every one from the last that was ticked
//
// Nothing on a page needs this file; without it the buttons and links are still there.
(() => {
  "use strict";

  const STORED = "hubnotice.keys";
  const PATIENCE = 1200; // Milliseconds that the second of two keys may take.
  let before = "";
  let forget = 0;
  let lastTicked = null;

  const areOn = () => {
    try { return localStorage.getItem(STORED) !== "off"; } catch { return true; }
  };
  const remember = (on) => {
    try { localStorage.setItem(STORED, on ? "on" : "off"); } catch { /* A browser that stores nothing asks again next time. */ }
  };

  const isTyping = (target) =>
    target instanceof Element && (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox]):not([type=radio])"));

  const isSeen = (element) => !element.hidden && element.getClientRects().length > 0;
  const withKey = (key) => [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((each) => isSeen(each) && !each.disabled);
  const begins = (key) => [...document.querySelectorAll("[data-key]")].some((each) => each.dataset.key.startsWith(`${key} `));

  const rows = () => [...document.querySelectorAll("[data-rows] [data-row]")].filter(isSeen);
  const current = () => document.activeElement?.closest?.("[data-row]") ?? null;

  const move = (step) => {
    const all = rows();
    if (!all.length) return false;
    const at = all.indexOf(current());
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  };

  const open = () => {
    const link = document.activeElement?.matches?.("[data-row]") ? current().querySelector("a[data-open]") : null;
    link?.click();
    return Boolean(link);
  };

  const tick = (row, on) => {
    const box = row?.querySelector("input[type=checkbox]");
    if (!box || box.disabled) return false;
    box.checked = on ?? !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };

  const select = () => {
    const row = current();
    if (!tick(row)) return false;
    lastTicked = row;
    return true;
  };

  const selectRange = () => {
    const all = rows();
    const [from, to] = [all.indexOf(lastTicked), all.indexOf(current())];
    if (to < 0) return false;
    if (from < 0) return select();
    for (const row of all.slice(Math.min(from, to), Math.max(from, to) + 1)) tick(row, true);
    return true;
  };

  const MOVES = { j: () => move(1), k: () => move(-1), Enter: open, x: select, X: selectRange };

  const press = (element) => {
    if (element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) element.focus();
    else element.click();
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    if (!areOn() || isTyping(event.target) || (document.querySelector("dialog[open]") && event.key !== "Escape")) return;
    const name = event.ctrlKey || event.metaKey ? `Ctrl+${event.key}` : event.key;
    const key = before ? `${before} ${name}` : name;
    before = "";
    clearTimeout(forget);
    const found = withKey(key) ?? withKey(name);
    if (found) {
      event.preventDefault();
      press(found);
    } else if (!event.ctrlKey && !event.metaKey && begins(name)) {
      before = name;
      forget = setTimeout(() => { before = ""; }, PATIENCE);
    } else if (!event.ctrlKey && !event.metaKey && MOVES[event.key]?.()) {
      event.preventDefault();
    }
  });

  const wordsOf = (element) => {
    if (element.ariaLabel) return element.ariaLabel;
    const copy = element.cloneNode(true);
    copy.querySelectorAll("kbd").forEach((each) => each.remove());
    return (copy.textContent.trim() || element.labels?.[0]?.textContent || element.placeholder || "").trim();
  };

  const line = (key, words) => {
    const row = document.createElement("tr");
    const sign = document.createElement("kbd");
    sign.textContent = key;
    row.insertCell().append(sign);
    row.insertCell().textContent = words;
    return row;
  };

  const list = () => {
    const words = document.getElementById("keys-words").dataset;
    const moves = rows().length ? [["j", words.next], ["k", words.previous], ["Enter", words.open], ["x", words.select], ["Shift+x", words.range]] : [];
    const buttons = [...document.querySelectorAll("[data-key]")].filter((each) => isSeen(each) && each.id !== "keys-open");
    const named = new Map([...moves, ...buttons.map((each) => [each.dataset.key, wordsOf(each)]), ["?", words.help]]);
    document.getElementById("keys-list").replaceChildren(...[...named].map(([key, text]) => line(key, text)));
  };

  const dialog = document.getElementById("keys");
  const opener = document.getElementById("keys-open");
  const on = document.getElementById("keys-on");
  if (dialog && opener && on) {
    opener.hidden = false;
    on.checked = areOn();
    on.addEventListener("change", () => remember(on.checked));
    opener.addEventListener("click", () => { list(); dialog.showModal(); });
  }

  // A menu closes when somebody goes elsewhere.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // What changed is said to those who do not see it: an element with data-say in what htmx brought.
  document.addEventListener("htmx:after:swap", () => {
    const said = document.querySelector("[data-say]");
    if (said) document.getElementById("said").textContent = said.dataset.say;
  });
})();
