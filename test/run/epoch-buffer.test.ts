import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { EpochValues } from "../../src/plan/run.ts";
import { epochBuffer } from "../../src/run/epoch-buffer.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A buffer for a run that begins now, and the epochs it had recorded, together where together. */
function buffered() {
  const recorded: number[][] = [];
  const buffer = epochBuffer((epochs) => recorded.push(epochs.map(({ epoch }) => epoch)));
  return { buffer, recorded };
}

const numbered = (epoch: number): EpochValues => ({ epoch, values: { loss: 1 / epoch } });

test("epochs of a run of less than a second are left for its result", () => {
  const { buffer, recorded } = buffered();
  buffer.add(numbered(1));
  vi.advanceTimersByTime(900);
  buffer.add(numbered(2));
  vi.advanceTimersByTime(99);
  expect(buffer.take()).toEqual([numbered(1), numbered(2)]);
  vi.advanceTimersByTime(10_000);
  expect(recorded).toEqual([]);
});

test("epochs of a longer run are recorded after a second, then within a tenth of one", () => {
  const { buffer, recorded } = buffered();
  buffer.add(numbered(1));
  vi.advanceTimersByTime(999);
  buffer.add(numbered(2));
  expect(recorded).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(recorded).toEqual([[1, 2]]);
  buffer.add(numbered(3));
  vi.advanceTimersByTime(60);
  buffer.add(numbered(4));
  vi.advanceTimersByTime(40);
  expect(recorded).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(buffer.take()).toEqual([]);
});
