// The figures that are asked for first.
import type { Figures } from "../../shared/protocol.ts";
import { seconds } from "../../ui/time.ts";
import { texts } from "../i18n/texts.ts";
import { liveOf } from "../statistics/order.ts";

export function FigureTiles({ figures }: { figures: Figures }) {
  const t = texts.value.statistics;
  const { issues, first_picture: first } = figures;
  const span = (ms: number | undefined) => (ms === undefined ? t.none : t.seconds(seconds(ms)));
  const share = (n: number) => (issues === 0 ? "" : t.tiles.of(`${Math.round((100 * n) / issues)}%`));
  const open = figures.undecided > 0 ? t.tiles.undecided(figures.undecided) : "";
  const tiles: [string, string, string, string][] = [
    ["issues", t.tiles.issues, t.count(issues), t.tiles.messages(figures.messages)],
    ["starts", t.tiles.starts, t.count(figures.starts), share(figures.starts) || open],
    ["live", t.tiles.live, t.count(liveOf(figures)), share(liveOf(figures))],
    ["pictures", t.tiles.pictures_only, t.count(figures.pictures_only), share(figures.pictures_only)],
    ["first", t.tiles.first_picture, span(first.median_ms), first.p90_ms === undefined ? "" : t.tiles.p90(span(first.p90_ms))],
    ["refusals", t.tiles.refusals, t.count(figures.refusals), open],
    ["mis_sends", t.tiles.mis_sends, t.count(figures.mis_sends), ""],
    ["staff", t.tiles.staff, t.count(figures.staff.uses), ""],
  ];
  return (
    <dl class="figure-tiles">
      {tiles.map(([code, name, value, note]) => (
        <div key={code} class="figure-tile" data-testid={`tile-${code}`}>
          <dt>{name}</dt>
          <dd>
            <strong>{value}</strong>
            {note && <span class="quiet">{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
