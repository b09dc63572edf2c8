import type { Words } from "./ja.ts";

export const en: Words = {
  common: {
    close: "Close",
    cancel: "Cancel",
    loading: "Loading",
    optional: "optional",
    clause: (clause) => `Clause ${clause}`,
    copy: "Copy",
    copied: "Copied",
    unreachable: "The server cannot be reached. Check the network and try again.",
    unexpected: "The server gave an unexpected answer. If it goes on, tell the operations manager.",
  },
  stop: {
    announced: (from, until, ground, drains) =>
      `The system will stop from ${from} until ${until} (${ground}). ${drains ? "No new report can begin meanwhile; running ones go on." : "Reports that run end when it begins."}`,
    running: (until, drains) =>
      `The system is stopped. It resumes by itself at ${until}. ${drains ? "Running reports go on." : "No link can be sent and no report can begin."}`,
    untilStop: (span) => `Stops in ${span}`,
    untilResume: (span) => `Resumes in ${span}`,
    ends: "Reports that end:",
  },
  bar: {
    clock: "Server time",
    theme: "Colours",
    themes: { system: "As the terminal", dark: "Dark", light: "Light" },
    signOut: "Sign out",
    about: "About this service",
  },
  signIn: {
    title: "Sign in",
    userId: "User ID",
    password: "Password",
    show: "Show password",
    code: "Registration code",
    codeHint: "The 16 characters that your chief handed over. It works once.",
    submits: {
      fingerprint: "Sign in with your fingerprint",
      password: "Sign in with your password",
      code: "Begin with the code",
    },
    otherWays: "Other ways",
    ways: {
      fingerprint: "Use your fingerprint",
      password: "Use a password",
      code: "First time (registration code)",
    },
    fingerprintFailed:
      "Your fingerprint was not confirmed. Put the finger on the reader again and retry.",
    fingerprintMissing:
      "This browser cannot use fingerprints. Use a current one, or tell the system manager.",
    signedOut: "Your session has ended. Please sign in again.",
  },
  terminal: {
    title: "This terminal",
    none: "This terminal is not enrolled. Reception and management of the police need that. People of a town or a group do not.",
    kinds: {
      reception: "Reception terminal",
      management: "Management terminal",
      management_pc: "Management PC",
      office: "Office terminal",
      unenrolled: "Terminal that is not enrolled",
    },
    enrol: "Enrol this terminal",
    code: "Enrolment code",
    submit: "Enrol",
  },
  demo: {
    title: "People of the demo",
    lead: "Press a person: this browser becomes their terminal, and you are signed in. People of the town and its groups use an ordinary browser.",
    anyBrowser: "Uses an ordinary browser",
    enrol: {
      reception: "Make it a reception terminal",
      management: "Make it a management terminal",
      management_pc: "Make it a management PC",
      office: "Make it an office terminal",
    },
  },
  lock: {
    lock: "Lock the screen",
    title: "The screen is locked",
    lead: (name) => `${name} can unlock it.`,
    fingerprint: "Unlock with your fingerprint",
    password: "Unlock with your password",
    soon: (seconds) => `Nobody touches this page. The screen locks in ${seconds} s.`,
  },
  factors: {
    title: "Credentials",
    firstTitle: "Register your credentials",
    firstLead: (name) => `${name}, register what you will sign in with from now on.`,
    kinds: { biometric: "Fingerprint", password: "Password" },
    unnamed: "Fingerprint at this terminal",
    name: "Name of the fingerprint",
    nameHint: "For example: right index finger, reader of terminal 3",
    register: "Register the fingerprint",
    addFingerprint: "Add a fingerprint",
    newPassword: "New password",
    passwordRule: (until) =>
      `At least 12 characters; none that is common or holds your user ID. Permitted until ${until}.`,
    setPassword: "Set the password",
    changePassword: "Change the password",
    revoke: "Revoke",
    othersEnd:
      "A change ends your sessions at other terminals; you and the chief above are told of it.",
    registered: (when) => `Registered ${when}`,
    changed: (when) => `changed ${when}`,
    used: (when) => `last used ${when}`,
  },
};
