// Passkeys (Web Authentication). Serves forms marked data-passkey="get" or "create": data-options holds the options
// as JSON, the answer goes into the field "credential", then the form is sent. Their words stand in data attributes.
// What has data-passkey-place or data-passkey-button appears when the browser can use passkeys, what has
// data-passkey-unsupported goes away then.
"use strict";
{
  const bytes = (text) => {
    const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) => {
    let binary = "";
    for (const byte of new Uint8Array(buffer)) binary += String.fromCharCode(byte);
    return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };

  // The options as the browser wants them: what is base64url in JSON becomes bytes.
  const publicKey = (form) => {
    const given = JSON.parse(form.dataset.options);
    const options = given.publicKey || given;
    const parse = form.dataset.passkey === "create" ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON";
    if (PublicKeyCredential[parse]) return PublicKeyCredential[parse](options);
    const list = (items) => (items || []).map((item) => ({ ...item, id: bytes(item.id) }));
    const read = { ...options, challenge: bytes(options.challenge) };
    if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
    if (options.allowCredentials) read.allowCredentials = list(options.allowCredentials);
    if (options.excludeCredentials) read.excludeCredentials = list(options.excludeCredentials);
    return read;
  };

  // The answer as JSON (Web Authentication Level 3 section 5.1.1, toJSON): bytes become base64url.
  const answer = (credential) => {
    const response = { clientDataJSON: text(credential.response.clientDataJSON) };
    for (const part of ["authenticatorData", "signature", "userHandle", "attestationObject"]) {
      if (credential.response[part]) response[part] = text(credential.response[part]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment || undefined,
      clientExtensionResults: credential.getClientExtensionResults(),
      response,
    });
  };

  const say = (form, word) => {
    const place = form.querySelector("[data-passkey-status]");
    if (place) place.textContent = form.dataset[word] || "";
  };

  // What went wrong, by the name of the error. The standard gives NotAllowedError for "cancelled", "too late" and
  // "nothing found" alike, so that a site learns nothing about the device.
  const complaint = (error) =>
    ({ NotAllowedError: "stopped", NotSupportedError: "unsupported", InvalidStateError: "known" })[error.name] || "failed";

  let waiting; // the request behind the user name field, if there is one

  const ask = (form, more) => {
    const options = { publicKey: publicKey(form), ...more };
    const { credentials } = navigator;
    return form.dataset.passkey === "create" ? credentials.create(options) : credentials.get(options);
  };
  const send = (form, credential) => {
    form.elements.credential.value = answer(credential);
    say(form, "checking");
    HTMLFormElement.prototype.submit.call(form);
  };

  const press = async (form) => {
    if (waiting) waiting.abort();
    say(form, "waiting");
    try {
      send(form, await ask(form));
    } catch (error) {
      say(form, complaint(error));
      offer(form);
    }
  };

  // Passkeys among the suggestions of the user name field. Nothing is said when that fails: nobody asked for it.
  const offer = async (form) => {
    if (!("conditional" in form.dataset) || !PublicKeyCredential.isConditionalMediationAvailable) return;
    if (!(await PublicKeyCredential.isConditionalMediationAvailable())) return;
    const own = (waiting = new AbortController());
    try {
      send(form, await ask(form, { mediation: "conditional", signal: own.signal }));
    } catch {
      if (waiting === own) waiting = undefined;
    }
  };

  if (window.PublicKeyCredential && navigator.credentials) {
    for (const part of document.querySelectorAll("[data-passkey-place], [data-passkey-button]")) part.hidden = false;
    for (const part of document.querySelectorAll("[data-passkey-unsupported]")) part.hidden = true;
    for (const form of document.querySelectorAll("form[data-passkey]")) {
      let busy = false;
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        if (busy) return;
        busy = true;
        await press(form);
        busy = false;
      });
      offer(form);
    }
  }
}
