import { join } from "./join";

type SparklineProps = Readonly<{
  /** In order of time; null leaves a gap. */
  values: readonly (number | null)[];
  width?: number;
  height?: number;
  /** Says what the line shows; without it the line is decoration beside words that say it. */
  label?: string;
  accent?: boolean;
  className?: string;
}>;

/** A small line without axes, plain SVG, drawn on the server where its page is. */
export function Sparkline({ values, width = 80, height = 22, label, accent, className }: SparklineProps) {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (known.length < 2) return null;
  const low = Math.min(...known);
  const span = Math.max(...known) - low;
  const pad = 2;
  const x = (index: number) => ((index / (values.length - 1)) * width).toFixed(1);
  const y = (value: number) =>
    (span === 0 ? height / 2 : height - pad - ((value - low) / span) * (height - 2 * pad)).toFixed(1);
  let path = "";
  let gap = true;
  for (const [index, value] of values.entries()) {
    if (value === null || !Number.isFinite(value)) gap = true;
    else {
      path += `${gap ? "M" : "L"}${x(index)} ${y(value)}`;
      gap = false;
    }
  }
  const line = (
    <path
      d={path}
      fill="none"
      stroke="currentColor"
      strokeWidth={accent ? 1.8 : 1.3}
      strokeLinejoin="round"
    />
  );
  const box = {
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    className: join("block max-w-full", accent ? "text-accent" : "text-ink-2", className),
  };
  if (!label) {
    return (
      <svg aria-hidden="true" {...box}>
        {line}
      </svg>
    );
  }
  return (
    <svg role="img" aria-label={label} {...box}>
      {line}
    </svg>
  );
}
