import { route } from "@/lib/auth";
import { importsUnderWay } from "@/lib/reports/import-state";

export const dynamic = "force-dynamic";

/** Every import under way, for the list that follows them. */
export const GET = route({ needs: "import:read" }, async ({ actor }) => ({
  imports: await importsUnderWay(actor),
}));
