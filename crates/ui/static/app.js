// Small comforts. Every page works without them.
"use strict";

// Show-password toggle: the button is hidden until a script can make it work.
for (const button of document.querySelectorAll("[data-reveals]")) {
  const field = document.getElementById(button.dataset.reveals);
  if (!field) continue;
  const set = (shown) => {
    field.type = shown ? "text" : "password";
    button.textContent = shown ? button.dataset.hide : button.dataset.show;
    button.setAttribute("aria-label", shown ? button.dataset.hideLabel : button.dataset.showLabel);
  };
  button.hidden = false;
  set(false);
  button.addEventListener("click", () => set(field.type === "password"));
  // Browsers and password managers must see a password field when the form goes out.
  if (field.form) field.form.addEventListener("submit", () => set(false));
}

// The error summary is read out first.
const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();

// A second press within two seconds sends nothing.
for (const form of document.querySelectorAll("form")) {
  let sent = 0;
  form.addEventListener("submit", (event) => {
    const now = Date.now();
    if (now - sent < 2000) event.preventDefault();
    else sent = now;
  });
}

// A button that works only after a while: it counts down in itself.
for (const button of document.querySelectorAll("[data-wait]")) {
  const words = button.textContent;
  const end = Date.now() + Number(button.dataset.wait) * 1000;
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    button.disabled = left > 0;
    button.textContent = left ? `${words} (${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")})` : words;
    if (left) setTimeout(tick, 1000);
  };
  tick();
}

// Printing a page, and copying a part of it line by line.
for (const button of document.querySelectorAll("[data-prints]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
for (const button of document.querySelectorAll("[data-copies]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const lines = document.getElementById(button.dataset.copies).children;
    await navigator.clipboard.writeText([...lines].map((line) => line.textContent).join("\n"));
    button.textContent = button.dataset.copied;
  });
}
