// The cameras of a group by their registration, what is amiss with them, and the public pages.
import type { CameraLine, CameraList } from "../../shared/protocol.ts";
import { Fragment } from "preact";
import { Icon } from "../../ui/icon.tsx";
import { say } from "../../ui/say.ts";
import { me } from "../../ui/session.ts";
import { UnitName } from "../../ui/unit-name.tsx";
import { lastDayOf } from "../calendar/deadlines.ts";
import { isTown } from "../footage/holders.ts";
import { texts } from "../i18n/texts.ts";
import { href } from "../route.ts";
import { Chip, Clause, DayText } from "./words.tsx";

export function Cameras({ list }: { list: CameraList }) {
  const t = texts.value;
  return (
    <section class="part" aria-labelledby="cameras">
      <div class="part-head">
        <h2 id="cameras">{t.footage.cameras}</h2>
        {list.public_code !== undefined && list.cameras.some((camera) => camera.active) && (
          <PublicPages path={`/cameras/${list.public_code}`} />
        )}
      </div>
      {list.warnings.map((warning) => (
        <p key={warning.code} class="note note-warning" data-testid="camera-warning">
          <Icon name="alert" />
          <span>
            {say(warning.label)} <Clause of={warning.clause} />
          </span>
        </p>
      ))}
      {list.cameras.length === 0 ? (
        <p class="empty">{t.footage.noCameras}</p>
      ) : (
        groupsOf(list).map(([group, cameras]) => (
          <Fragment key={group}>
            {group !== list.unit_name && (
              <h3>
                <UnitName of={group} />
              </h3>
            )}
            <ul class="tiles">
              {cameras.map((camera) => (
                <Tile key={camera.case} camera={camera} />
              ))}
            </ul>
          </Fragment>
        ))
      )}
    </section>
  );
}

function groupsOf(list: CameraList): [string, CameraLine[]][] {
  const groups = new Map<string, CameraLine[]>();
  for (const camera of list.cameras) {
    const group = camera.unit_name;
    groups.set(group, [...(groups.get(group) ?? []), camera]);
  }
  return [...groups];
}

/** A group whose cameras film nothing yet has nothing to tell. */
function PublicPages({ path }: { path: string }) {
  const t = texts.value;
  return (
    <div class="page-tools">
      <a class="button" href={path} target="_blank" data-testid="public-notice">
        {t.footage.publicNotice}
      </a>
      <a
        class="button"
        href={`${path}/regulation`}
        target="_blank"
        data-testid="public-regulation"
      >
        {t.footage.publicRegulation}
      </a>
    </div>
  );
}

function Tile({ camera }: { camera: CameraLine }) {
  const t = texts.value;
  return (
    <li class="tile" data-testid="camera" data-active={camera.active}>
      {isTown(me.value) ? (
        <strong class="tile-title">{camera.address || camera.number}</strong>
      ) : (
        <a class="tile-title" href={href({ at: "case", id: camera.case })}>
          {camera.address || camera.number}
        </a>
      )}
      <span class="row-chips">
        <Chip tone={camera.active ? "good" : "info"} icon={camera.active ? "camera" : "document"}>
          {say(camera.state.label)}
        </Chip>
        <span class="row-note">{camera.number}</span>
      </span>
      {camera.locked_until !== undefined && (
        <span class="row-note">
          {t.footage.lockedUntil} <DayText day={lastDayOf(camera.locked_until)} />
        </span>
      )}
    </li>
  );
}
