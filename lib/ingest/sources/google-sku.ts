import { remembered, type TokenClass, type TokenLine } from "./bill-line";

/**
 * What the description of a Google Cloud sku says of the tokens it counts (formats §3.2): “Generate content cached input
 * token count gemini 2.5 flash short input text”, “Gemini 2.5 Pro Thinking Text Output (Long) - Predictions”, “Gemini 2.5
 * Flash GA Input Text Caching”, “Claude Sonnet 4.5 Input Tokens”. Collected from readers of real exports, November 2026.
 * null where it names no class of tokens; so are Gemini 1.0 and 1.5 on Vertex AI, which were billed by characters
 * (from memory).
 */
export const googleTokenLine = remembered((description): TokenLine | null => {
  const text = description.toLowerCase().replace(/\s+/g, " ").trim();
  if (NOT_TOKENS.test(text) || (/gemini[ -]1\.[05]/.test(text) && text.includes("predictions"))) return null;
  const found = classOf(text);
  if (found === null) return null;
  return {
    class: found,
    model: modelOf(text) ?? nameIn(description),
    tier: TIERS.find((tier) => new RegExp(`\\b${tier}\\b`).test(text)) ?? null,
    geography: /\bglobal\b/.test(text) ? "global" : null,
    band: /\(long\b|\blong (?:input|output|context)\b/.test(text)
      ? ">200k"
      : /\bshort (?:input|output|context)\b/.test(text)
        ? "0-200k"
        : null,
    modality: modalityOf(text),
  };
});

const MODEL_MAX = 200;

/** Another vendor's model (“… Model as a Service Llama 4 Scout Input Token”) by its own words. */
const nameIn = (description: string): string =>
  description
    .replace(/^.*model as a service\s+/i, "")
    .replace(/\s+(?:cached? )?(?:input|output) tokens?\b.*$/i, "")
    .trim()
    .slice(0, MODEL_MAX);

const TIERS = ["batch", "flex", "priority"] as const;
const NOT_TOKENS =
  /storage|grounding|search|tuning|training|provisioned|throughput|commitment|\bnode\b|\bhours?\b|character|\bsessions?\b|\bveo\b|\bimagen\b|\brequests?\b/;

/** “… output token count …” says its class before the word; other words in the text are of the price's band. */
const BEFORE_TOKEN =
  /\b(?:(cached?) )?(?:(?:text|audio|image|video|read|hit) )?(input|output|prompt|response|cache read|cache write|cache hit) tokens?\b/;

function classOf(text: string): TokenClass | null {
  const said = BEFORE_TOKEN.exec(text);
  if (/\bcache (?:write|creation)\b/.test(text))
    return /\b1 ?h(?:our)?\b/.test(text) ? "cacheWrite1h" : "cacheWrite5m";
  const isCached = /\bcach(?:ed|ing)\b|\bcache (?:read|hit)s?\b/.test(text);
  if (said) {
    const isOutput = said[2] === "output" || said[2] === "response";
    return isOutput ? "output" : isCached ? "cacheRead" : "input";
  }
  const isOutput = /\b(?:text|audio|image|video|thinking)\b.* output\b/.test(text);
  const isInput = /\b(?:text|audio|image|video) input\b|\binput (?:text|audio|image|video)\b/.test(text);
  if (isOutput === isInput) return null;
  return isOutput ? "output" : isCached ? "cacheRead" : "input";
}

const GEMINI =
  /gemini[ -](?:(\d(?:\.\d)?)[ -])?(pro|flash|embedding)(?:[ -](\d(?:\.\d)?))?((?:[ -](?:lite|preview|live|image|tts))*)/;
const CLAUDE = /claude[ -](?:(\d(?:[.-]\d)?)[ -])?(opus|sonnet|haiku|fable)(?:[ -](\d(?:[.-]\d)?))?/;

function modelOf(text: string): string | null {
  const claude = CLAUDE.exec(text);
  if (claude) {
    const version = (claude[1] ?? claude[3])?.replace(".", "-");
    if (version === undefined) return `claude-${claude[2]}`;
    return Number(version[0]) < 4 ? `claude-${version}-${claude[2]}` : `claude-${claude[2]}-${version}`;
  }
  const gemini = GEMINI.exec(text);
  if (!gemini) return null;
  const [, before, family = "", after, kinds = ""] = gemini;
  if (family === "embedding") return `gemini-embedding-${after ?? "001"}`;
  const version = (before ?? after)?.replace(/\.0$/, (zero) => (before === "3.0" ? "" : zero));
  const words = kinds.split(/[ -]/).filter((word) => word !== "");
  // “Flash Image Output”: pictures are made by the model of that name; “Flash Image Input” is what Flash was shown.
  const rest = /image (?:input|caching)|^generate content .*input token/.test(text)
    ? words.filter((word) => word !== "image")
    : words;
  return ["gemini", version, family, ...rest].filter((part) => part !== undefined).join("-");
}

/** Of “short input text” the last word, of “Text Output” the one before the class. */
function modalityOf(text: string): "audio" | "image" | null {
  const found = /\b(text|audio|image|video)\b(?: \(\w+\))? (?:input|output)/.exec(text)?.[1];
  const last = /\b(?:input|output|flash|lite|pro|preview) (text|audio|image|video)\b/.exec(text)?.[1];
  const modality = last ?? found;
  return modality === "audio" || modality === "image" ? modality : null;
}
