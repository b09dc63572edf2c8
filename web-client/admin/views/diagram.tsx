// The drawing of a workflow. The table of steps beside it says the same in words.
import type { WorkflowStep, WorkflowView } from "../../shared/protocol.ts";
import { say } from "../../ui/say.ts";
import {
  LABEL_GAP,
  layout,
  linesOf,
  NODE_HEIGHT,
  NODE_WIDTH,
  runsOutside,
  type Edge,
  type Node,
} from "../flow/layout.ts";
import { texts } from "../i18n/texts.ts";

/** From one line of a name to the next. */
const LINE = 16;

export function Diagram({ flow }: { flow: WorkflowView }) {
  const t = texts.value;
  const nameOf = (step: WorkflowStep) =>
    step.deadline === undefined ? say(step.label) : t.rulebook.dueStep(say(step.label));
  const { nodes, edges, width, height } = layout(flow, nameOf);
  return (
    <div
      class="diagram-scroll"
      tabIndex={0}
      role="region"
      aria-label={t.rulebook.drawing(say(flow.label))}
      data-testid="diagram"
    >
      <svg
        class="diagram"
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        role="img"
        aria-label={t.rulebook.drawingOf(nodes.length, edges.length)}
      >
        <defs>
          <marker
            id="arrow"
            viewBox="0 0 10 10"
            refX="9"
            refY="5"
            markerWidth="8"
            markerHeight="8"
            orient="auto-start-reverse"
          >
            <path d="M0 0 10 5 0 10z" class="diagram-arrow" />
          </marker>
        </defs>
        {edges.map((edge, nth) => (
          <Line key={nth} edge={edge} name={nameOf(edge.step)} />
        ))}
        {nodes.map((node) => (
          <Box key={node.state} node={node} flow={flow} />
        ))}
      </svg>
    </div>
  );
}

function Line({ edge, name }: { edge: Edge; name: string }) {
  const isDeadline = edge.step.deadline !== undefined;
  const points = edge.points.map((point) => `${point.x},${point.y}`).join(" ");
  const outside = runsOutside(edge);
  return (
    <g class={isDeadline ? "diagram-edge diagram-deadline" : "diagram-edge"}>
      <polyline points={points} marker-end="url(#arrow)" />
      <text
        x={outside ? edge.label.x + 4 : edge.label.x + LABEL_GAP}
        y={edge.label.y}
        {...(outside ? { transform: `rotate(90 ${edge.label.x + 4} ${edge.label.y})`, "text-anchor": "middle" } : {})}
      >
        {name}
      </text>
    </g>
  );
}

function Box({ node, flow }: { node: Node; flow: WorkflowView }) {
  const t = texts.value;
  const state = flow.states.find((other) => other.code === node.state);
  const kind = state?.end ? "end" : node.state === flow.start ? "start" : "middle";
  const middle = node.x + NODE_WIDTH / 2;
  const lines = linesOf(state ? say(state.label) : node.state);
  const rows = lines.length + (node.staying > 0 ? 1 : 0);
  const top = node.y + NODE_HEIGHT / 2 - ((rows - 1) * LINE) / 2 + LINE / 3;
  return (
    <g class={`diagram-node diagram-${kind}`} data-state={node.state}>
      <rect
        x={node.x}
        y={node.y}
        width={NODE_WIDTH}
        height={NODE_HEIGHT}
        rx={kind === "middle" ? 8 : NODE_HEIGHT / 2}
      />
      {lines.map((line, nth) => (
        <text key={nth} x={middle} y={top + nth * LINE} text-anchor="middle">
          {line}
        </text>
      ))}
      {node.staying > 0 && (
        <text class="diagram-staying" x={middle} y={top + lines.length * LINE} text-anchor="middle">
          {t.rulebook.staying(node.staying)}
        </text>
      )}
    </g>
  );
}
