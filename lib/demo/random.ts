/** A stream of numbers in [0, 1) that depends on its seed alone. */
export type Random = () => number;

/** The stream of one subject ("support-chat", day 212): other subjects do not disturb it (mulberry32 over a hash). */
export function randomFor(seed: number, subject: string): Random {
  let state = seed | 0;
  for (let i = 0; i < subject.length; i++) {
    state = Math.imul(state ^ subject.charCodeAt(i), 0x5bd1e995);
    state ^= state >>> 15;
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** About normal, mean 0, deviation 1 (three uniforms: no logarithm or cosine, whose last bit may differ by engine). */
export const normal = (random: Random): number => (random() + random() + random() - 1.5) * 2;

/** A factor around 1 with the given relative deviation, never below a tenth. */
export const jitter = (random: Random, deviation: number): number =>
  Math.max(0.1, 1 + deviation * normal(random));

/** A whole number whose mean is `expected`, so that small rates do not vanish. */
export const wholeNumber = (random: Random, expected: number): number => Math.floor(expected + random());

/** One of the entries. */
export function pick<T>(random: Random, entries: readonly [T, ...T[]]): T {
  return entries[Math.floor(random() * entries.length)] ?? entries[0];
}

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** An identifier of letters and digits. */
export function identifier(random: Random, length: number): string {
  let text = "";
  for (let i = 0; i < length; i++) text += LETTERS[Math.floor(random() * LETTERS.length)];
  return text;
}
