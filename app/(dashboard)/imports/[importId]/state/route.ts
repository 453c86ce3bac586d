import { route } from "@/lib/auth";
import { notFound } from "@/lib/commands/errors";
import { importState } from "@/lib/reports/import-state";

export const dynamic = "force-dynamic";

/** How one import stands, for the page that follows it. */
export const GET = route({ needs: "import:read" }, async ({ actor, params }) => {
  const id = params.importId ?? "";
  const state = /^[1-9]\d{0,8}$/.test(id) ? await importState(actor, Number(id)) : null;
  if (!state) throw notFound("import", id);
  return state;
});
