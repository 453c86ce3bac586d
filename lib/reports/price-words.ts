/** Price classes and addresses as pages name them; knows nothing of the catalogue, so that browsers may load it. */

/** Classes with a column of their own; the rest stand together in words. */
export const MAIN_UNITS = ["input", "cache_read", "cache_write_5m", "cache_write_1h", "output"] as const;

const WORDS: Readonly<Record<string, string>> = {
  input: "Input",
  cache_read: "Cache read",
  cache_write_5m: "Cache write, 5 min",
  cache_write_1h: "Cache write, 1 h",
  output: "Output",
  audio_input: "Audio input",
  audio_cache_read: "Audio cache read",
  audio_output: "Audio output",
  image_input: "Image input",
  image_output: "Image output",
  web_search: "Web search",
  request: "Request",
};

/** A token class or other unit, for people: "Cache write, 5 min". */
export const unitWords = (unit: string): string => WORDS[unit] ?? unit;

/**
 * Which tier, region and window a price is for: "batch · us · >200k"; "standard" where no tier is named. A window that a
 * source does not know is priced as the base one, and goes unmentioned.
 */
export const whereWords = (of: {
  readonly tier: string | null;
  readonly geography: string | null;
  readonly contextBand: string | null;
}): string => {
  const band = of.contextBand === "unknown" ? null : of.contextBand;
  return [of.tier ?? "standard", of.geography, band].filter((text) => text !== null).join(" · ");
};

/** The page of one model's prices over time. */
export const modelHref = (provider: string, model: string): string =>
  `/prices/model?${new URLSearchParams({ provider, model })}`;

/** The re-price form, filled in for some days of a model. */
export const repriceHref = (of: {
  readonly provider: string;
  readonly model: string;
  readonly from: string;
  readonly to: string;
}): string =>
  `/prices/reprice?${new URLSearchParams({ provider: of.provider, model: of.model, from: of.from, to: of.to })}`;
