import { route } from "@/lib/auth";
import { csvFileName } from "@/lib/exports";
import { priceBookCsv } from "@/lib/reports/price-book";

export const dynamic = "force-dynamic";

/** The own entries as CSV, which `import` takes again. */
export const GET = route({ needs: "report:read" }, async ({ actor }) => {
  return new Response(await priceBookCsv(actor), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${csvFileName("costcurve prices")}"`,
    },
  });
});
