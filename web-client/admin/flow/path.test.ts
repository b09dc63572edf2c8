import { describe, expect, it } from "vitest";
import { exampleFlow, exampleStep } from "../examples.ts";
import { stopsOf, wayOn } from "./path.ts";

const provision = exampleFlow(
  [
    exampleStep("submit", ["new"], "submitted"),
    exampleStep("approve", ["submitted"], "approved"),
    exampleStep("refuse", ["submitted"], "refused"),
    exampleStep("write_down", ["approved", "closed"]),
    exampleStep("change", ["approved"], "new"),
    exampleStep("record", ["approved"], "closed"),
  ],
  ["closed", "refused"],
);

describe("the way on", () => {
  it("is the first one that the rulebook writes", () => {
    expect(wayOn(provision, "new").map((step) => step.code)).toEqual([
      "submit",
      "approve",
      "record",
    ]);
  });

  it("is empty at an end", () => expect(wayOn(provision, "refused")).toEqual([]));

  it("never goes round in circles", () => {
    const circle = exampleFlow(
      [exampleStep("on", ["a"], "b"), exampleStep("back", ["b"], "a")],
      [],
    );
    expect(wayOn(circle, "a")).toEqual([]);
  });
});

describe("the stops of a case", () => {
  it("tell into which of several states a step led", () => {
    const fault = exampleFlow(
      [
        { ...exampleStep("notice", ["new"], "noticed"), or_to: ["outside"] },
        exampleStep("inform", ["noticed"], "informed"),
        exampleStep("inform_alone", ["outside"], "informed"),
      ],
      ["informed"],
    );
    const codes = (state: string, taken: string[]) =>
      stopsOf(fault, state, taken).map((stop) => `${stop.code} ${stop.place}`);
    expect(codes("outside", ["notice"])).toEqual(["new done", "outside here", "informed ahead"]);
    expect(codes("noticed", ["notice"])).toEqual(["new done", "noticed here", "informed ahead"]);
    expect(codes("informed", ["notice", "inform_alone"])).toEqual([
      "new done",
      "outside done",
      "informed here",
    ]);
  });

  it("lead through what was done to what is to come", () => {
    expect(stopsOf(provision, "approved", ["submit", "approve", "write_down"])).toEqual([
      { code: "new", place: "done" },
      { code: "submitted", place: "done", step: "submit" },
      { code: "approved", place: "here", step: "approve" },
      { code: "closed", place: "ahead", step: "record" },
    ]);
  });

  it("end with the present state when it is an end", () => {
    expect(stopsOf(provision, "refused", ["submit", "refuse"]).at(-1)).toEqual({
      code: "refused",
      place: "here",
      step: "refuse",
    });
  });

  it("begin with the start where nothing was done", () => {
    expect(stopsOf(provision, "new", [])[0]).toEqual({ code: "new", place: "here" });
  });
});
