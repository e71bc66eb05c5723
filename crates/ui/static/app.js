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
