/**
 * Models by the text that Azure's meters name them with, and since when (formats §5). Meters follow no rule: the text
 * changes with every generation, and newer ones leave the family's name out, which the product then gives. Collected
 * from readers of Azure's price list, November 2026; a text that is not here stays as it is, without a price.
 */
const MODELS: readonly (readonly [since: string, text: string, model: string])[] = [
  ["2023-01-01", "gpt 35 turbo", "gpt-3.5-turbo"],
  ["2023-01-01", "gpt 3.5 turbo", "gpt-3.5-turbo"],
  ["2023-03-01", "gpt 4", "gpt-4"],
  ["2023-11-01", "gpt 4 turbo", "gpt-4-turbo"],
  ["2024-05-01", "gpt 4o", "gpt-4o"],
  ["2024-05-01", "gpt4o", "gpt-4o"],
  ["2024-07-01", "gpt 4o mini", "gpt-4o-mini"],
  ["2024-07-01", "gpt4omini", "gpt-4o-mini"],
  ["2024-10-01", "gpt 4o rt", "gpt-4o-realtime-preview"],
  ["2024-12-01", "gpt 4o mini rt", "gpt-4o-mini-realtime-preview"],
  ["2024-12-01", "gpt 4o aud", "gpt-4o-audio-preview"],
  ["2024-12-01", "gpt4omini aud", "gpt-4o-mini-audio-preview"],
  ["2024-09-01", "o1", "o1"],
  ["2024-09-01", "o1 mini", "o1-mini"],
  ["2024-09-01", "o1 preview", "o1-preview"],
  ["2025-01-01", "o3 mini", "o3-mini"],
  ["2025-04-01", "o3", "o3"],
  ["2025-06-01", "o3 pro", "o3-pro"],
  ["2025-06-01", "o3 deep research", "o3-deep-research"],
  ["2025-04-01", "o4 mini", "o4-mini"],
  ["2025-04-01", "gpt 4.1", "gpt-4.1"],
  ["2025-04-01", "gpt 4.1 mini", "gpt-4.1-mini"],
  ["2025-04-01", "gpt 4.1 nano", "gpt-4.1-nano"],
  ["2025-08-01", "gpt oss 120b", "gpt-oss-120b"],
  ["2025-08-01", "gpt oss 20b", "gpt-oss-20b"],
  ["2025-08-01", "gpt rt", "gpt-realtime"],
  ["2025-10-01", "gpt rt mini", "gpt-realtime-mini"],
  ["2025-10-01", "gpt rt aud mn", "gpt-realtime-mini"],
  ["2025-10-01", "gpt rt aud mini", "gpt-realtime-mini"],
  ["2025-10-01", "gpt rt txt mini", "gpt-realtime-mini"],
  ["2025-08-01", "gpt aud", "gpt-audio"],
  ["2025-10-01", "gpt aud mini", "gpt-audio-mini"],
  ["2025-08-01", "gpt 5", "gpt-5"],
  ["2025-08-01", "gpt 5 mini", "gpt-5-mini"],
  ["2025-08-01", "gpt 5 nano", "gpt-5-nano"],
  ["2025-08-01", "gpt 5 chat", "gpt-5-chat"],
  ["2025-09-01", "gpt 5 codex", "gpt-5-codex"],
  ["2025-10-01", "gpt 5 pro", "gpt-5-pro"],
  ["2025-11-01", "gpt 5.1", "gpt-5.1"],
  ["2025-11-01", "gpt 5.1 chat", "gpt-5.1-chat"],
  ["2025-11-01", "gpt 5.1 codex", "gpt-5.1-codex"],
  ["2025-11-01", "gpt 5.1 codex mini", "gpt-5.1-codex-mini"],
  ["2025-12-01", "gpt 5.2", "gpt-5.2"],
  ["2025-12-01", "gpt 5.2 chat", "gpt-5.2-chat"],
  ["2025-12-01", "gpt 5.2 pro", "gpt-5.2-pro"],
  ["2026-02-01", "gpt 5.3 chat", "gpt-5.3-chat"],
  ["2026-03-01", "gpt 5.4", "gpt-5.4"],
  ["2026-03-01", "gpt 5.4 mini", "gpt-5.4-mini"],
  ["2026-03-01", "gpt 5.4 nano", "gpt-5.4-nano"],
  ["2026-03-01", "gpt 5.4 pro", "gpt-5.4-pro"],
  ["2026-04-01", "gpt 5.5", "gpt-5.5"],
  ["2026-07-01", "gpt 5.6 sol", "gpt-5.6-sol"],
  ["2026-07-01", "gpt 5.6 terra", "gpt-5.6-terra"],
  ["2026-07-01", "gpt 5.6 luna", "gpt-5.6-luna"],
  ["2026-09-01", "gpt 6 sol", "gpt-6-sol"],
  ["2026-09-01", "gpt 6 luna", "gpt-6-luna"],
  ["2026-09-01", "gpt 6 astra", "gpt-6-astra"],
  ["2025-05-01", "grok 3", "grok-3"],
  ["2025-05-01", "grok 3 mini", "grok-3-mini"],
  ["2025-09-01", "grok 4", "grok-4"],
  ["2025-12-01", "grok 4.1", "grok-4-1-fast"],
  ["2026-06-01", "grok 4.3", "grok-4.3"],
  ["2025-01-01", "deepseek r1", "deepseek-r1"],
  ["2025-03-01", "deepseek v3", "deepseek-v3"],
  ["2026-04-01", "deepseek v4 pro", "deepseek-v4-pro"],
  ["2026-04-01", "deepseek v4 flash", "deepseek-v4-flash"],
  ["2023-01-01", "text embedding 3 small", "text-embedding-3-small"],
  ["2023-01-01", "text embedding 3 large", "text-embedding-3-large"],
  ["2023-01-01", "text embedding ada 002", "text-embedding-ada-002"],
];

