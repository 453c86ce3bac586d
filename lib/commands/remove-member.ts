import { z } from "zod";
import { command } from "./command";
import { memberToChange } from "./member";

/** Takes a member out of the organization; their next request is refused. What they did stays in the history. */
export const removeMember = command({
  name: "member.remove",
  needs: "member:write",
  input: z.object({ userId: z.uuid() }),
  async run({ tx, actor, input: { userId } }) {
    const role = await memberToChange(tx, actor, userId, null);
    const { organizationId } = actor;
    await tx.membership.delete({ where: { organizationId_userId: { organizationId, userId } } });
    return { result: { userId }, audit: { entity: userId, before: { role } } };
  },
});
