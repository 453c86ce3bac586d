/** Runs once when a server process starts, before its first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { notePeers } = await import("@/lib/auth/peer");
  notePeers();
  const { allowLongUploads } = await import("@/lib/jobs/long-uploads");
  allowLongUploads();
  const { keepUploadsSwept } = await import("@/lib/ingest/upload-folder");
  keepUploadsSwept();
  const { keepSpoolsTaken } = await import("@/lib/ingest/live/gather");
  keepSpoolsTaken();
  const { keepRetention } = await import("@/lib/jobs/retention");
  keepRetention();
  const { workInServer } = await import("@/lib/jobs/worker");
  workInServer();
}
