import { z } from "zod";
import { command } from "./command";
import { roleField } from "./fields";
import { memberToChange } from "./member";

/** Another role for a member; it holds from their next request on. */
export const changeRole = command({
  name: "member.role",
  needs: "member:write",
  input: z.object({ userId: z.uuid(), role: roleField }),
  async run({ tx, actor, input: { userId, role } }) {
    const before = await memberToChange(tx, actor, userId, role);
    const { organizationId } = actor;
    await tx.membership.update({
      where: { organizationId_userId: { organizationId, userId } },
      data: { role },
    });
    return {
      result: { userId, role },
      audit: { entity: userId, before: { role: before }, after: { role } },
    };
  },
});
