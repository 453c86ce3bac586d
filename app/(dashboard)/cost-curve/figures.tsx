import { Figure, Figures, Link, type Tone } from "@/app/ui";
import { formatIndex, formatUsdText, UNDEFINED_FIGURE } from "@/lib/money";
import type { CurvePage, ShownCurve } from "@/lib/reports/cost-curve-page";
import { halfLifeText, isStill, timesText, YEARLY_FROM_DAYS } from "@/lib/reports/words-curve";

const unitUsd = (text: string | null) => formatUsdText(text, { style: "unit" });
const indexText = (text: string | null) => (text === null ? UNDEFINED_FIGURE : formatIndex(text));

/** Each curve: where it is, and how fast it moves. */
export function CurveFigures({ report: { curves } }: { report: CurvePage }) {
  const { price_index: index, cost_per_million_tokens: blended, cost_per_unit: unit } = curves;
  return (
    <Figures>
      <CurveFigure name="Price index" term="price-index" curve={index} value={indexText(index.last)} />
      <CurveFigure
        name="Cost per 1M tokens"
        term="cost-per-million-tokens"
        curve={blended}
        value={unitUsd(blended.last)}
      />
      <CurveFigure
        name="Cost per unit of work"
        term="unit-cost"
        curve={unit}
        value={unitUsd(unit.last)}
        missing={
          <>
            <Link href="/imports" className="underline decoration-line underline-offset-3">
              Import units of work
            </Link>
            , such as tickets by day
          </>
        }
      />
    </Figures>
  );
}

type CurveFigureProps = Readonly<{
  name: string;
  term: string;
  curve: ShownCurve;
  value: string;
  missing?: React.ReactNode;
}>;

function CurveFigure({ name, term, curve, value, missing }: CurveFigureProps) {
  const { decline, last, href } = curve;
  return (
    <Figure
      name={name}
      term={term}
      value={value}
      exact={last ?? undefined}
      href={last === null ? undefined : href}
      change={paceOf(decline)}
      tone={toneOf(decline)}
      note={
        last === null ? missing : decline === null ? "one period is no curve" : <Rate decline={decline} />
      }
    />
  );
}

/** Log points and half-life, and from how little they are taken. */
function Rate({ decline }: { decline: NonNullable<ShownCurve["decline"]> }) {
  const half = halfLifeText(decline.half_life_years);
  const log = Number(decline.log_points_per_year);
  return (
    <>
      <br />
      {log === 0 ? "0" : log.toFixed(2).replace("-", "−")} log points ·{" "}
      {half === null ? (
        "stands still"
      ) : (
        <Link href="/glossary/half-life" className="term">
          {half}
        </Link>
      )}
      <br />
      {decline.points} points over {Math.round(decline.days)} days
      {decline.days < YEARLY_FROM_DAYS ? ": a year is a guess" : ""}
    </>
  );
}

function paceOf(decline: ShownCurve["decline"]): string | null {
  if (decline === null) return null;
  const factor = Number(decline.factor_per_year);
  if (isStill(decline)) return "unchanged";
  return factor > 1 ? `${timesText(factor)}× cheaper a year` : `${timesText(1 / factor)}× dearer a year`;
}

function toneOf(decline: ShownCurve["decline"]): Tone {
  if (decline === null || isStill(decline)) return "neutral";
  return Number(decline.log_points_per_year) > 0 ? "good" : "bad";
}
