// SPDX-FileCopyrightText: 2026 The hubnotice developers
// SPDX-License-Identifier: Apache-2.0
//
// A button beside commands copies them. Without it they are selected as a whole with one click.
(() => {
  "use strict";
  for (const button of document.querySelectorAll("[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    if (!source || !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(source.textContent);
        document.getElementById("said").textContent = button.dataset.done;
        button.textContent = button.dataset.done;
      } catch { source.focus(); }
    });
  }
})();
