import { azureModel, MODALITIES } from "./azure-models";
import { remembered, type TokenClass, type TokenLine } from "./bill-line";

/**
 * What a meter's name says of the tokens it counts (formats §5): “gpt 4.1 mini Inp glbl Tokens”, “GPT 5 Mini cchd Inpt
 * Glbl 1M Tokens”, “5.6 sol ShortCo Cd Wr Std DZ 1M Tokens”, “o3 mini 0131 Batch Outp Data Zone”. null where it names
 * no class of tokens. `product` is the meter's subcategory or product, `day` the day charged: the words for models
 * changed with the time.
 */
export function azureTokenLine(meter: string, product: string, day: string): TokenLine | null {
  return read(meter, `${day.slice(0, 7)}-28 ${product}`);
}

const read = remembered((meter, context) => {
  const [day = "", ...product] = (context ?? "").split(" ");
  const words = wordsOf(meter);
  if (words.some((word) => NOT_INFERENCE.has(word))) return null;
  const said = new Set(words.map((word) => WORDS[word]));
  const left = words.filter((word) => WORDS[word] === undefined);
  const found = classOf(said, left);
  if (found === null) return null;
  return {
    class: found,
    model: azureModel(left, product.join(" "), day),
    tier: TIERS.find((tier) => said.has(tier)) ?? null,
    geography: GEOGRAPHIES.find((geography) => said.has(geography)) ?? null,
    band: said.has("long") ? ">272k" : said.has("short") ? "0-272k" : null,
    modality: modalityOf(words),
  };
});

const TIERS = ["batch", "flex", "priority", "standard"] as const;
const GEOGRAPHIES = ["global", "data-zone", "regional"] as const;

type Said =
  | "cached"
  | "write"
  | "input"
  | "output"
  | "short"
  | "long"
  | "unit"
  | (typeof TIERS)[number]
  | (typeof GEOGRAPHIES)[number];

const spelled = (said: Said, ...spellings: string[]): [string, Said][] =>
  spellings.map((spelling) => [spelling, said]);

const WORDS: Readonly<Record<string, Said>> = Object.freeze(
  Object.fromEntries([
    ...spelled("cached", "cached", "cchd", "cd", "cach", "cache", "ch"),
    ...spelled("write", "wr", "wrt", "write", "writes"),
    ...spelled("input", "inp", "inpt", "input", "in", "prompt"),
    ...spelled("output", "outp", "outpt", "opt", "output", "out", "completion"),
    ...spelled("batch", "batch", "bat"),
    ...spelled("flex", "flex"),
    ...spelled("priority", "pp", "priority"),
    ...spelled("standard", "std", "standard"),
    ...spelled("global", "glbl", "gl", "gbl", "global"),
    ...spelled("data-zone", "dz", "dzn", "dzone", "datazone"),
    ...spelled("regional", "regnl", "rgnl", "rg", "reg", "regional"),
    ...spelled("short", "shortco"),
    ...spelled("long", "longco"),
    ...spelled("unit", "token", "tokens", "1k", "1m"),
  ]),
);

const NOT_INFERENCE = new Set([
  "provisioned",
  "ptu",
  "hosting",
  "hstg",
  "training",
  "train",
  "trng",
  "storage",
  "session",
  "sessions",
  "grader",
  "hour",
  "hours",
  "hr",
  "transactions",
  "characters",
  "records",
  "pages",
  "queries",
  "calls",
]);

const wordsOf = (meter: string): string[] =>
  meter
    .toLowerCase()
    .replace(/data[\s-]?zone/g, "dzone")
    .replace(/aud(\d)/g, "aud $1")
    .split(/[\s\-_/]+/)
    .filter((word) => word !== "");

function classOf(said: ReadonlySet<Said | undefined>, left: readonly string[]): TokenClass | null {
  if (said.has("cached")) return said.has("write") ? "cacheWrite5m" : "cacheRead";
  if (said.has("input") !== said.has("output")) return said.has("input") ? "input" : "output";
  // Embeddings bill input alone and do not say so.
  return left.includes("embedding") && !said.has("input") ? "input" : null;
}

function modalityOf(words: readonly string[]): "audio" | "image" | null {
  const found = words.find((word) => MODALITIES.has(word) && word !== "txt");
  return words.includes("txt") || found === undefined ? null : found.startsWith("aud") ? "audio" : "image";
}
