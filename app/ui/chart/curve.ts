import type { Chart, ChartDataset, Plugin, TooltipItem } from "chart.js";
import { numberOfDay } from "@/lib/time/days";
import { dayLabel } from "@/lib/time/labels";
import { base, type Config, type Kinds, NARROW, type Value } from "./config";
import { logBounds, logTicks, timeTicks } from "./curve-axes";
import { colorNames, type Palette } from "./palette";
import { endLabelPlugin } from "./plugins";
import { type CurveChart, drawn, type Mark } from "./types";
import { amountText } from "./units";

const EDGE_DAYS = 20;

/** Lines and marks over time on a logarithmic axis, where an even fall is a straight line. */
export function curveConfig(props: CurveChart, palette: Palette): Config {
  const { points, series, marks = [], unit } = props;
  const names = colorNames([...series, ...marks.map((set) => ({ ...set, values: [] }))]);
  const colorOf = (index: number) => palette.color(names[index] ?? "c5");
  const lines = series.map(
    (one, index): ChartDataset<Kinds, Value[]> => ({
      type: "line",
      label: one.name,
      clip: false,
      data: points.map(({ day }, at) => ({ x: numberOfDay(day), y: drawn(one.values[at]) || null })),
      borderColor: colorOf(index),
      backgroundColor: colorOf(index),
      borderWidth: marks.length > 0 ? 2.2 : 1.8,
      pointRadius: points.length === 1 ? 3 : points.length > 24 ? 0 : 2,
      pointHitRadius: 8,
      spanGaps: false,
    }),
  );
  const dots = marks.map(({ name, points: set }, index): ChartDataset<Kinds, Value[]> => {
    const color = colorOf(series.length + index);
    return {
      type: "line",
      label: name,
      clip: false,
      data: set.map(({ day, value }) => ({ x: numberOfDay(day), y: drawn(value) })),
      showLine: false,
      borderColor: color,
      borderWidth: 1.4,
      pointRadius: 3.5,
      pointHitRadius: 8,
      // A hollow mark is one whose day nobody could show a source for.
      pointBackgroundColor: set.map(({ hollow }) => (hollow ? palette.color("paper") : color)),
    };
  });
  const days = [
    ...points.map(({ day }) => day),
    ...marks.flatMap((set) => set.points.map(({ day }) => day)),
  ].sort();
  const [first = "2020-01-01", last = "2020-01-02"] = [days[0], days.at(-1)];
  const values = [
    ...series.flatMap((one) => one.values),
    ...marks.flatMap((set) => set.points.map((p) => p.value)),
  ];
  const bounds = logBounds(values.map((value) => drawn(value) ?? 0));
  const ticks = timeTicks(first, last);
  const labels = series.map((one, index) => ({
    dataset: index,
    text: `${one.name} ${amountText(
      unit,
      one.values.findLast((value) => value !== null),
    )}`,
    color: palette.word(names[index] ?? "c5"),
  }));
  const config = base(props, palette, { top: 8, stacked: false, ends: labels.map(({ text }) => text) });
  const font = { family: palette.font, size: 11 };
  return {
    ...config,
    type: "line",
    data: { datasets: [...lines, ...dots] },
    options: {
      ...config.options,
      interaction:
        marks.length > 0
          ? { mode: "nearest", axis: "xy", intersect: false }
          : { mode: "index", intersect: false },
      scales: {
        x: {
          type: "linear",
          grid: { display: false },
          border: { display: false },
          // A mark at the very edge would lie on the axis.
          min: numberOfDay(first) - (marks.length > 0 ? EDGE_DAYS : 0),
          max: Math.max(numberOfDay(last), numberOfDay(first) + 1),
          afterBuildTicks: (axis) => {
            axis.ticks = ticks.map(({ value }) => ({ value }));
          },
          ticks: {
            color: palette.color("ink-2"),
            font,
            maxRotation: 0,
            autoSkipPadding: 12,
            callback: (value) => ticks.find((tick) => tick.value === value)?.label ?? "",
          },
        },
        y: {
          type: "logarithmic",
          ...bounds,
          grid: { color: palette.color("rule"), drawTicks: false },
          border: { display: false },
          afterBuildTicks: (axis) => {
            axis.ticks = logTicks(bounds.min, bounds.max).map((value) => ({ value }));
          },
          ticks: {
            color: palette.color("ink-2"),
            font,
            padding: 8,
            callback: (value) => (unit === "usd" ? `$${value}` : amountText(unit, Number(value))),
          },
        },
      },
      plugins: {
        tooltip: { ...config.options?.plugins?.tooltip, callbacks: wordsOf(props, names, palette) },
      },
    },
    plugins: [
      endLabelPlugin(labels, palette, (chart) => chart.width < NARROW),
      markLabelPlugin(
        marks.map((set) => set.points),
        series.length,
        palette,
      ),
    ],
  };
}

/** What the tooltip says of a point of a line, or of a mark. */
function wordsOf(
  { points, series, marks = [], unit }: CurveChart,
  names: readonly string[],
  palette: Palette,
) {
  const markOf = (item: TooltipItem<Kinds>): Mark | undefined =>
    marks[item.datasetIndex - series.length]?.points[item.dataIndex];
  return {
    title: ([item]: TooltipItem<Kinds>[]) => {
      const mark = item && markOf(item);
      return mark ? mark.name : item ? (points[item.dataIndex]?.name ?? "") : "";
    },
    label: (item: TooltipItem<Kinds>) => {
      const mark = markOf(item);
      if (mark) return `${dayLabel(mark.day, { year: true })}: ${amountText(unit, mark.value)}`;
      return `${item.dataset.label}: ${amountText(unit, series[item.datasetIndex]?.values[item.dataIndex])}`;
    },
    labelColor: ({ datasetIndex }: TooltipItem<Kinds>) => ({
      borderColor: "transparent",
      backgroundColor: palette.color(names[datasetIndex] ?? "c5"),
      borderWidth: 0,
    }),
  };
}

/** The names of marks to their right, or left at the edge; one that would meet another, or a mark, stays unsaid. */
function markLabelPlugin(sets: readonly (readonly Mark[])[], before: number, palette: Palette): Plugin {
  return {
    id: "markLabels",
    afterDatasetsDraw(chart: Chart) {
      if (chart.width < NARROW) return;
      const { ctx, chartArea } = chart;
      const dots = sets.flatMap((set, index) => {
        const places = chart.getDatasetMeta(before + index).data;
        return set.flatMap((mark, at) => {
          const place = places[at];
          return place ? [{ text: mark.name, x: place.x, y: place.y }] : [];
        });
      });
      const taken = dots.map(({ x, y }) => ({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 }));
      ctx.save();
      ctx.font = `11px ${palette.font}`;
      ctx.textBaseline = "middle";
      ctx.fillStyle = palette.color("ink-2");
      for (const { text, x, y } of dots) {
        const width = ctx.measureText(text).width;
        const sides = [x + 7, x - 7 - width].map((left) => ({
          left,
          right: left + width,
          top: y - 6,
          bottom: y + 6,
        }));
        const box = sides.find(
          (side) =>
            side.left >= chartArea.left &&
            side.right <= chartArea.right &&
            taken.every(
              (other) =>
                side.right < other.left ||
                side.left > other.right ||
                side.bottom < other.top ||
                side.top > other.bottom,
            ),
        );
        if (!box) continue;
        taken.push(box);
        ctx.fillText(text, box.left, y);
      }
      ctx.restore();
    },
  };
}
