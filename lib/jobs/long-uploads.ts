import { subscribe } from "node:diagnostics_channel";
import type { Server } from "node:http";

/** Node gives a request's body five minutes; a large export over a slow line takes longer. Headers keep their limit. */
const UPLOAD_MS_MAX = 6 * 60 * 60 * 1000;

/** Gives bodies that time on the servers of this process; Next has no setting for it. */
export function allowLongUploads(): void {
  subscribe("http.server.request.start", (message) => {
    const { server } = message as { server: Server };
    server.requestTimeout = UPLOAD_MS_MAX;
  });
}
