import { z } from "zod";
import { command, notFound } from "./command";

/** Ends an API key: the next request with it is refused. Revoking it again changes nothing. */
export const revokeKey = command({
  name: "key.revoke",
  needs: "key:write",
  input: z.object({ keyId: z.uuid() }),
  async run({ tx, actor, input: { keyId } }) {
    const place = { organizationId_id: { organizationId: actor.organizationId, id: keyId } };
    const key = await tx.apiKey.findUnique({ where: place, omit: { keyHash: true } });
    if (!key) throw notFound("API key", keyId);
    if (key.revokedAt) return { result: { keyId }, audit: null };
    await tx.apiKey.update({ where: place, data: { revokedAt: new Date() } });
    return { result: { keyId }, audit: { entity: keyId, before: { name: key.name, prefix: key.prefix } } };
  },
});
