import type { systemJa } from "./system.ja.ts";

export const systemEn: typeof systemJa = {
  title: "How the system stands",
  runs: "Running",
  stopped: "Stopped",
  resumes: (until) => `It resumes by itself at ${until}.`,
  next: (from, until, ground) => `Next stop: ${from} to ${until} (${ground})`,
  parts: { suspension: "Stops", fault: "Faults", maintenance: "Persons for upkeep" },
  none: {
    suspension: "No stop is planned.",
    fault: "No fault is open.",
    maintenance: "Nobody is designated.",
  },
};
