import { type Actor, ROLES, type Role } from "@/lib/access/actor";
import { can } from "@/lib/access/permissions";
import type { PrismaTransaction } from "@/lib/db/prisma";
import { conflict, forbidden, notFound } from "./command";

/**
 * The role of a member who is about to change, read under a lock on the organization: two owners who unmake each other
 * at the same moment wait in line, and the second is refused.
 * @throws UserError not_found, forbidden (only owners touch owners), last_owner.
 */
export async function memberToChange(
  tx: PrismaTransaction,
  actor: Actor,
  userId: string,
  next: Role | null,
): Promise<Role> {
  const { organizationId } = actor;
  await tx.$queryRaw`select id from organization where id = ${organizationId} for update`;
  const found = await tx.membership.findUnique({
    where: { organizationId_userId: { organizationId, userId } },
  });
  const role = ROLES.find((known) => known === found?.role);
  if (!role) throw notFound("member", userId);
  if ((role === "owner" || next === "owner") && !can(actor, "owner:write")) {
    throw forbidden("Only an owner makes and unmakes owners.");
  }
  if (role === "owner" && next !== "owner") {
    const owners = await tx.membership.count({ where: { organizationId, role: "owner" } });
    if (owners < 2) {
      throw conflict(
        "last_owner",
        "An organization keeps at least one owner.",
        "Make somebody else an owner first.",
      );
    }
  }
  return role;
}
