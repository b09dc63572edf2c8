// Where the states of a workflow stand in its diagram, from top to bottom, and how its steps run
// between them. Touches nothing.
import type { WorkflowStep, WorkflowView } from "../../shared/protocol.ts";

export const NODE_WIDTH = 200;
export const NODE_HEIGHT = 56;
const COLUMN_GAP = 56;
/** Room for the name of a step between two layers. */
const LAYER_GAP = 64;
const MARGIN = 24;
/** Steps that lead back run outside, each in a lane of its own. */
const LANE = 28;

/** From a line to the name beside it. */
export const LABEL_GAP = 8;
/** Pixels of half a Japanese character at the diagram's size of letters. */
const UNIT = 7.5;

/** A Japanese character has two units, a Latin one has one. */
function widthOf(text: string): number {
  return [...text].reduce((sum, char) => sum + ((char.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1), 0);
}

/** Units of width that a line of a state's name may have. */
const LINE_UNITS = 26;

/** A name in at most two lines; English breaks between words, Japanese anywhere. */
export function linesOf(name: string): string[] {
  if (widthOf(name) <= LINE_UNITS) return [name];
  const parts = name.includes(" ") ? name.split(/(?<= )/) : [...name];
  const half = widthOf(name) / 2;
  let first = "";
  while (parts.length > 1 && widthOf(first) + widthOf(parts[0] ?? "") <= Math.max(half + 1, 2)) {
    first += parts.shift() ?? "";
  }
  if (first === "") first = parts.shift() ?? "";
  return [first.trim(), parts.join("").trim()].filter((line) => line !== "");
}

export interface Node {
  state: string;
  x: number;
  y: number;
  /** Steps that leave the state as it is. */
  staying: number;
}

export interface Edge {
  step: WorkflowStep;
  from: string;
  to: string;
  /** Corner points from the border of one node to the border of the other. */
  points: { x: number; y: number }[];
  /** Where the name of the step stands. */
  label: { x: number; y: number };
  /** It leads back to a state above. */
  back: boolean;
}

export interface Diagram {
  nodes: Node[];
  edges: Edge[];
  width: number;
  height: number;
}

/** `nameOf` is what stands beside a step: the lanes outside keep clear of it. */
export function layout(flow: WorkflowView, nameOf: (step: WorkflowStep) => string): Diagram {
  const moves = movesOf(flow);
  const back = backMoves(flow, moves);
  const layers = orderedLayers(flow, moves.filter((move) => !back.has(move)));
  const widest = Math.max(1, ...layers.map((layer) => layer.length));
  const inner = widest * NODE_WIDTH + (widest - 1) * COLUMN_GAP;
  const nodes = layers.flatMap((layer, row) => {
    const width = layer.length * NODE_WIDTH + (layer.length - 1) * COLUMN_GAP;
    return layer.map((state, column) => ({
      state,
      x: MARGIN + (inner - width) / 2 + column * (NODE_WIDTH + COLUMN_GAP),
      y: MARGIN + row * (NODE_HEIGHT + LAYER_GAP),
      staying: flow.steps.filter((step) => step.to === undefined && step.from.includes(state))
        .length,
    }));
  });
  const named = edgesOf(moves, back, nodes, 0).filter((edge) => !runsOutside(edge));
  const ends = named.map((edge) => edge.label.x + LABEL_GAP + widthOf(nameOf(edge.step)) * UNIT);
  const right = Math.max(MARGIN + inner, ...ends);
  const edges = edgesOf(moves, back, nodes, right);
  const lanes = edges.filter((edge) => runsOutside(edge)).length;
  return {
    nodes,
    edges,
    width: right + MARGIN + lanes * LANE + LABEL_GAP,
    height: 2 * MARGIN + layers.length * (NODE_HEIGHT + LAYER_GAP) - LAYER_GAP,
  };
}

interface Move {
  step: WorkflowStep;
  from: string;
  to: string;
}

function movesOf(flow: WorkflowView): Move[] {
  return flow.steps.flatMap((step) =>
    [...(step.to === undefined ? [] : [step.to]), ...(step.or_to ?? [])].flatMap((to) =>
      step.from.map((from) => ({ step, from, to })),
    ),
  );
}

/** The moves that close a circle, found by walking from the start in the order of the file. */
function backMoves(flow: WorkflowView, moves: readonly Move[]): Set<Move> {
  const back = new Set<Move>();
  const over = new Set<string>();
  const walk = (state: string, above: ReadonlySet<string>): void => {
    if (over.has(state)) return;
    for (const move of moves.filter((other) => other.from === state)) {
      if (above.has(move.to)) back.add(move);
      else walk(move.to, new Set([...above, move.to]));
    }
    over.add(state);
  };
  walk(flow.start, new Set([flow.start]));
  for (const state of flow.states) walk(state.code, new Set([state.code]));
  return back;
}

/** A state stands below everything that leads to it; within a layer near what it hangs on. */
function orderedLayers(flow: WorkflowView, moves: readonly Move[]): string[][] {
  const depth = new Map<string, number>();
  const depthOf = (state: string): number => {
    const known = depth.get(state);
    if (known !== undefined) return known;
    const above = moves.filter((move) => move.to === state);
    const found = Math.max(-1, ...above.map((move) => depthOf(move.from))) + 1;
    depth.set(state, found);
    return found;
  };
  const layers: string[][] = [];
  for (const { code } of flow.states) (layers[depthOf(code)] ??= []).push(code);
  layers.forEach((layer, row) => {
    const above = layers[row - 1];
    if (!above) return;
    const weight = (state: string) => {
      const places = moves
        .filter((move) => move.to === state)
        .map((move) => above.indexOf(move.from))
        .filter((place) => place >= 0);
      return places.length === 0
        ? above.length
        : places.reduce((sum, place) => sum + place, 0) / places.length;
    };
    layer.sort((a, b) => weight(a) - weight(b));
  });
  return layers.filter((layer) => layer !== undefined);
}

function edgesOf(
  moves: readonly Move[],
  back: ReadonlySet<Move>,
  nodes: readonly Node[],
  right: number,
): Edge[] {
  const at = new Map(nodes.map((node) => [node.state, node]));
  const outsideOrder: Move[] = [];
  const isOutside = (move: Move) => {
    const from = at.get(move.from);
    const to = at.get(move.to);
    if (!from || !to) return false;
    return back.has(move) || to.y - from.y > NODE_HEIGHT + LAYER_GAP;
  };
  outsideOrder.push(...moves.filter(isOutside));
  return moves.flatMap((move) => {
    const from = at.get(move.from);
    const to = at.get(move.to);
    if (!from || !to) return [];
    const lane = outsideOrder.indexOf(move);
    const shape = lane >= 0 ? outside(from, to, right + (lane + 1) * LANE) : direct(from, to, move, moves);
    return [{ ...move, ...shape, back: back.has(move) }];
  });
}

/** From the lower border to the upper border of a node in the next layer. */
function direct(from: Node, to: Node, move: Move, moves: readonly Move[]) {
  const twins = moves.filter((other) => other.from === move.from && other.to === move.to);
  const shift = (twins.indexOf(move) - (twins.length - 1) / 2) * 40;
  const start = { x: from.x + NODE_WIDTH / 2 + shift, y: from.y + NODE_HEIGHT };
  const end = { x: to.x + NODE_WIDTH / 2 + shift, y: to.y };
  const middle = start.y + LAYER_GAP / 2;
  const points =
    start.x === end.x
      ? [start, end]
      : [start, { x: start.x, y: middle }, { x: end.x, y: middle }, end];
  return { points, label: { x: end.x, y: end.y - LAYER_GAP / 4 } };
}

/** Out at the right, along a lane, and back in at the right. */
function outside(from: Node, to: Node, lane: number) {
  const start = { x: from.x + NODE_WIDTH, y: from.y + NODE_HEIGHT * 0.7 };
  const end = { x: to.x + NODE_WIDTH, y: to.y + NODE_HEIGHT * 0.3 };
  const points = [start, { x: lane, y: start.y }, { x: lane, y: end.y }, end];
  return { points, label: { x: lane, y: (start.y + end.y) / 2 } };
}

export function runsOutside(edge: Edge): boolean {
  const [first, second] = edge.points;
  return first !== undefined && second !== undefined && first.y === second.y && first.x !== second.x;
}
