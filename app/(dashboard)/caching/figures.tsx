import { Figure, Figures, Link } from "@/app/ui";
import { formatRatio } from "@/app/ui/table/format";
import { formatPoints, formatShare, formatSignedShare, formatUsdText } from "@/lib/money";
import type { CachingReport } from "@/lib/reports/caching";
import { toneOf } from "../tone";

type Told = Pick<CachingReport, "figures" | "comparedWith">;

export function CachingFigures({ report: { figures, comparedWith } }: { report: Told }) {
  const versus = comparedWith ? `vs ${comparedWith}` : undefined;
  const evens = [
    figures.breakEven5m === null ? null : `pays from ${formatRatio(Number(figures.breakEven5m))}`,
    figures.breakEven1h === null
      ? null
      : `${figures.breakEven5m === null ? "pays from " : ""}${formatRatio(Number(figures.breakEven1h))} for 1 h`,
  ].filter((text) => text !== null);
  return (
    <Figures>
      <Figure
        name="Net cache savings"
        term="net-cache-savings"
        value={formatUsdText(figures.net)}
        exact={figures.net === null ? undefined : `$${figures.net}`}
        href="#where-caching-pays"
        note={
          figures.netShare === null ? undefined : `${formatShare(figures.netShare)} of cost without caching`
        }
      />
      <Figure
        name="Cache hit rate"
        term="cache-hit-rate"
        value={formatShare(figures.hitRate)}
        exact={figures.hitRate ?? undefined}
        href="#where-caching-pays"
        change={figures.hitRateChange && formatPoints(figures.hitRateChange)}
        tone={toneOf(figures.hitRateChange, "up")}
        note={<HitNote report={{ figures, comparedWith }} />}
      />
      <Figure
        name="Reads per write"
        term="break-even-reads"
        value={figures.readsPerWrite === null ? "–" : formatRatio(Number(figures.readsPerWrite))}
        exact={figures.readsPerWrite ?? undefined}
        href="#where-caching-pays"
        note={evens.length > 0 ? evens.join(" · ") : undefined}
      />
      <Figure
        name="Read savings"
        term="gross-cache-savings"
        value={formatUsdText(figures.gross)}
        exact={figures.gross === null ? undefined : `$${figures.gross}`}
        href="#where-caching-pays"
        change={figures.grossChange && formatSignedShare(figures.grossChange)}
        tone={toneOf(figures.grossChange, "up")}
        note={figures.grossChange ? versus : undefined}
      />
      <Figure
        name="Write premium"
        term="cache-write-premium"
        value={formatUsdText(figures.premium)}
        exact={figures.premium === null ? undefined : `$${figures.premium}`}
        href="#where-caching-pays"
        change={figures.premiumChange && formatSignedShare(figures.premiumChange)}
        tone={toneOf(figures.premiumChange, "down")}
        note={figures.premiumChange ? versus : undefined}
      />
    </Figures>
  );
}

/** Beside the hit rate of tokens that of requests, where rows are single requests (economics §5.3). */
function HitNote({ report: { figures, comparedWith } }: { report: Told }) {
  const versus = figures.hitRateChange && comparedWith ? `vs ${comparedWith}` : null;
  const { requestHitRate, requestsSeen } = figures;
  if (requestHitRate === null) return <>{versus}</>;
  const part =
    requestsSeen !== null && Number(requestsSeen) < 0.9995 ? ` (${formatShare(requestsSeen)} seen)` : "";
  return (
    <>
      {versus}
      {versus && <br />}
      {formatShare(requestHitRate)}{" "}
      <Link href="/glossary/request-hit-rate" className="term">
        of requests
      </Link>
      {part}
    </>
  );
}
