// The fingerprint reader of the terminal, through the browser's own JSON forms of WebAuthn.
import type { Problem } from "../../shared/protocol.ts";
import { Refused } from "../http.ts";

/** Codes with words in the pages' own texts. */
export const FINGERPRINT_FAILED = "fingerprint_failed";
export const FINGERPRINT_MISSING = "fingerprint_missing";

export async function proveFingerprint(
  options: PublicKeyCredentialRequestOptionsJSON,
): Promise<PublicKeyCredentialJSON> {
  const publicKey = supported().parseRequestOptionsFromJSON(options);
  const found = await navigator.credentials.get({ publicKey }).catch(() => null);
  return json(found);
}

export async function makeFingerprint(
  options: PublicKeyCredentialCreationOptionsJSON,
): Promise<PublicKeyCredentialJSON> {
  const publicKey = supported().parseCreationOptionsFromJSON(options);
  const made = await navigator.credentials.create({ publicKey }).catch(() => null);
  return json(made);
}

function supported(): typeof PublicKeyCredential {
  const api = window.PublicKeyCredential as typeof PublicKeyCredential | undefined;
  if (!api || !("parseRequestOptionsFromJSON" in api)) throw refused(FINGERPRINT_MISSING);
  return api;
}

/** Given up, wrong finger, no reader: the browser does not say which. */
function json(credential: Credential | null): PublicKeyCredentialJSON {
  if (!(credential instanceof PublicKeyCredential)) throw refused(FINGERPRINT_FAILED);
  return credential.toJSON();
}

function refused(code: string): Refused {
  const problem: Problem = { status: 0, title: code, code, message_ja: "", message_en: "" };
  return new Refused(problem);
}
