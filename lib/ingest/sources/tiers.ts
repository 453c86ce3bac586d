const KNOWN = new Map<string, string>([["default", "standard"]]);

/**
 * The service tier in one spelling: lower case, OpenAI's "default" as "standard"; other names are kept (batch, flex,
 * priority, scale, priority_on_demand …). null where the row does not say.
 */
export function tierOf(text: string | null): string | null {
  if (text === null) return null;
  const known = KNOWN.get(text);
  if (known !== undefined) return known;
  const plain = text.toLowerCase();
  const tier = plain === "default" ? "standard" : plain;
  if (KNOWN.size < 1000) KNOWN.set(text, tier);
  return tier;
}

/** Who bills, in one spelling: "OpenAI" and "openai" are one provider. */
export function providerOf(text: string): string {
  return text.toLowerCase();
}
