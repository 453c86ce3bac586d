import { Link } from "@/app/ui";
import { formatShare, formatUsdText } from "@/lib/money";
import type { MarginDot } from "@/lib/reports/margin-customers";

const HEIGHT = 150;
/** The width dots are kept apart at; on a narrower page they overlap a little. */
const WIDTH = 540;
const RADIUS = { min: 3, max: 13 };
/** Losses beyond this share stand at the edge. */
const FURTHEST = -1;

/** One dot a customer along its margin, sized by cost: a press opens its rows. Drawing only. */
export function Dots({ dots }: { dots: readonly MarginDot[] }) {
  const least = Math.min(0, ...dots.map(({ percent }) => Math.max(FURTHEST, Number(percent))));
  const from = Math.min(-0.25, Math.floor(least * 4) / 4);
  const at = (share: number) => (share - from) / (1 - from);
  const ticks = Array.from({ length: Math.round((1 - from) / 0.25) + 1 }, (_, i) => from + i * 0.25);
  const apart = ticks.length > 6 ? 2 : 1;
  const beyond = dots.filter(({ percent }) => Number(percent) < FURTHEST).length;
  return (
    <figure className="mx-3" aria-label="Customers by margin">
      <div className="relative" style={{ height: HEIGHT }}>
        <i
          aria-hidden="true"
          className="absolute top-0 h-full w-px bg-ink-3"
          style={{ left: `${at(0) * 100}%` }}
        />
        {placed(dots, at).map(({ dot, x, y, radius }) => (
          <Link
            key={dot.name}
            href={dot.href}
            title={`${dot.name}: ${formatShare(dot.percent)}, cost ${formatUsdText(dot.cost)}`}
            aria-label={`${dot.name}: margin ${formatShare(dot.percent)}, cost ${formatUsdText(dot.cost)}`}
            className={`absolute block -translate-x-1/2 -translate-y-1/2 rounded-full opacity-75 hover:opacity-100 ${dot.isLoss ? "bg-bad" : "bg-c1"}`}
            style={{ left: `${x * 100}%`, top: y, width: 2 * radius, height: 2 * radius }}
          />
        ))}
      </div>
      <div aria-hidden="true" className="relative mt-1 h-[18px] text-[12px] text-ink-2">
        {ticks.map((tick) =>
          Math.round(tick / 0.25) % apart === 0 ? (
            <span
              key={tick}
              className="absolute -translate-x-1/2 tabular-nums"
              style={{ left: `${at(tick) * 100}%` }}
            >
              {`${Math.round(tick * 100)}%`.replace("-", "−")}
            </span>
          ) : null,
        )}
      </div>
      {beyond > 0 && (
        <figcaption className="mt-1 text-[12px] text-ink-2">
          {beyond === 1 ? "One below −100% stands" : `${beyond} below −100% stand`} at the edge.
        </figcaption>
      )}
    </figure>
  );
}

type Placed = Readonly<{ dot: MarginDot; x: number; y: number; radius: number }>;

/** The largest first, each at the free height nearest to the middle. */
function placed(dots: readonly MarginDot[], at: (share: number) => number): Placed[] {
  const largest = Math.max(...dots.map(({ cost }) => Number(cost)), 1e-12);
  const done: Placed[] = [];
  for (const dot of dots.toSorted((a, b) => Number(b.cost) - Number(a.cost))) {
    const x = at(Math.max(FURTHEST, Number(dot.percent)));
    const radius = Math.max(RADIUS.min, RADIUS.max * Math.sqrt(Math.max(0, Number(dot.cost)) / largest));
    const isFree = (y: number) =>
      done.every((other) => Math.hypot((other.x - x) * WIDTH, other.y - y) > other.radius + radius);
    const middle = HEIGHT / 2;
    const heights = Array.from({ length: HEIGHT }, (_, i) => middle + (i % 2 ? 1 : -1) * Math.ceil(i / 2));
    const inside = heights.filter((y) => y >= radius && y <= HEIGHT - radius);
    done.push({ dot, x, y: inside.find(isFree) ?? middle, radius });
  }
  return done;
}
