import { UserError } from "@/lib/commands/errors";
import { appUrl, ownOrigins } from "./app-url";

/**
 * Every change asked for by a browser says where its page came from. That must be Costcurve's configured address, or its
 * other name on this machine; `Host` and `X-Forwarded-Host` are not asked, since whoever sends a request writes them.
 * Where the header is missing, `Sec-Fetch-Site` answers as well: only browsers write it, and no page can.
 * @throws UserError foreign_origin (403), also where both are missing or the origin is "null".
 */
export function checkOrigin(headers: Pick<Headers, "get">): void {
  const origin = headers.get("origin");
  if (origin === null ? headers.get("sec-fetch-site") === "same-origin" : ownOrigins().includes(origin))
    return;
  const from = origin === null || origin === "null" ? "a page that does not say where it is from" : origin;
  throw new UserError({
    code: "foreign_origin",
    message: `The request came from ${from}, but Costcurve is set up for ${appUrl().origin}.`,
    fix: `Open ${appUrl().origin} and try there, or start Costcurve with APP_URL set to the address you use.`,
    status: 403,
  });
}
