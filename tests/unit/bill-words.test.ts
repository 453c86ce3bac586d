import { describe, expect, test } from "vitest";
import { awsTokenLine } from "@/lib/ingest/sources/aws-usage-type";
import { azureTokenLine } from "@/lib/ingest/sources/azure-meter";
import { unitSize, wholeTokens } from "@/lib/ingest/sources/bill-line";
import { googleTokenLine } from "@/lib/ingest/sources/google-sku";
import { catalogueSteps } from "@/lib/pricing";

// The texts are those of real price lists and bills, as their readers quote them.

type Line = ReturnType<typeof awsTokenLine>;
const short = (line: Line): string | null =>
  line &&
  [line.class, line.model, line.tier, line.geography, line.band, line.modality]
    .map((part) => part ?? "-")
    .join(" ");

describe("Bedrock's usage types", () => {
  test.each([
    [
      "USW2-Claude4.6Sonnet-cache-write-input-token-count",
      "cacheWrite5m anthropic.claude-sonnet-4-6 - - - -",
    ],
    [
      "USE1-Claude4.6Opus-input-tokens-cross-region-global",
      "input global.anthropic.claude-opus-4-6 - global - -",
    ],
    [
      "USE1-Nova2.0Lite-input-tokens-flex-cross-region-global",
      "input global.amazon.nova-2-lite-v1:0 flex global - -",
    ],
    [
      "USE1-Claude4Sonnet-output-tokens-long-context-cross-region-global",
      "output global.anthropic.claude-sonnet-4 - global >200k -",
    ],
    [
      "USW2-anthropic.claude-opus-4-8-mantle-cache-read-tokens-global-standard",
      "cacheRead global.anthropic.claude-opus-4-8 standard global - -",
    ],
    ["USE1-Llama3-1-70B-output-tokens-batch", "output meta.llama3-1-70b-instruct-v1:0 batch - - -"],
    ["USE1-NovaPro-input-tokens-latency-optimized", "input amazon.nova-pro-v1:0 latency-optimized - - -"],
    ["USE1-GPT-OSS-Safeguard-20B-input-tokens-priority", "input GPT-OSS-Safeguard-20B priority - - -"],
    ["APN2_InputTokenCount_LCtx_Global", "input global.anthropic.claude-sonnet-4-5 - global >200k -"],
    [
      "USE1-MP:USE1_CacheWrite1hInputTokenCount_Global-Units",
      "cacheWrite1h global.anthropic.claude-sonnet-4-5 - global - -",
    ],
    ["USE1-MP:USE1_MillionBatchInputTokens-Units", "input anthropic.claude-sonnet-4-5 batch - - -"],
    [
      "USE1-MP:USE1_input_tokens_global_standard-Units",
      "input global.anthropic.claude-sonnet-4-5 standard global - -",
    ],
    ["USE1-Reserved_1Month_InputTPM_Global", null],
    ["USE1-cohere.rerank-english-v3-search-units", null],
    ["USW2-ProvisionedThroughput-ModelUnits", null],
  ])("%s", (usageType, expected) => {
    expect(short(awsTokenLine(usageType, "Claude Sonnet 4.5 (Amazon Bedrock Edition)"))).toBe(expected);
  });

  test("nicknames become ids that have a price, at the route that was taken", () => {
    const matched = (usageType: string): string | undefined => {
      const model = awsTokenLine(usageType, null)?.model;
      if (!model) return undefined;
      return catalogueSteps({ provider: "aws", model, serviceTier: null, contextBand: null, geography: null })
        ?.matchedModel;
    };
    expect(matched("USW2-Claude4.6Sonnet-input-tokens")).toBe("regional.anthropic.claude-sonnet-4-6-v1:0");
    expect(matched("USW2-Claude4.6Sonnet-input-tokens-cross-region-global")).toBe(
      "global.anthropic.claude-sonnet-4-6-v1:0",
    );
  });
});

