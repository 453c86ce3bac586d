export type ChartUnit = "usd" | "share" | "tokens" | "count" | "index";

/** A value to draw: decimal text as reports give it, or a number; null where there is none. */
export type Amount = string | number | null;

export type Series = Readonly<{
  id: string;
  name: string;
  /** One for each point. */
  values: readonly Amount[];
  /** The rest of many, drawn in grey. */
  other?: boolean;
}>;

/** A place on the horizontal axis. */
export type Point = Readonly<{
  /** Short, for the axis: "13". */
  label: string;
  /** Long, for the tooltip and the table: "13 Oct 2026". */
  name?: string;
  /** Where a press on it leads. */
  href?: string;
}>;

/** A vertical line and a few words: a price change, the end of the data. */
export type Annotation = Readonly<{
  /** Index of the point it stands before (bars) or at (lines). */
  at: number;
  text: string;
  solid?: boolean;
}>;

type Common = Readonly<{
  /** The chart's accessible name, and the caption of its hidden table. */
  title: string;
  unit: ChartUnit;
  /** In pixels; the place is kept before anything is drawn. */
  height?: number;
}>;

export type BarsChart = Common &
  Readonly<{
    kind: "bars";
    points: readonly Point[];
    /** Stacked, the first at the bottom. */
    series: readonly Series[];
    /** The period compared with, drawn as a dashed line: one total for each point. */
    previous?: Readonly<{ name: string; values: readonly Amount[] }>;
    annotations?: readonly Annotation[];
    /** Points from this index on are drawn faintly: days without complete data. */
    faintFrom?: number;
  }>;

export type LinesChart = Common &
  Readonly<{
    kind: "lines";
    points: readonly Point[];
    series: readonly Series[];
    annotations?: readonly Annotation[];
  }>;

export type BridgeStep = Readonly<{
  name: string;
  value: Amount;
  /** The two ends, drawn from zero in ink; all others are steps from where the last one ended. */
  total?: boolean;
  href?: string;
}>;

export type BridgeChart = Common &
  Readonly<{
    kind: "bridge";
    steps: readonly BridgeStep[];
    /** Which way is for the better: down for spend, up for margin. */
    good: "up" | "down";
  }>;

/** A single value of others, such as a public price. */
export type Mark = Readonly<{
  /** YYYY-MM-DD. */
  day: string;
  name: string;
  value: Amount;
  hollow?: boolean;
}>;

export type CurveChart = Common &
  Readonly<{
    kind: "curve";
    /** Points in time; `day` is YYYY-MM-DD. */
    points: readonly (Point & Readonly<{ day: string }>)[];
    /** Drawn on a logarithmic axis: values at or below zero are left out. */
    series: readonly Series[];
    /** Of one colour each. */
    marks?: readonly Readonly<{ id: string; name: string; points: readonly Mark[] }>[];
  }>;

export type ChartProps = BarsChart | LinesChart | BridgeChart | CurveChart;
export const DEFAULT_HEIGHT = { bars: 264, lines: 230, bridge: 210, curve: 300 } as const;

/** A float for drawing only; no figure is computed from it. */
export const drawn = (value: Amount | undefined): number | null =>
  value === null || value === undefined || value === "" || !Number.isFinite(Number(value))
    ? null
    : Number(value);
