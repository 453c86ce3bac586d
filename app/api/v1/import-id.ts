import { notFound, type UserError } from "@/lib/commands/errors";

const ID = /^[1-9]\d{0,9}$/;
const INTEGER_MAX = 2_147_483_647;

/** An import's id out of an address; what cannot be one is not found, like an id of another organization. */
export function importIdOf(text: string | undefined): number {
  const id = Number(text);
  if (!text || !ID.test(text) || id > INTEGER_MAX) throw noImport(text);
  return id;
}

export const noImport = (text: string | undefined): UserError => notFound("import", text ?? "");
