import { route } from "@/lib/auth";
import { parseInput } from "@/lib/commands/command";
import { importQuery } from "@/lib/reports/api-schemas";
import { importDetails } from "@/lib/reports/import-entry";
import { importList } from "@/lib/reports/imports";
import { receiveImport } from "../receive";

export const dynamic = "force-dynamic";

/** The imports, latest first, without their rejected rows. */
export const GET = route({ needs: "import:read" }, async ({ actor }) => ({
  imports: (await importList(actor)).map(importDetails),
}));

/** A file of any size as the raw body. */
export const POST = route({ needs: "import:create" }, async ({ actor, request }) => {
  const query = parseInput(importQuery, Object.fromEntries(new URL(request.url).searchParams));
  const { file, as, account, overlap, wait } = query;
  const preview = query.preview === "true";
  return receiveImport(actor, request, { fileName: file, as, account, overlap, preview, waitSeconds: wait });
});
