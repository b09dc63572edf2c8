import { expect, it } from "vitest";
import { POSITIONS_MAX, POSITIONS_PER_MESSAGE, POSITION_MESSAGES_MAX } from "./limits";
import { PositionBuffer, readingTimeMs } from "./positions";

const point = (at_ms: number) => ({ at_ms, latitude_deg: 35, longitude_deg: 139, accuracy_m: 5 });
const filled = (count: number) => {
  const buffer = new PositionBuffer();
  for (let n = 1; n <= count; n++) buffer.add(point(n));
  return buffer;
};

it("numbers messages from 1 and keeps them until they are received", () => {
  const buffer = filled(1);
  expect(buffer.next()).toEqual({ seq: 1, points: [point(1)] });
  expect(buffer.next()).toBeNull();
  buffer.add(point(2));
  expect(buffer.next()?.seq).toBe(2);
  expect(buffer.unacknowledged().map(({ seq }) => seq)).toEqual([1, 2]);
  buffer.received(1);
  expect(buffer.unacknowledged().map(({ seq }) => seq)).toEqual([2]);
  buffer.received(2);
  expect(buffer.size).toBe(0);
});

it("believes a phone's time only when it can be true", () => {
  expect(readingTimeMs(1_795_000_000_500.4, 1_795_000_001_000)).toBe(1_795_000_000_500);
  expect(readingTimeMs(816_692_800_000, 1_795_000_000_000)).toBe(1_795_000_000_000);
});

it("sends again under the same number after a lost socket", () => {
  const buffer = filled(3);
  const first = buffer.next();
  expect(buffer.unacknowledged()).toEqual([first]);
});

it("puts no more into a message than the protocol allows", () => {
  const buffer = filled(POSITIONS_PER_MESSAGE + 1);
  expect(buffer.next()?.points.length).toBe(POSITIONS_PER_MESSAGE);
  expect(buffer.next()?.points.length).toBe(1);
});

it("waits with further messages while many are on their way", () => {
  const buffer = new PositionBuffer();
  for (let n = 0; n < POSITION_MESSAGES_MAX; n++) {
    buffer.add(point(n));
    buffer.next();
  }
  buffer.add(point(99));
  expect(buffer.next()).toBeNull();
  buffer.received(1);
  expect(buffer.next()?.points).toEqual([point(99)]);
});

it("thins a long way instead of forgetting its beginning, and keeps the newest", () => {
  const count = POSITIONS_MAX * 3;
  const buffer = filled(count);
  expect(buffer.size).toBeLessThanOrEqual(POSITIONS_MAX);
  const times: number[] = [];
  for (let message = buffer.next(); message; message = buffer.next()) {
    times.push(...message.points.map(({ at_ms }) => at_ms));
    buffer.received(message.seq);
  }
  expect(times[0]).toBe(1);
  expect(times[times.length - 1]).toBe(count);
  expect(times).toEqual(times.slice().sort((a, b) => a - b));
});
