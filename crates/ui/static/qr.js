// The page with the picture to scan: asks every two seconds how far the phone is, shows that part of the page, goes
// on when the phone has allowed it, and counts down.
"use strict";
{
  const page = document.querySelector("[data-qr]");
  const parts = page ? page.querySelectorAll("[data-when]") : [];
  const told = page && page.querySelector("[data-told]");
  const clock = page && page.querySelector("[data-clock]");
  const EVERY = 2000;
  const SOON = 20;
  let state = "waiting";
  let over = false;

  const show = (now) => {
    const live = now === "waiting" || now === "opened" || now === "approved";
    for (const part of parts) {
      const { when } = part.dataset;
      part.hidden = !(when === "live" ? live : when === now || (when === "opened" && now === "approved"));
      if (when === now && !live) part.focus();
    }
  };
  const reach = (now) => {
    if (now === state || over) return;
    state = now === "cancelled" || now === "used" ? "expired" : now;
    over = state !== "waiting" && state !== "opened";
    show(state);
    told.textContent = page.dataset[state] || "";
    if (state === "approved") page.querySelector("[data-finish]").requestSubmit();
  };

  const poll = async () => {
    if (over) return;
    // A page nobody looks at asks nothing; it asks again when it is looked at.
    if (!document.hidden) {
      try {
        const answer = await fetch(page.dataset.status, { cache: "no-store", headers: { accept: "application/json" } });
        if (answer.ok) reach((await answer.json()).state);
      } catch {
        // The network is away for a moment; the next round asks again.
      }
    }
    setTimeout(poll, EVERY);
  };

  const tick = (end) => {
    if (over) return;
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (left === SOON) told.textContent = page.dataset.soon;
    if (left === 0) reach("expired");
    else setTimeout(tick, 1000, end);
  };

  if (page) {
    const shown = [...parts].find((part) => part.dataset.when !== "live" && !part.hidden);
    state = shown ? shown.dataset.when : "waiting";
    over = state !== "waiting" && state !== "opened";
    if (!over) {
      page.querySelector("[data-uncounted]").hidden = true;
      page.querySelector("[data-counted]").hidden = false;
      tick(Date.now() + Number(clock.dataset.clock) * 1000);
      setTimeout(poll, EVERY);
    }
  }
}
