/**
 * Ids of the catalogue for the names under which providers bill or are recorded elsewhere (OpenTelemetry's
 * gen_ai.provider.name, cloud consoles, gateways). A name that is neither here nor an id of the catalogue has no list
 * price: a gateway called “my-openai” is not OpenAI, so nothing is guessed from a part of a name.
 */
const ALIASES: Readonly<Record<string, string>> = {
  gemini: "google",
  vertex: "google",
  vertex_ai: "google",
  "vertex-ai": "google",
  "google-vertex": "google",
  "google-ai-studio": "google",
  "gcp.gemini": "google",
  "gcp.vertex_ai": "google",
  "gcp.gen_ai": "google",
  bedrock: "aws",
  "aws.bedrock": "aws",
  "aws-bedrock": "aws",
  "amazon-bedrock": "aws",
  amazon: "aws",
  "azure-openai": "azure",
  azure_openai: "azure",
  "azure.ai.openai": "azure",
  "azure.ai.inference": "azure",
  xai: "x-ai",
  x_ai: "x-ai",
  mistralai: "mistral",
  mistral_ai: "mistral",
  "mistral-ai": "mistral",
  togetherai: "together",
  "together-ai": "together",
  together_ai: "together",
  moonshot: "moonshotai",
  moonshot_ai: "moonshotai",
  "fireworks-ai": "fireworks",
  fireworks_ai: "fireworks",
  voyage: "voyageai",
  cohere_chat: "cohere",
};

/** The catalogue's id for a provider name; the name itself, lower-cased, where it has no alias. */
export function catalogueProvider(provider: string): string {
  const name = provider.trim().toLowerCase();
  return Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? name) : name;
}
