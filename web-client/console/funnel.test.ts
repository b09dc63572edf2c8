import { describe, expect, it } from "vitest";
import { exampleFunnel, exampleReport } from "./examples.ts";
import { lastStep, stepLines, waitingSince } from "./funnel.ts";

const progress = (report: Parameters<typeof stepLines>[0]) =>
  Object.fromEntries(stepLines(report).map((line) => [line.step, line.progress]));

describe("the funnel", () => {
  it("counts each step's time from the sending", () => {
    const report = exampleReport({ funnel: exampleFunnel({ sent: 1_000, delivered: 3_500 }) });
    expect(stepLines(report)[1]).toEqual({
      step: "delivered",
      progress: "reached",
      at_ms: 3_500,
      sinceSent_ms: 2_500,
    });
  });

  it("awaits exactly the step after the furthest one", () => {
    const report = exampleReport({ funnel: exampleFunnel({ sent: 1, delivered: 2, opened: 3 }) });
    expect(progress(report)).toEqual({
      sent: "reached",
      delivered: "reached",
      opened: "reached",
      consented: "current",
      permitted: "ahead",
      connected: "ahead",
      first_picture: "ahead",
      first_frame: "ahead",
    });
  });

  it("passes over a step that nobody reported", () => {
    const report = exampleReport({
      funnel: exampleFunnel({ sent: 1, first_picture: 9, opened: 4, consented: 5 }),
    });
    expect(progress(report)).toMatchObject({
      delivered: "passed",
      permitted: "passed",
      connected: "passed",
      first_frame: "current",
    });
    expect(lastStep(report)).toBe("first_picture");
  });

  it("awaits nothing once the report is over", () => {
    const report = exampleReport({ state: "ended", funnel: exampleFunnel({ sent: 1, opened: 2 }) });
    expect(Object.values(progress(report))).not.toContain("current");
  });

  it("waits since the last thing that happened", () => {
    expect(
      waitingSince(
        exampleReport({ funnel: exampleFunnel({ sent: 1_000, opened: 9_000, delivered: 4_000 }) }),
      ),
    ).toBe(9_000);
    expect(waitingSince(exampleReport({ created_ms: 70, funnel: [] }))).toBe(70);
  });
});
