// Shows a claim when its words are pointed at or focused, and its words when the claim is. Works without, by anchors.
"use strict";
(() => {
  const card = document.getElementById("card");
  const pieces = Array.from(document.querySelectorAll("a.ev"));
  const claimsOf = (piece) => piece.dataset.claims.trim().split(/\s+/);
  const piecesOf = new Map();
  for (const piece of pieces) {
    for (const id of claimsOf(piece)) {
      if (!piecesOf.has(id)) piecesOf.set(id, []);
      piecesOf.get(id).push(piece);
    }
  }
  const clear = () => {
    card.hidden = true;
    document.querySelectorAll(".on").forEach((node) => node.classList.remove("on"));
  };
  const show = (piece) => {
    clear();
    card.replaceChildren();
    for (const id of claimsOf(piece)) {
      for (const part of piecesOf.get(id)) part.classList.add("on");
      const item = document.getElementById(id);
      if (!item) continue;
      item.classList.add("on");
      const line = document.createElement("p");
      line.textContent = item.dataset.sentence;
      card.append(line);
    }
    card.hidden = false;
    const box = piece.getBoundingClientRect();
    const below = box.bottom + 8;
    const top = below + card.offsetHeight > innerHeight ? box.top - card.offsetHeight - 8 : below;
    card.style.top = Math.max(8, top) + "px";
    card.style.left = Math.max(8, Math.min(box.left, innerWidth - card.offsetWidth - 8)) + "px";
  };
  for (const piece of pieces) {
    piece.removeAttribute("title"); // the card says it
    piece.addEventListener("mouseenter", () => show(piece));
    piece.addEventListener("focus", () => show(piece));
    piece.addEventListener("mouseleave", clear);
    piece.addEventListener("blur", clear);
  }
  for (const [id, parts] of piecesOf) {
    const item = document.getElementById(id);
    if (!item) continue;
    const light = () => { clear(); parts.forEach((part) => part.classList.add("on")); };
    item.addEventListener("mouseenter", light);
    item.addEventListener("focusin", light);
    item.addEventListener("mouseleave", clear);
    item.addEventListener("click", (event) => {
      if (!event.target.closest("a")) parts[0].scrollIntoView({ block: "center" });
    });
  }
  addEventListener("keydown", (event) => { if (event.key === "Escape") clear(); });
})();
