// The phones that are registered with a staff URL: whose, since when, and when last used.
import { useState } from "preact/hooks";
import type { StaffDeviceState, StaffDeviceView } from "../../shared/protocol.ts";
import type { IconName } from "../../ui/icon.tsx";
import { me } from "../../ui/session.ts";
import { tell } from "../actions.ts";
import { dayOf } from "../calendar/days.ts";
import { texts } from "../i18n/texts.ts";
import { staffApi } from "../staff/api.ts";
import { isChief, isManager } from "../staff/holders.ts";
import { useSome } from "./some-rows.tsx";
import { StaffChangeDialog } from "./staff-change.tsx";
import { StaffCodeDialog } from "./staff-code.tsx";
import { Chip, DayText, Moment, type Tone } from "./words.tsx";

interface Props {
  devices: readonly StaffDeviceView[];
  /** The URL is in use. */
  active: boolean;
  onChanged(): void;
}

export function StaffDevices({ devices, active, onChanged }: Props) {
  const t = texts.value.staff;
  const { rows, more } = useSome(devices);
  if (devices.length === 0) return <p class="empty">{t.noDevices}</p>;
  return (
    <div class="table-scroll">
      <table class="table table-cards">
        <thead>
          <tr>
            <th scope="col">{t.staffNumber}</th>
            <th scope="col">{t.name}</th>
            <th scope="col">{t.officerUnit}</th>
            <th scope="col">{t.state}</th>
            <th scope="col">{t.registered}</th>
            <th scope="col">{t.acknowledged}</th>
            <th scope="col">{t.lastUse}</th>
            <th scope="col">{t.code}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((device) => (
            <Row key={device.id} device={device} active={active} onChanged={onChanged} />
          ))}
        </tbody>
      </table>
      {more}
    </div>
  );
}

const LOOKS: Record<StaffDeviceState, { tone: Tone; icon: IconName }> = {
  registered: { tone: "good", icon: "check" },
  locked: { tone: "warning", icon: "lock" },
  removed: { tone: "over", icon: "close" },
};

function Row({ device, active, onChanged }: Omit<Props, "devices"> & { device: StaffDeviceView }) {
  const t = texts.value.staff;
  const [act, setAct] = useState<"remove" | "code" | null>(null);
  const { tone, icon } = LOOKS[device.state];
  const close = () => setAct(null);
  return (
    <tr data-testid="staff-device" data-number={device.staff_number} data-state={device.state}>
      <td data-label={t.staffNumber}>{device.staff_number}</td>
      <td data-label={t.name}>{device.name}</td>
      <td data-label={t.officerUnit}>{device.unit}</td>
      <td data-label={t.state}>
        <span class="row-tools">
          <Chip tone={tone} icon={icon}>
            {t.deviceStates[device.state]}
          </Chip>
          {device.in_session && (
            <Chip tone="info" icon="live">
              {t.streaming}
            </Chip>
          )}
          {isChief(me.value) && device.state !== "removed" && (
            <button
              type="button"
              class="button button-danger-quiet"
              data-testid="staff-remove"
              onClick={() => setAct("remove")}
            >
              {t.remove}
              <span class="visually-hidden"> {device.name}</span>
            </button>
          )}
        </span>
      </td>
      <td data-label={t.registered}>
        <DayText day={dayOf(device.registered_ms)} />
      </td>
      <td data-label={t.acknowledged}>
        <Acknowledged device={device} />
      </td>
      <td data-label={t.lastUse}>
        {device.last_start_ms === undefined ? t.neverUsed : <Moment at={device.last_start_ms} />}
      </td>
      <td data-label={t.code}>
        <span class="row-tools">
          {device.code && t.codeStates[device.code.state]}
          {isManager(me.value) && active && device.state !== "removed" && (
            <button type="button" class="button" data-testid="staff-code" onClick={() => setAct("code")}>
              {device.state === "locked" ? t.unlock : t.giveCode}
              <span class="visually-hidden"> {device.name}</span>
            </button>
          )}
        </span>
        {act === "code" && (
          <StaffCodeDialog
            device={device.id}
            name={device.name}
            unit={device.unit}
            reported={null}
            onClose={() => {
              close();
              onChanged();
            }}
          />
        )}
        {act === "remove" && (
          <StaffChangeDialog
            title={t.remove}
            testid="staff-remove-dialog"
            consequence={t.consequences.remove}
            hard
            act={(body) => staffApi.remove(device.id, body)}
            onDone={() => {
              close();
              tell(t.done.remove(device.name));
              onChanged();
            }}
            onClose={close}
          >
            <strong>{device.name}</strong> {device.staff_number} {device.unit}
          </StaffChangeDialog>
        )}
      </td>
    </tr>
  );
}

/** Read once a year (VR-5.2.2). */
function Acknowledged({ device }: { device: StaffDeviceView }) {
  const t = texts.value.staff;
  return (
    <span class="row-tools">
      <DayText day={dayOf(device.acknowledged_ms)} />
      {device.renewal_due ? (
        <Chip tone="warning" icon="alert">
          {t.renewalDue}
        </Chip>
      ) : (
        <span class="quiet">{t.renewBy(dayOf(device.renew_by_ms))}</span>
      )}
    </span>
  );
}
