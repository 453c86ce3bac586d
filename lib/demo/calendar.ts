export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

/** `lastDay` is the last UTC day with data, YYYY-MM-DD; `seed` changes the noise, never the story. */
export type DemoOptions = Readonly<{ seed: number; lastDay: string }>;

/** The dates of the story. All days are UTC days, YYYY-MM-DD; months are YYYY-MM. */
export type Plan = DemoOptions &
  Readonly<{
    /** Every day with data: twelve whole months and the current one up to `lastDay`. */
    days: readonly string[];
    /** Thirteen months, the last of them running. */
    months: readonly string[];
    currentMonth: string;
    lastCompleteMonth: string;
    /** From this day the exports are hourly; before it, coarser. */
    hourlyFrom: string;
    /** The Voice Agent's prompt begins with a timestamp from this day on. */
    cacheRegressionDay: string;
    /** The renewed GPU contract is cheaper from this day on. */
    gpuContractDay: string;
    /** First day of the OpenAI cost export (nobody kept the two earliest months). */
    openaiCostsFrom: string;
    /** Last day both cost exports reach: charges lag behind usage. */
    costsThrough: string;
    creditDay: string;
  }>;

export const dayMs = (day: string): number => Date.parse(`${day}T00:00:00Z`);
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
export const addDays = (day: string, count: number): string => dayOf(dayMs(day) + count * DAY_MS);
/** 0 is Sunday. */
export const weekdayOf = (day: string): number => new Date(dayMs(day)).getUTCDay();

export function addMonths(month: string, count: number): string {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + count;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
}

export const lastDayOf = (month: string): string => addDays(`${addMonths(month, 1)}-01`, -1);

/** Works out the dates of the story. Throws where `lastDay` is not a date. */
export function planOf(options: DemoOptions): Plan {
  const { lastDay } = options;
  if (
    !/^\d{4}-\d{2}-\d{2}$/.test(lastDay) ||
    Number.isNaN(dayMs(lastDay)) ||
    dayOf(dayMs(lastDay)) !== lastDay
  )
    throw new Error(`The demo's last day must be a date such as 2026-11-22, not "${lastDay}".`);
  const currentMonth = lastDay.slice(0, 7);
  const months = Array.from({ length: 13 }, (_, i) => addMonths(currentMonth, i - 12));
  const lastCompleteMonth = addMonths(currentMonth, -1);
  const days: string[] = [];
  for (let day = `${addMonths(currentMonth, -12)}-01`; day <= lastDay; day = addDays(day, 1)) days.push(day);
  return {
    ...options,
    days,
    months,
    currentMonth,
    lastCompleteMonth,
    hourlyFrom: `${addMonths(currentMonth, -4)}-01`,
    cacheRegressionDay: `${lastCompleteMonth}-14`,
    gpuContractDay: `${lastCompleteMonth}-08`,
    openaiCostsFrom: `${addMonths(currentMonth, -10)}-01`,
    costsThrough: addDays(lastDay, -2),
    creditDay: `${addMonths(currentMonth, -3)}-20`,
  };
}

let latest = { ms: Number.NaN, text: "" };

/** "2026-11-22T13:00:00Z": the form provider reports use, without milliseconds. Neighbouring rows share it: kept. */
export function instant(ms: number): string {
  if (latest.ms !== ms) latest = { ms, text: `${new Date(ms).toISOString().slice(0, 19)}Z` };
  return latest.text;
}