/** Month and day in a meter's text, as the version of the model they stand for. */
const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  "gpt-4o": ["2024-05-13", "2024-08-06", "2024-11-20"],
  "gpt-4o-mini": ["2024-07-18"],
  "gpt-4o-realtime-preview": ["2024-10-01", "2024-12-17"],
  "gpt-4.1": ["2025-04-14"],
  "gpt-4.1-mini": ["2025-04-14"],
  "gpt-4.1-nano": ["2025-04-14"],
  o1: ["2024-12-17"],
  "o1-mini": ["2024-09-12"],
  "o3-mini": ["2025-01-31"],
  o3: ["2025-04-16"],
  "o3-deep-research": ["2025-06-26"],
  "o4-mini": ["2025-04-16"],
  "gpt-5": ["2025-08-07"],
  "gpt-5-mini": ["2025-08-07"],
  "gpt-5-nano": ["2025-08-07"],
  "gpt-realtime": ["2025-08-28"],
};

/** The table by length, so that the longest text is met first: "gpt 4.1 mini" before "gpt 4.1" before "gpt 4". */
const LONGEST_FIRST = [...MODELS].sort(([, a], [, b]) => b.length - a.length);

const FAMILIES = [
  ["grok", "grok "],
  ["deepseek", "deepseek "],
  ["openai", "gpt "],
] as const;

/**
 * The model that words left over from a meter's name stand for, on a day: "gpt 4o 0513" is gpt-4o-2024-05-13. `product`
 * gives the family where the name leaves it out ("4.3" of "Azure Grok Models").
 */
export function azureModel(words: readonly string[], product: string, day: string): string | null {
  if (words.length === 0) return null;
  const text = words.join(" ");
  const family = FAMILIES.find(([name]) => product.toLowerCase().includes(name))?.[1] ?? "gpt ";
  const named = /^(?:\d|v\d|r\d)/.test(text) ? `${family}${text}` : text;
  const found = LONGEST_FIRST.find(([since, known]) => since <= day && isBeginning(named, known));
  if (!found) return words.join("-");
  const [, known, model] = found;
  const rest = named
    .slice(known.length)
    .split(" ")
    .filter((word) => word !== "" && !MODALITIES.has(word));
  return [model, ...rest.map((word) => versionOf(model, word))].join("-");
}

/** Said of the tokens, not of the model. */
export const MODALITIES: ReadonlySet<string> = new Set(["aud", "audio", "txt", "img", "image"]);

const isBeginning = (text: string, known: string): boolean => text === known || text.startsWith(`${known} `);

const versionOf = (model: string, word: string): string =>
  VERSIONS[model]?.find((version) => version.slice(5).replace("-", "") === word) ?? word;
