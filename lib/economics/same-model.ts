/**
 * A model's name reduced to what two exports of one provider agree on: lower case, spaces, dots and underscores as
 * dashes, without a date or "-latest" at its end; Claude's names with words before version numbers, since
 * "claude-3-5-sonnet" and "Claude Sonnet 3.5" are one model.
 */
export function modelKey(name: string): string {
  const plain = name
    .trim()
    .toLowerCase()
    .replace(/[\s._]+/g, "-")
    .replace(/-(latest|20\d{6}|20\d{2}-\d{2}-\d{2})$/, "");
  if (!plain.startsWith("claude-")) return plain;
  const parts = plain.split("-");
  const isNumber = (part: string): boolean => /^\d+$/.test(part);
  return [...parts.filter((part) => !isNumber(part)), ...parts.filter(isNumber)].join("-");
}

/** True where two names mean one model: "Claude Haiku 4.5" is "claude-haiku-4-5-20251001". */
export const sameModel = (a: string, b: string): boolean => modelKey(a) === modelKey(b);
