import { tierOf } from "./tiers";

/** Fast mode has prices of its own: it is part of the tier, so that it is never charged at the plain one. */
export function tierWithSpeed(tier: string | null, speed: string | null): string | null {
  const plain = tierOf(tier);
  if (speed === null || speed.toLowerCase() === "standard") return plain;
  const name = speed.toLowerCase();
  return plain === null || plain === "standard" ? name : `${plain}-${name}`;
}

/** Where inference ran; "not_available" is how the reports say that they do not know. */
export const geographyOf = (text: string | null): string | null =>
  text === null || text === "not_available" ? null : text;

/** The context window in the API's words; the console prints "≤ 200k" and "> 200k". */
export function windowOf(text: string | null): string | null {
  if (text === null) return null;
  const plain = text.toLowerCase().replace(/[\s\u00a0\u202f]/g, "");
  if (/^(?:≤|<=|<)200k$/.test(plain)) return "0-200k";
  if (/^(?:>|≥|>=)200k$/.test(plain)) return "200k-1M";
  return text;
}

const TIERS = new Set(["standard", "batch", "priority", "priority_on_demand", "flex", "flex_discount"]);

/** The tier in a column that also holds other kinds of use ("message"). */
export const tierAmong = (text: string | null): string | null =>
  text !== null && TIERS.has(text.toLowerCase()) ? tierOf(text) : null;
