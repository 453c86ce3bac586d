import { PrismaPg } from "@prisma/adapter-pg";
import { type Prisma, PrismaClient } from "./generated/client";
import { fence } from "./organization";
import { pool } from "./pool";

declare global {
  var costcurvePrisma: PrismaClient | undefined;
}

/** The domain models. For tables outside the fence only; everything of an organization goes through `prismaInOrganization`. */
export function prisma(): PrismaClient {
  if (!globalThis.costcurvePrisma) {
    globalThis.costcurvePrisma = new PrismaClient({
      adapter: new PrismaPg(pool(), { disposeExternalPool: false }),
    });
  }
  return globalThis.costcurvePrisma;
}

export type PrismaTransaction = Prisma.TransactionClient;

/** Like `inOrganization`, with Prisma's models instead of SQL: one transaction, one organization. */
export async function prismaInOrganization<T>(
  organizationId: number,
  run: (tx: PrismaTransaction) => Promise<T>,
): Promise<T> {
  const named = fence(organizationId);
  return prisma().$transaction(
    async (tx) => {
      // The text is made of a checked whole number only (lib/db/organization.ts).
      await tx.$executeRawUnsafe(named);
      return run(tx);
    },
    { timeout: 60_000, maxWait: 10_000 },
  );
}
