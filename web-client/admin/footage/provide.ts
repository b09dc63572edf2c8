// A recording that somebody asks for: the form of its provision begins with what is known.
import type { FootageLine } from "../../shared/protocol.ts";
import { go } from "../actions.ts";
import { localOf } from "../calendar/days.ts";
import { proposal } from "../state.ts";
import { CAMERAS } from "./holders.ts";

/** Forms ask for minutes. */
const MINUTE_MS = 60_000;

export function offerProvision(file: FootageLine): void {
  proposal.value = {
    document: CAMERAS,
    workflow: "provision",
    values: {
      footage: [file.id],
      footage_from: Math.floor(file.recorded_from / MINUTE_MS) * MINUTE_MS,
      footage_to: Math.ceil(file.recorded_to / MINUTE_MS) * MINUTE_MS,
    },
    names: { [file.id]: `${file.address} ${localOf(file.recorded_from).replace("T", " ")}` },
  };
  go({ at: "begin", document: CAMERAS, workflow: "provision" });
}