describe("Azure's meters", () => {
  test.each([
    ["gpt 4.1 mini Batch Outp glbl Tokens", "", "output gpt-4.1-mini batch global - -"],
    ["gpt-4o-mini-0718-Outp-glbl Tokens", "", "output gpt-4o-mini-2024-07-18 - global - -"],
    ["gpt 4o 0513 Input global", "", "input gpt-4o-2024-05-13 - global - -"],
    ["o3 mini 0131 Batch Outp Data Zone", "", "output o3-mini-2025-01-31 batch data-zone - -"],
    ["GPT 5 Mini cchd Inpt Glbl 1M Tokens", "", "cacheRead gpt-5-mini - global - -"],
    ["6-sol ShortCo Cd Wr Std Gl", "Azure OpenAI GPT6", "cacheWrite5m gpt-6-sol standard global 0-272k -"],
    ["5.6 sol LongCo Opt PP Gl 1M Tokens", "Azure OpenAI GPT5", "output gpt-5.6-sol priority global >272k -"],
    ["4.3 Cached Inp Glbl", "Azure Grok Models", "cacheRead grok-4.3 - global - -"],
    ["V4 Pro cached DZ Tokens", "Azure Deepseek Models", "cacheRead deepseek-v4-pro - data-zone - -"],
    ["gpt-4o-rt-txt-1217 cchd Inp DZn", "", "cacheRead gpt-4o-realtime-preview-2024-12-17 - data-zone - -"],
    ["gpt rt aud 0828 Outp glbl Tokens", "", "output gpt-realtime-2025-08-28 - global - audio"],
    ["text-embedding-3-small-glbl Tokens", "", "input text-embedding-3-small - global - -"],
    ["Phi-4-Input Tokens", "", "input phi-4 - - - -"],
    ["Provisioned Managed Global Unit", "", null],
    ["S0 Transactions", "", null],
  ])("%s", (meter, product, expected) => {
    expect(short(azureTokenLine(meter, product, "2026-10-05"))).toBe(expected);
  });

  test("a text stands for a model only from the day that model was there", () => {
    expect(azureTokenLine("5.6 sol Inp Gl", "Azure OpenAI", "2026-10-05")?.model).toBe("gpt-5.6-sol");
    expect(azureTokenLine("5.6 sol Inp Gl", "Azure OpenAI", "2026-01-05")?.model).toBe("5.6-sol");
  });
});

describe("Google's skus", () => {
  test.each([
    [
      "Generate content cached input token count gemini 2.5 flash input image",
      "cacheRead gemini-2.5-flash - - - image",
    ],
    [
      "Generate content output token count gemini 2.5 flash short input text",
      "output gemini-2.5-flash - - 0-200k -",
    ],
    [
      "Generate content input token count gemini 3.7 flash image flex caching",
      "cacheRead gemini-3.7-flash flex - - image",
    ],
    [
      "Generate content output token count gemini 3.1 flash lite preview text",
      "output gemini-3.1-flash-lite-preview - - - -",
    ],
    ["EmbedContent input token count for gemini-embedding-2 text", "input gemini-embedding-2 - - - -"],
    ["Gemini 2.5 Flash GA Text Output (Thinking On) - Predictions", "output gemini-2.5-flash - - - -"],
    [" Gemini 2.5 Flash Lite Input Text Caching (Long)", "cacheRead gemini-2.5-flash-lite - - >200k -"],
    ["Gemini 3.1 Flash Lite Global Text Input - Predictions", "input gemini-3.1-flash-lite - global - -"],
    ["Gemini 2.5 Flash GA Video Input Priority - Predictions", "input gemini-2.5-flash priority - - -"],
    ["Gemini 3.0 Pro Text Output - Predictions", "output gemini-3-pro - - - -"],
    ["Claude Opus 4.6 Cache Write Tokens", "cacheWrite5m claude-opus-4-6 - - - -"],
    [
      "Cloud Vertex AI Model Garden Model as a Service Llama 4 Scout Input Token",
      "input Llama 4 Scout - - - -",
    ],
    ["Gemini 2.5 Flash Input Text Caching Storage", null],
    ["LLM Grounding with Google Search tool - Predictions", null],
    ["Gemini 1.5 Flash Text Input - Predictions", null],
  ])("%s", (description, expected) => {
    expect(short(googleTokenLine(description, null))).toBe(expected);
  });
});

test("tokens are the quantity times the unit, whole within what floats do to them", () => {
  const cases: [string, string | null, number | null][] = [
    ["433.893", "1K tokens", 433_893],
    ["1234.567", "1K", 1_234_567],
    ["5372.6590000000001", "1K", 5_372_659],
    ["2", "1M Tokens", 2_000_000],
    ["3", "10K", 30_000],
    ["7", "count", 7],
    ["1E-3", "1K", 1],
    ["0.0015", "1K", null],
    ["-6", "1K", null],
    ["5", "1 Hour", null],
    ["5", "GB", null],
    ["5", null, null],
    ["many", "1K", null],
  ];
  for (const [quantity, unit, tokens] of cases)
    expect([quantity, unit, wholeTokens(quantity, unitSize(unit))]).toEqual([quantity, unit, tokens]);
});
