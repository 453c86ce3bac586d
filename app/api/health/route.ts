import { jsonAnswer } from "@/lib/auth";

export const dynamic = "force-dynamic";

/** This process is alive. Says nothing of the database. */
export const GET = () => jsonAnswer({ status: "ok" }, 200);
