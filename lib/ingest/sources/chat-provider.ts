import { billedBy } from "./otlp-provider";
import type { Row } from "./row";
import type { OpenFile } from "./source";

/** Model names that one provider alone serves under this name, or nearly so. */
const MODELS: readonly (readonly [RegExp, string])[] = [
  [/^(gpt-|chatgpt|o[134](-|$)|text-embedding-|omni-|ft:|codex-|computer-use|davinci|babbage)/, "openai"],
  [/^grok-/, "x-ai"],
  [/^deepseek-(chat|reasoner|coder|v\d)/, "deepseek"],
  [/^(open-)?(mistral|mixtral|ministral|codestral|magistral|devstral|pixtral|voxtral)-/, "mistral"],
  [/^(command|c4ai|embed-(english|multilingual|v\d))/, "cohere"],
  [/^(models\/)?gemini-/, "google"],
  [/^claude-/, "anthropic"],
  [/^(sonar|r1-1776)/, "perplexity"],
  // Several hosts name models owner/model: OpenRouter writes the owners small, Together as they write themselves.
  [/^(openai|anthropic|google|x-ai|amazon|mistralai|cohere|openrouter|perplexity)\//, "openrouter"],
  [/^(meta-llama|deepseek-ai|Qwen|togethercomputer|NousResearch)\/.*[A-Z]/, "together"],
];

/** Where a call and its log say whose it is. */
export type ProviderFields = Readonly<{
  /** What the log around the response says. */
  stated: number;
  url: number;
  /** OpenRouter's name for the upstream provider, in the body. */
  upstream: number;
  id: number;
  ticks: number;
  hit: number;
  queue: number;
  groq: number;
  engineCached: number;
  billedInput: number;
  isByok: number;
  cost: number;
  filters: number;
}>;

/**
 * Who billed a call: as the log states it, else by what only one provider's responses hold, else by the model's name.
 * Model names repeat across hosts, marks in the body do not (formats §12). What no rule names is OpenAI's, and counted.
 */
export function providerOfCall(
  file: OpenFile,
  row: Row,
  { fields, model }: { fields: ProviderFields; model: string | null },
): string {
  const stated = billedBy(row.text(fields.stated), hostOf(row.text(fields.url)));
  if (stated !== null) return stated;
  const marked = markOf(row, fields);
  if (marked !== null) return marked;
  const named = providerOfModel(model);
  if (named !== null) return named;
  file.notes.count("provider-assumed", assumed);
  return "openai";
}

function markOf(row: Row, fields: ProviderFields): string | null {
  if (row.has(fields.ticks)) return "x-ai";
  if (row.has(fields.hit)) return "deepseek";
  if (row.has(fields.queue) || row.has(fields.groq)) return "groq";
  if (row.has(fields.engineCached)) return "mistral";
  if (row.has(fields.billedInput)) return "cohere";
  if (typeof row.cells[fields.cost] === "object" && row.has(fields.cost)) return "perplexity";
  if (row.has(fields.upstream) || row.has(fields.isByok) || row.has(fields.cost)) return "openrouter";
  if (row.id(fields.id)?.startsWith("gen-")) return "openrouter";
  return row.has(fields.filters) ? "azure" : null;
}

/** The one provider that serves a model under this name; null where none or several do. */
export function providerOfModel(model: string | null): string | null {
  return MODELS.find(([pattern]) => model !== null && pattern.test(model))?.[1] ?? null;
}

/** "api.openai.com" of an address with or without scheme, port and path. */
export function hostOf(url: string | null): string | null {
  return url === null ? null : url.replace(/^[a-z]+:\/\//i, "").replace(/[/:?].*$/, "");
}

const assumed = (count: number): string =>
  `${count === 1 ? "1 call names" : `${count} calls name`} no provider, nor does the model's name: taken as OpenAI's. ` +
  "If it is another's, write “provider” beside the response in your log and import again.";

/** What an import says of calls whose model nothing names. */
export const withoutModel = (count: number): string =>
  `${count === 1 ? "1 call names" : `${count} calls name`} no model: accepted, shown as unpriced. ` +
  "Write “model” beside the response in your log and import again.";
