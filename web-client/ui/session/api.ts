// What the server offers to sign in, lock, unlock and keep one's own factors.
import type {
  Challenge,
  CredentialId,
  Credentials,
  DemoPerson,
  Factor,
  Lock,
  Me,
  NewCredential,
  RegistrationChallenge,
  SignIn,
  Unlock,
  WitnessSignIn,
} from "../../shared/protocol.ts";
import { call, get, post } from "../http.ts";
import { makeFingerprint, proveFingerprint } from "./fingerprint.ts";
import { forgetTerminal, proveTerminal } from "./terminal.ts";

export const sessionApi = {
  me: () => get<Me>("/me"),
  acknowledge: () => post<Me>("/me/acknowledgements", {}),
  signOut: () => post<void>("/sign-out", {}),
  lock: () => post<void>("/lock", {}),
  standing: () => get<Lock>("/lock"),
  touch: () => post<void>("/touch", {}),
  credentials: () => get<Credentials>("/credentials"),
  revoke: (id: CredentialId) => call<Credentials>(`/credentials/${id}`, { method: "DELETE" }),
  demoPeople: () => get<DemoPerson[]>("/demo/people"),
};

/** A password or a code as it was typed, or the finger on the reader. */
export type Given = Exclude<Factor, { kind: "webauthn" }> | "fingerprint";

/**
 * Proves the person, and this browser where it is a terminal. Without `asTerminal` it signs in as from
 * a browser that is none.
 */
export async function signIn(userId: string, given: Given, asTerminal = true): Promise<Me> {
  const asked = await challenge(userId);
  const factor = await factorOf(given, asked);
  const body: SignIn = { user_id: userId.trim(), factor, ceremony: asked.ceremony };
  const proof = asTerminal ? await proveTerminal(asked.challenge) : undefined;
  if (proof) body.terminal = proof;
  try {
    return await post<Me>("/sign-in", body);
  } catch (error) {
    if (isRevokedTerminal(error)) await forgetTerminal();
    throw error;
  }
}

export async function unlock(userId: string, given: Given): Promise<Me> {
  const asked = await challenge(userId);
  const body: Unlock = { factor: await factorOf(given, asked), ceremony: asked.ceremony };
  return post<Me>("/unlock", body);
}

/** Proves another person beside the one who is signed in. */
export async function proveBeside(userId: string, given: Given): Promise<WitnessSignIn> {
  const asked = await challenge(userId);
  return { user_id: userId.trim(), factor: await factorOf(given, asked), ceremony: asked.ceremony };
}

export async function registerFingerprint(userId: string, name: string): Promise<Credentials> {
  const asked = await post<RegistrationChallenge>("/credentials/challenge", {});
  const credential = await makeFingerprint(asked.webauthn);
  const body: NewCredential = {
    user_id: userId,
    biometric: { ceremony: asked.ceremony, name, credential },
  };
  return post<Credentials>("/credentials", body);
}

export function setPassword(userId: string, password: string): Promise<Credentials> {
  const body: NewCredential = { user_id: userId, password };
  return post<Credentials>("/credentials", body);
}

function challenge(userId: string): Promise<Challenge> {
  return post<Challenge>("/sign-in/challenge", { user_id: userId.trim() });
}

async function factorOf(given: Given, asked: Challenge): Promise<Factor> {
  if (given !== "fingerprint") return given;
  return { kind: "webauthn", credential: await proveFingerprint(asked.webauthn) };
}

function isRevokedTerminal(error: unknown): boolean {
  const problem = (error as { problem?: { code: string } }).problem;
  return problem?.code === "terminal_not_enrolled";
}
