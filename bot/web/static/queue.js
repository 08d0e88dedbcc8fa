// SPDX-FileCopyrightText: 2026 The hubnotice developers
// SPDX-License-Identifier: Apache-2.0
//
// Says how many cases are ticked. Nothing on the page needs it.
(() => {
  "use strict";

  const count = () => {
    const output = document.getElementById("selected");
    if (!output) return;
    const ticked = document.querySelectorAll("#bulk input[name=case]:checked").length;
    output.hidden = ticked === 0;
    output.textContent = ticked ? `${ticked} ${output.dataset.words}` : "";
  };

  document.addEventListener("change", (event) => { if (event.target.matches?.("#bulk input[name=case]")) count(); });
  document.addEventListener("htmx:after:swap", count);
  count();
})();
