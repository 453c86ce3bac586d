import { catalogueProvider } from "@/lib/pricing/providers";

/**
 * Who bills for calls to these hosts. Instrumentations name the provider by the client library, so that a call by
 * OpenAI's library to another host is called “openai”: where the host is known, it is believed instead (ledger rule 11).
 */
const HOSTS: Readonly<Record<string, string>> = {
  "api.openai.com": "openai",
  "api.anthropic.com": "anthropic",
  "generativelanguage.googleapis.com": "google",
  "openrouter.ai": "openrouter",
  "api.deepseek.com": "deepseek",
  "api.groq.com": "groq",
  "api.mistral.ai": "mistral",
  "api.together.xyz": "together",
  "api.x.ai": "x-ai",
  "api.cohere.com": "cohere",
  "api.fireworks.ai": "fireworks",
  "api.perplexity.ai": "perplexity",
};
const HOST_ENDINGS: readonly (readonly [string, string])[] = [
  [".openai.azure.com", "azure"],
  [".services.ai.azure.com", "azure"],
  ["-aiplatform.googleapis.com", "google"],
];
const BEDROCK = /^bedrock-runtime(-fips)?\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/;

/** Who bills, as the other formats name it: from the host where that is a known one, else from the name given. */
export function billedBy(name: string | null, host: string | null): string | null {
  const address = (host ?? "").toLowerCase();
  const known = Object.hasOwn(HOSTS, address) ? HOSTS[address] : undefined;
  if (known !== undefined) return known;
  if (BEDROCK.test(address)) return "aws";
  const ending = HOST_ENDINGS.find(([text]) => address.endsWith(text));
  if (ending) return ending[1];
  return name === null ? null : providerNamed(name);
}

/** The AI SDK writes “openai.responses” or “google.vertex.chat”: the provider, then its part. */
const AI_SDK =
  /^([a-z0-9-]+)(\.[a-z0-9-]+)*\.(chat|completion|responses|messages|embedding|generative-ai|image)$/;

function providerNamed(name: string): string {
  const plain = name.trim().toLowerCase();
  const first = AI_SDK.exec(plain)?.[1];
  return catalogueProvider(first ?? plain);
}
