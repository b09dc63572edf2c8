import { describe, expect, it } from "vitest";
import { exampleFlow, exampleStep } from "../examples.ts";
import { layout, linesOf, NODE_HEIGHT, NODE_WIDTH, runsOutside, type Diagram } from "./layout.ts";

const line = exampleFlow(
  [exampleStep("on", ["a"], "b"), exampleStep("further", ["b"], "c")],
  ["c"],
);
const branching = exampleFlow(
  [
    exampleStep("submit", ["new"], "submitted"),
    exampleStep("approve", ["submitted"], "approved"),
    exampleStep("refuse", ["submitted"], "refused"),
    exampleStep("again", ["approved"], "new"),
    exampleStep("check", ["approved"]),
    exampleStep("record", ["approved"], "closed"),
    exampleStep("gone", ["submitted", "approved"], "void", { deadline: "end" }),
  ],
  ["closed", "refused", "void"],
);

const nameOf = (step: { code: string }) => step.code;

function overlaps(diagram: Diagram): number {
  let count = 0;
  diagram.nodes.forEach((a, nth) => {
    for (const b of diagram.nodes.slice(nth + 1)) {
      if (Math.abs(a.x - b.x) < NODE_WIDTH && Math.abs(a.y - b.y) < NODE_HEIGHT) count += 1;
    }
  });
  return count;
}

function onBorder(diagram: Diagram, state: string, point: { x: number; y: number } | undefined) {
  const node = diagram.nodes.find((other) => other.state === state);
  if (!node || !point) return false;
  const within = (value: number, low: number, length: number) =>
    value >= low && value <= low + length;
  return within(point.x, node.x, NODE_WIDTH) && within(point.y, node.y, NODE_HEIGHT);
}

describe.each([
  ["a line", line],
  ["branches", branching],
])("the diagram of %s", (_, flow) => {
  const diagram = layout(flow, nameOf);

  it("has each state once, and none upon another", () => {
    expect(diagram.nodes.map((node) => node.state).sort()).toEqual(
      flow.states.map((state) => state.code).sort(),
    );
    expect(overlaps(diagram)).toBe(0);
  });

  it("leads each step from the border of one state to that of the other", () => {
    for (const edge of diagram.edges) {
      expect(onBorder(diagram, edge.from, edge.points[0]), edge.step.code).toBe(true);
      expect(onBorder(diagram, edge.to, edge.points.at(-1)), edge.step.code).toBe(true);
    }
  });

  it("stays within its own size", () => {
    const xs = [
      ...diagram.nodes.map((node) => node.x + NODE_WIDTH),
      ...diagram.edges.flatMap((edge) => edge.points.map((point) => point.x)),
    ];
    const ys = diagram.nodes.map((node) => node.y + NODE_HEIGHT);
    expect(Math.max(...xs)).toBeLessThan(diagram.width);
    expect(Math.max(...ys)).toBeLessThan(diagram.height);
  });

  it("is the same each time", () => expect(layout(flow, nameOf)).toEqual(diagram));
});

describe("a diagram", () => {
  const diagram = layout(branching, nameOf);

  it("stands every state below what leads to it", () => {
    const y = (state: string) => diagram.nodes.find((node) => node.state === state)?.y ?? NaN;
    for (const edge of diagram.edges.filter((other) => !other.back)) {
      expect(y(edge.to), edge.step.code).toBeGreaterThan(y(edge.from));
    }
  });

  it("knows which steps lead back", () => {
    expect(diagram.edges.filter((edge) => edge.back).map((edge) => edge.step.code)).toEqual([
      "again",
    ]);
  });

  it("counts the steps that leave a state as it is", () => {
    expect(diagram.nodes.find((node) => node.state === "approved")?.staying).toBe(1);
  });

  it("draws a step from each of its states", () => {
    expect(diagram.edges.filter((edge) => edge.step.code === "gone")).toHaveLength(2);
  });

  it("keeps its lanes clear of the names of steps", () => {
    const long = layout(branching, () => "a name that is longer than any box of a state");
    const lanes = long.edges.filter(runsOutside).map((edge) => edge.points[1]?.x ?? 0);
    const names = long.edges.filter((edge) => !runsOutside(edge)).map((edge) => edge.label.x);
    expect(Math.min(...lanes)).toBeGreaterThan(Math.max(...names) + 40 * 7);
  });

  it("survives states that nothing leads to", () => {
    const lonely = exampleFlow([exampleStep("on", ["a"], "b"), exampleStep("x", ["c"])], ["b"]);
    expect(layout(lonely, nameOf).nodes).toHaveLength(3);
  });
});

describe("the name of a state", () => {
  it.each([
    ["提供済み", ["提供済み"]],
    ["記録データの消去により全部終了", ["記録データの消去", "により全部終了"]],
    ["Active and locked for five years", ["Active and", "locked for five years"]],
    ["Unbreakableunbreakableunbreakable", ["Unbreakableunbrea", "kableunbreakable"]],
  ])("%s stands in %j", (name, lines) => expect(linesOf(name)).toEqual(lines));
});
