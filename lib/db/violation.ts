/** What Postgres says when two rows would share a unique key: 23505, which Prisma calls P2002. */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return error.code === "23505" || error.code === "P2002";
}
