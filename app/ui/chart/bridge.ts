import { type BridgeStep, drawn } from "./types";

export type BridgeBar = Readonly<{ low: number; high: number; from: number; to: number }>;
export type Bridge = Readonly<{ bars: readonly BridgeBar[]; start: number; top: number }>;

/** Above this share of the highest point the lowest one is too near to it for a full axis to show the steps. */
const CUT_FROM = 0.8;

/**
 * Where each bar of a bridge begins and ends, and where the axis starts: at zero, or, where the steps would be
 * slivers on a full axis, at a round amount below them. A cut axis has to be named beside the chart.
 */
export function bridgeOf(steps: readonly BridgeStep[]): Bridge {
  let at = 0;
  const bars = steps.map((step) => {
    const value = drawn(step.value) ?? 0;
    const from = step.total ? 0 : at;
    at = step.total ? value : at + value;
    return { low: Math.min(from, at), high: Math.max(from, at), from, to: at };
  });
  const ends = bars.map((bar) => bar.to);
  const [low, top] = [Math.min(...ends), Math.max(0, ...bars.map((bar) => bar.high))];
  const start = low > top * CUT_FROM ? roundBelow(low - (top - low) * 0.8, top) : Math.min(0, low);
  return { bars, start, top };
}

function roundBelow(value: number, top: number): number {
  const unit = 10 ** (Math.floor(Math.log10(top)) - 1);
  return Math.max(0, Math.floor(value / unit) * unit);
}
