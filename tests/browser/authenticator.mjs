// A virtual authenticator in a visitor's browser: the passkeys of a phone, a computer or a security key, without the
// person. Owns the debugger's WebAuthn domain; knows no page.
//
// Chrome DevTools Protocol, domain WebAuthn; Web Authentication Level 3 section 11 (automation).

/** A phone or computer that copies its passkeys to the person's other devices. */
export const SYNCED = { transport: 'internal', defaultBackupEligibility: true, defaultBackupState: true };

/** A device whose passkeys never leave it. */
export const DEVICE_BOUND = { transport: 'internal', defaultBackupEligibility: false, defaultBackupState: false };

/** A security key on a cable. */
export const SECURITY_KEY = { transport: 'usb', defaultBackupEligibility: false, defaultBackupState: false };

const USUAL = {
  protocol: 'ctap2',
  ctap2Version: 'ctap2_1',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
};

/** Puts an authenticator into the visitor's page; `kind` is one of the above, with anything of `USUAL` changed. */
export async function plugIn(visitor, kind = SYNCED) {
  const debug = await visitor.context.newCDPSession(visitor.page);
  await debug.send('WebAuthn.enable', { enableUI: false });
  const options = { ...USUAL, ...kind };
  const { authenticatorId } = await debug.send('WebAuthn.addVirtualAuthenticator', { options });
  return new Authenticator(debug, authenticatorId);
}

class Authenticator {
  #debug;
  #id;

  constructor(debug, id) {
    this.#debug = debug;
    this.#id = id;
  }

  /** What it holds: `credentialId`, `rpId`, `userHandle`, `privateKey`, `signCount`, `backupEligibility` and others. */
  async credentials() {
    const { credentials } = await this.#send('getCredentials');
    return credentials;
  }

  /** Whether the person proves to be the owner (by finger, face or PIN) when asked; without it nothing is answered. */
  async verifyUser(isUserVerified) {
    await this.#send('setUserVerified', { isUserVerified });
  }

  /** Whether somebody touches it when asked. While nobody does, requests wait. */
  async touch(enabled) {
    await this.#send('setAutomaticPresenceSimulation', { enabled });
  }

  /**
   * What is wrong with its answers from now on: `isBogusSignature`, or `isBadUV`, which leaves out that the person
   * proved to be the owner, as a key without finger, face and PIN does. Nothing when nothing is given.
   */
  async distort(bits = {}) {
    await this.#send('setResponseOverrideBits', bits);
  }

  /** Marks a credential as copied elsewhere or not: `backupEligibility`, `backupState`. */
  async mark({ credentialId }, properties) {
    await this.#send('setCredentialProperties', { credentialId, ...properties });
  }

  /** Puts a credential in, as another authenticator gave it out. */
  async hold(credential) {
    await this.#send('addCredential', { credential });
  }

  /** Takes a credential away. */
  async drop({ credentialId }) {
    await this.#send('removeCredential', { credentialId });
  }

  /** Makes a copy of an older day out of a credential: its counter falls back. */
  async fallBack(credential, signCount) {
    await this.drop(credential);
    await this.hold({ ...credential, signCount });
  }

  #send(method, parameters = {}) {
    return this.#debug.send(`WebAuthn.${method}`, { authenticatorId: this.#id, ...parameters });
  }
}
