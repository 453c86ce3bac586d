import { openapi } from "@/lib/reports/openapi";

export const dynamic = "force-static";

/** The description of this API, public like the manual. */
export const GET = () => Response.json(openapi());
