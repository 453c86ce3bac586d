import { awsTokenLine } from "./aws-usage-type";
import { azureTokenLine } from "./azure-meter";
import { remembered, type TokenClass, type TokenLine } from "./bill-line";
import { googleTokenLine } from "./google-sku";

/** What a row of FOCUS says of its sku. */
export type SkuText = Readonly<{
  provider: string;
  meter: string | null;
  details: string | null;
  description: string | null;
  service: string | null;
  /** YYYY-MM-DD */
  day: string;
}>;

/**
 * The class, model and tier of a row whose unit is tokens. FOCUS has no column for them (§13): each cloud writes its own
 * meter's words into SkuMeter or ChargeDescription; other providers plain words. null where none names a class.
 */
export function focusTokenLine(sku: SkuText): TokenLine | null {
  for (const text of [sku.meter, sku.description]) {
    const found = text === null ? null : cloudLine(sku, text);
    if (found) return found;
  }
  const details = sku.details ?? "";
  for (const text of [sku.meter, sku.description, sku.details]) {
    const found = text === null ? null : plainLine(text, details);
    if (found) return found;
  }
  return null;
}

function cloudLine({ provider, service, day }: SkuText, text: string): TokenLine | null {
  // Usage types are one word; a description in plain words is no usage type.
  if (provider === "aws") return /\s/.test(text) ? null : awsTokenLine(text, service);
  if (provider === "azure") return azureTokenLine(text, service ?? "", day);
  return provider === "google" ? googleTokenLine(text, null) : null;
}

const TIERS = ["batch", "flex", "priority"] as const;

/** “gpt-5 cached input tokens”, “Claude Sonnet 4.5 - Output”, with the model from SkuPriceDetails where it names one. */
const plainLine = remembered((name, details): TokenLine | null => {
  const text = name.toLowerCase().replaceAll("_", " ");
  const found = plainClass(text);
  if (found === null) return null;
  return {
    class: found,
    model: modelIn(details ?? "") ?? modelBefore(name),
    tier: TIERS.find((tier) => new RegExp(`\\b${tier}\\b`).test(text)) ?? null,
    geography: null,
    band: null,
    modality: /\baudio\b/.test(text) ? "audio" : /\bimage\b/.test(text) ? "image" : null,
  };
});

function plainClass(text: string): TokenClass | null {
  if (/\bcached?[\s-]*(?:input[\s-]*)?(?:writes?|creation)\b/.test(text))
    return /\b1 ?h(?:our)?\b/.test(text) ? "cacheWrite1h" : "cacheWrite5m";
  if (/\bcach(?:e|ed|ing)\b/.test(text)) return "cacheRead";
  const isOutput = /\b(?:output|completions?|response|generated)\b/.test(text);
  const isInput = /\b(?:input|prompts?)\b/.test(text);
  return isOutput === isInput ? null : isOutput ? "output" : "input";
}

const modelIn = (details: string): string | null =>
  /"(?:x_)?(?:base)?model(?:name|id)?"\s*:\s*"([^"]{1,200})"/i.exec(details)?.[1] ?? null;

const modelBefore = (name: string): string | null =>
  /^(.{2,80}?)[\s,:_-]+(?:text|audio|image|batch|flex|priority|cach(?:e|ed|ing)|input|output|prompts?|completions?|response|generated)\b/i.exec(
    name,
  )?.[1] ?? null;
