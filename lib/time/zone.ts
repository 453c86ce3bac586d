import { Temporal } from "temporal-polyfill";
import { dayOfNumber } from "./days";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const NAME = /^[A-Za-z][A-Za-z0-9_]*(\/[A-Za-z0-9_+-]+)*$/;

/** A stretch of time [fromMs, toMs) over which a zone keeps one offset. */
type Stretch = Readonly<{ fromMs: number; toMs: number; offsetMs: number }>;

/**
 * True for the name of an IANA zone ("Europe/Berlin", "UTC"). Bare offsets such as "+02:00" are not zones here:
 * Postgres reads their sign the other way round.
 */
export function isZone(text: string): boolean {
  if (!NAME.test(text)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text);
    return true;
  } catch {
    return false;
  }
}

/** Finds the stretch of an instant; each is looked up once per zone and kept, so a caller may ask millions of times. */
function makeStretchOf(zone: string): (tsMs: number) => Stretch {
  const known: Stretch[] = [];
  let last: Stretch | null = null;
  return (tsMs) => {
    if (last && tsMs >= last.fromMs && tsMs < last.toMs) return last;
    let found = known.find((stretch) => tsMs >= stretch.fromMs && tsMs < stretch.toMs);
    if (!found) {
      found = stretchAt(zone, tsMs);
      known.push(found);
    }
    last = found;
    return found;
  };
}

function stretchAt(zone: string, tsMs: number): Stretch {
  const at = Temporal.Instant.fromEpochMilliseconds(Math.floor(tsMs)).toZonedDateTimeISO(zone);
  // "previous" looks strictly before: one millisecond on, an instant that is itself a transition is found.
  const before = at.add({ milliseconds: 1 }).getTimeZoneTransition("previous");
  const after = at.getTimeZoneTransition("next");
  return {
    fromMs: before?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    toMs: after?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offsetMs: at.offsetNanoseconds / 1_000_000,
  };
}

const stretchesByZone = new Map<string, (tsMs: number) => Stretch>();

function stretchesOf(zone: string): (tsMs: number) => Stretch {
  let stretchOf = stretchesByZone.get(zone);
  if (!stretchOf) {
    if (!isZone(zone))
      throw new RangeError(`“${zone}” is not a time zone; use an IANA name such as Europe/Berlin.`);
    stretchOf = makeStretchOf(zone);
    stretchesByZone.set(zone, stretchOf);
  }
  return stretchOf;
}

/** Milliseconds to add to UTC for local time at this instant. */
export const offsetMsAt = (tsMs: number, zone: string): number => stretchesOf(zone)(tsMs).offsetMs;

/**
 * A function from an instant to the instant its local hour begins. A repeated hour (clocks set back) is two hours; an
 * hour cut by a change of clocks begins at the change. Throws RangeError for an unknown zone.
 */
export function makeHourOf(zone: string): (tsMs: number) => number {
  const stretchOf = stretchesOf(zone);
  return (tsMs) => {
    const { fromMs, offsetMs } = stretchOf(tsMs);
    const start = Math.floor((tsMs + offsetMs) / HOUR_MS) * HOUR_MS - offsetMs;
    return Math.max(start, fromMs);
  };
}

/** A function from an instant to its local day, `YYYY-MM-DD`. Throws RangeError for an unknown zone. */
export function makeDayOf(zone: string): (tsMs: number) => string {
  const stretchOf = stretchesOf(zone);
  const days = new Map<number, string>();
  return (tsMs) => {
    const number = Math.floor((tsMs + stretchOf(tsMs).offsetMs) / DAY_MS);
    let day = days.get(number);
    if (day === undefined) {
      day = dayOfNumber(number);
      days.set(number, day);
    }
    return day;
  };
}

/** The instant the local hour of `tsMs` begins; for many calls take `makeHourOf`. */
export const hourStartMs = (tsMs: number, zone: string): number => makeHourOf(zone)(tsMs);

/** The instant a local day begins (later than midnight where clocks skip midnight). */
export function dayStartMs(day: string, zone: string): number {
  return Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds;
}

/**
 * The instant of a local wall-clock time, given as if it were UTC. A time that occurs twice is the first of the two;
 * one that clocks skip is moved forward by the skip (as calendars do).
 */
export function instantOfLocal(localMs: number, zone: string): number {
  const stretchOf = stretchesOf(zone);
  const before = stretchOf(localMs - DAY_MS).offsetMs;
  const after = stretchOf(localMs + DAY_MS).offsetMs;
  if (before === after) return localMs - before;
  if (stretchOf(localMs - before).offsetMs === before) return localMs - before;
  if (stretchOf(localMs - after).offsetMs === after) return localMs - after;
  return localMs - before;
}
