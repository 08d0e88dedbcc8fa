// SPDX-FileCopyrightText: 2026 The hubnotice developers
// SPDX-License-Identifier: Apache-2.0
//
// Ctrl+K: everything that can be pressed on this page, found by a few letters, and the search of the cases for anything else.
// It presses what is there already, so it can do nothing that a button or a link cannot.
(() => {
  "use strict";

  const dialog = document.getElementById("palette");
  const opener = document.getElementById("palette-open");
  const asked = document.getElementById("palette-asked");
  const list = document.getElementById("palette-list");
  if (!dialog || !opener || !asked || !list) return;

  const MOST = 12;
  let shown = [];
  let at = 0;

  const isSeen = (element) => !element.hidden && element.getClientRects().length > 0 && !element.disabled;
  const wordsOf = (element) => {
    if (element.ariaLabel) return element.ariaLabel;
    const copy = element.cloneNode(true);
    copy.querySelectorAll("kbd").forEach((each) => each.remove());
    return (copy.textContent.trim() || element.labels?.[0]?.textContent || element.placeholder || "").replace(/\s+/g, " ").trim();
  };

  // Menus are closed, and what is in them is meant too.
  const things = () => {
    const found = new Map();
    for (const each of document.querySelectorAll("nav a[href], [data-key], .menu li a, .menu li button, main h1 ~ p a, [role=tablist] a")) {
      if (each === opener || dialog.contains(each) || (!isSeen(each) && !each.closest(".menu"))) continue;
      const words = wordsOf(each);
      if (words && !found.has(words)) found.set(words, { words, key: each.dataset.key ?? "", press: () => press(each) });
    }
    return [...found.values()];
  };

  const press = (element) => {
    if (element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) element.focus();
    else element.click();
  };

  const search = (words) => ({
    words: `${dialog.dataset.search} ${words}`,
    key: "",
    press: () => location.assign(`/cases?q=${encodeURIComponent(words)}`),
  });

  const matches = (words, letters) => letters.toLowerCase().split(/\s+/).every((each) => words.toLowerCase().includes(each));

  const mark = (next) => {
    at = shown.length ? (next + shown.length) % shown.length : 0;
    [...list.children].forEach((each, place) => each.setAttribute("aria-selected", String(place === at)));
    list.children[at]?.scrollIntoView({ block: "nearest" });
    if (list.children[at]) asked.setAttribute("aria-activedescendant", list.children[at].id);
    else asked.removeAttribute("aria-activedescendant");
  };

  const option = (thing, place) => {
    const row = document.createElement("li");
    row.id = `palette-${place}`;
    row.setAttribute("role", "option");
    row.append(thing.words);
    if (thing.key) {
      const sign = document.createElement("kbd");
      sign.textContent = thing.key;
      row.append(" ", sign);
    }
    row.addEventListener("click", () => choose(place));
    return row;
  };

  const show = () => {
    const letters = asked.value.trim();
    shown = things().filter((each) => matches(each.words, letters)).slice(0, MOST);
    if (letters) shown.push(search(letters));
    list.replaceChildren(...shown.map(option));
    mark(0);
  };

  const choose = (place) => {
    const thing = shown[place];
    dialog.close();
    thing?.press();
  };

  const open = () => {
    asked.value = "";
    dialog.showModal();
    show();
  };

  opener.hidden = false;
  opener.addEventListener("click", open);
  asked.addEventListener("input", show);
  asked.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const act = { ArrowDown: () => mark(at + 1), ArrowUp: () => mark(at - 1), Enter: () => choose(at) }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
