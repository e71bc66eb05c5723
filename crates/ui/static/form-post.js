// Sends the one form of this page at once; the button is for browsers without script.
"use strict";
const form = document.querySelector("[data-send-at-once]");
// By the prototype: a field that happens to be called "submit" hides the form's own method.
if (form) HTMLFormElement.prototype.submit.call(form);
