import { useEffect, useRef, useState } from "preact/hooks";
import type { ShownReport } from "../../shared/protocol";
import { copyText } from "../../shared/coordinates";
import { WhepPlayer } from "../../shared/whep";
import { ExerciseMark } from "../../ui/exercise";
import { type Spot, bearing_deg, distance_m, mapLink, wayText, windOf } from "../geo";
import type { OfficerSession } from "../session";
import type { Model } from "./app";

interface ShownProperties {
  session: OfficerSession;
  model: Model;
}

/** What a caller films, and the way there. */
export function Shown({ session, model }: ShownProperties) {
  const { words } = model;
  const [wanted, setWanted] = useState<string | null>(null);
  const report = session.shown.find((one) => one.report === wanted) ?? session.shown[0];
  if (!report) return null;
  return (
    <section class="shown" aria-label={words.shown.title} data-testid="shown">
      <Picture key={report.report} report={report} session={session} model={model} />
      <div class="caller">
        {session.shown.length > 1 && (
          <label class="field">
            <span>{words.shown.choose}</span>
            <select value={report.report} onChange={({ currentTarget }) => setWanted(currentTarget.value)}>
              {session.shown.map((one) => (
                <option key={one.report} value={one.report}>
                  {one.number}
                </option>
              ))}
            </select>
          </label>
        )}
        <p>
          <b>{report.number}</b> <span class="fine">{words.shown.from(report.by_name)}</span>
        </p>
        {report.note && <p>{report.note}</p>}
        <Where report={report} here={session.live.here} model={model} />
      </div>
    </section>
  );
}

function Picture({ report, session, model }: ShownProperties & { report: ShownReport }) {
  const t = model.words.shown;
  const video = useRef<HTMLVideoElement>(null);
  const [playing, setPlaying] = useState(false);
  const held = report.state === "held";
  const over = report.state === "ended" || report.state === "refused";
  const wanted = !held && !over;
  useEffect(() => {
    const element = video.current;
    if (!element || !wanted) return;
    const player = new WhepPlayer({
      watch: () => session.watch(report.report),
      onStream: (stream) => {
        element.srcObject = stream;
        element.play().catch(() => undefined);
      },
      onTrouble: (trouble) => trouble && setPlaying(false),
    });
    const leave = () => player.stop();
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      player.stop();
      element.srcObject = null;
      setPlaying(false);
    };
  }, [report.report, wanted]);
  return (
    <div class="picture">
      <video ref={video} muted playsInline autoplay data-testid="shown-video" aria-label={report.number} onPlaying={() => setPlaying(true)} />
      <ExerciseMark of={report.exercise} language={model.language} />
      {!playing && (
        <p class="over" role="status">
          {over ? t.over : held ? t.held : t.connecting}
        </p>
      )}
    </div>
  );
}

function Where({ report, here, model }: { report: ShownReport; here: Spot | null; model: Model }) {
  const { words, language, kind } = model;
  const t = words.shown;
  const point = report.last_point;
  const stated = report.stated_place;
  const spot: Spot | null = point?.position ?? (stated?.at.kind === "point" ? stated.at : null);
  const town = point?.municipality ?? stated?.at.municipality;
  return (
    <div class="where">
      {spot && here && (
        <p class="way" data-testid="way">
          {t.away(wayText(distance_m(here, spot)), t.winds[windOf(bearing_deg(here, spot))])}
        </p>
      )}
      {town && <p>{language === "ja" ? town.name_ja : town.name_en}</p>}
      {stated?.words && (
        <p>
          {t.stated}: {stated.words}
        </p>
      )}
      {spot ? (
        <>
          <p class="figures">
            {copyText(spot.latitude_deg, spot.longitude_deg)}
            {point && <span class="fine"> {t.accuracy(Math.round(point.position.accuracy_m))}</span>}
          </p>
          <a class="button second" href={mapLink(spot, kind.platform)} data-testid="map-app">
            {t.map}
          </a>
        </>
      ) : (
        <p class="fine">{t.noPlace}</p>
      )}
    </div>
  );
}
