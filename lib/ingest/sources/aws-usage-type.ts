import { remembered, type TokenClass, type TokenLine } from "./bill-line";

/**
 * What Bedrock's usage types say (formats §4.2): “USW2-Claude4.6Sonnet-cache-read-input-token-count-cross-region-global”,
 * “USE1-anthropic.claude-opus-4-8-mantle-output-tokens-global-standard”, “APN2_InputTokenCount_LCtx_Global”,
 * “USE1-MP:USE1_CacheWrite1hInputTokenCount_Global-Units”. Model, class, tier and routing are only in this text; the
 * shapes with a capital or underscore name no model, so the product's name gives it. Shapes were seen in AWS's own
 * pages and in readers of real reports; a text of another shape gives null, and the line stays a charge.
 */
export const awsTokenLine = remembered((usageType: string, productName: string | null): TokenLine | null => {
  const words = wordsOf(usageType);
  if (!words.some((word) => word.startsWith("token")) || words.some((word) => NOT_INFERENCE.has(word)))
    return null;
  const found = classOf(words);
  if (found === null) return null;
  const geography = words.includes("global") ? "global" : null;
  const model = modelOf(usageType, productName, geography);
  return {
    class: found,
    model,
    tier:
      TIERS.find((tier) => words.includes(tier)) ??
      (words.includes("optimized") ? "latency-optimized" : null),
    geography,
    band: isLong(words) ? (model?.includes("openai.") ? ">272k" : ">200k") : null,
    modality:
      words.includes("audio") || words.includes("speech")
        ? "audio"
        : words.includes("image")
          ? "image"
          : null,
  };
});

const TIERS = ["batch", "flex", "priority", "fast", "standard"] as const;
const NOT_INFERENCE = new Set([
  "reserved",
  "provisioned",
  "tpm",
  "training",
  "customization",
  "finetuning",
  "storage",
  "guardrail",
]);

/** “CacheWrite1hInputTokenCount_Global” and “cache-write-tokens-1h” as lower-case words. */
const wordsOf = (text: string): string[] =>
  text
    .replace(/([a-z0-9])(?=[A-Z])/g, "$1 ")
    .toLowerCase()
    .split(/[^a-z0-9.]+/)
    .filter((word) => word !== "");

function classOf(words: readonly string[]): TokenClass | null {
  const isCache = words.some((word) => word.startsWith("cache"));
  if (isCache && words.some((word) => word.startsWith("write")))
    return words.some((word) => word.endsWith("1h")) ? "cacheWrite1h" : "cacheWrite5m";
  if (isCache) return "cacheRead";
  const isOutput = words.includes("output") || words.includes("response");
  const isInput = words.includes("input") || words.includes("prompt");
  return isOutput === isInput ? null : isOutput ? "output" : "input";
}

const isLong = (words: readonly string[]): boolean =>
  words.includes("lctx") || (words.includes("long") && (words.includes("context") || words.includes("ctx")));

const REGION = /^[A-Z]{2,4}\d{0,2}-/;
const BEFORE_CLASS =
  /^(.+?)[-_](?:mantle[-_])?(?:(?:text|audio|speech|image|video)[-_])?(?:cached?|input|output|prompt|response)[-_]/i;

function modelOf(usageType: string, productName: string | null, geography: string | null): string | null {
  const nickname = BEFORE_CLASS.exec(usageType.replace(REGION, ""))?.[1] ?? null;
  const isName = nickname !== null && !nickname.startsWith("MP:") && !/^[A-Z]{2,4}\d{0,2}$/.test(nickname);
  const name = isName ? nickname : (productName?.replace(/\s*\(amazon bedrock edition\)\s*$/i, "") ?? null);
  if (name === null || name === "" || /^amazon bedrock/i.test(name)) return null;
  const id = bedrockId(name);
  return geography === "global" && /^[a-z0-9]+\.[a-z]/.test(id) ? `global.${id}` : id;
}

/**
 * The model id behind a nickname of the bill (“Claude4.6Sonnet”, “Claude Sonnet 4.6”, “Nova2.0Lite”, “Llama3-1-70B”),
 * since logs and prices know the id; another name stays as it is.
 */
function bedrockId(name: string): string {
  const plain = name.toLowerCase().replace(/\s+/g, "");
  const claude = /^claude(\d+(?:\.\d+)?)?(opus|sonnet|haiku|fable)(\d+(?:\.\d+)?)?(?:v2)?$/.exec(plain);
  const version = claude?.[1] ?? claude?.[3];
  if (claude?.[2] && version) {
    const dashed = version.replace(/\.0$/, "").replace(".", "-");
    return Number(version) < 4
      ? `anthropic.claude-${dashed}-${claude[2]}`
      : `anthropic.claude-${claude[2]}-${dashed}`;
  }
  const nova = /^nova(?:(\d)\.0)?(micro|lite|pro|premier|sonic)$/.exec(plain);
  if (nova?.[2])
    return nova[1] === undefined || nova[1] === "1"
      ? `amazon.nova-${nova[2]}-v1:0`
      : `amazon.nova-${nova[1]}-${nova[2]}-v1:0`;
  const llama = /^llama(\d(?:-\d)?)-(\d+b)$/.exec(plain);
  return llama ? `meta.llama${llama[1]}-${llama[2]}-instruct-v1:0` : name;
}
