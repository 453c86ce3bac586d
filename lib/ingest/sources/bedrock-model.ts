import { type Json, textAt } from "./nested";

/** What a call names as its model: an id, an inference profile, or the ARN of something that stands for one. */
export type BedrockModel = Readonly<{
  /** As the price book knows it; of an application's own profile the model its answer names, else the profile. */
  model: string;
  /** An application's own inference profile, by which Bedrock spend is split; bills name the same. */
  profile: string | null;
  /** "global" of a global profile, whose prices are its own. */
  isGlobal: boolean;
  /** Bought by the hour, not by tokens: provisioned throughput, imported and custom models. */
  isProvisioned: boolean;
}>;

/** `arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-…` and its relatives. */
const ARN = /^arn:aws[a-z-]*:bedrock:[a-z0-9-]*:\d*:([a-z-]+)\/(.+)$/;
const BY_THE_HOUR = new Set([
  "provisioned-model",
  "imported-model",
  "custom-model",
  "custom-model-deployment",
]);

/**
 * The model of a call. An ARN of a foundation model or of a system's inference profile ends with the id. An application's
 * own profile and a prompt router stand for another model, which only the answer may name (`output`).
 */
export function bedrockModel(id: string, output: Json | null): BedrockModel {
  const [, kind = null, resource = id] = ARN.exec(id) ?? [];
  const routed = textAt(output, "trace.promptRouter.invokedModelId");
  if (routed !== null && routed !== id) return { ...bedrockModel(routed, null), profile: null };
  const plain = { profile: null, isProvisioned: false };
  if (kind === "application-inference-profile")
    return { ...plain, ...named(namedBy(output) ?? `${kind}/${resource}`), profile: resource };
  if (kind !== null && BY_THE_HOUR.has(kind))
    return { ...plain, ...named(`${kind}/${resource}`), isProvisioned: true };
  return { ...plain, ...named(resource) };
}

const named = (model: string): Pick<BedrockModel, "model" | "isGlobal"> => ({
  model,
  isGlobal: model.startsWith("global."),
});

/** A model as Bedrock names it: Anthropic's answers leave the vendor away. */
export const withVendor = (model: string): string =>
  model.startsWith("claude-") ? `anthropic.${model}` : model;

function namedBy(output: Json | null): string | null {
  const model = textAt(output, "model");
  return model === null ? null : withVendor(model);
}

/** OpenAI's models count their cache inside the input, unlike all others on Bedrock. */
export const isOpenAi = (model: string): boolean => model.includes("openai.");

const ASSUMED_ROLE = /^(arn:aws[a-z-]*:sts::\d+:assumed-role\/([^/]+))\/.+$/;

/**
 * Who called. A role is assumed under a session name: that of a person where they signed in by single sign-on, else of a
 * machine or a run, of which there are ever new ones; there the role alone is the caller.
 */
export function callerOf(arn: string | null): string | null {
  const [, role, name] = ASSUMED_ROLE.exec(arn ?? "") ?? [];
  return role === undefined || name?.startsWith("AWSReservedSSO_") ? arn : role;
}
