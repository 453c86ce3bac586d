import type { ChartConfiguration, ChartDataset, TooltipItem } from "chart.js";
import { bridgeOf } from "./bridge";
import { curveConfig } from "./curve";
import { colorNames, type Palette } from "./palette";
import { annotationPlugin, annotationRoom, bridgePlugin, endLabelPlugin } from "./plugins";
import { type BarsChart, type BridgeChart, type ChartProps, drawn, type LinesChart } from "./types";
import { amountText, stepText, tickText } from "./units";

export type Kinds = "bar" | "line";
export type Value = number | [number, number] | null | Readonly<{ x: number; y: number | null }>;
export type Config = ChartConfiguration<Kinds, Value[], string>;

/** Below this width the names of lines stand under the chart, not at their ends. */
export const NARROW = 544;
/** In pixels: room for a step’s name on one line, and for one of its words. */
const STEP_WIDE = 76;
const STEP_NARROW = 44;

/** What chart.js needs to draw our description in the given colours. Nothing moves: no animation at all. */
export function configOf(props: ChartProps, palette: Palette): Config {
  switch (props.kind) {
    case "bars":
      return barsConfig(props, palette);
    case "lines":
      return linesConfig(props, palette);
    case "bridge":
      return bridgeConfig(props, palette);
    case "curve":
      return curveConfig(props, palette);
  }
}

function barsConfig(props: BarsChart, palette: Palette): Config {
  const { points, series, previous, annotations = [], faintFrom = points.length } = props;
  const datasets: ChartDataset<Kinds, Value[]>[] = colorNames(series).map((name, index) => ({
    type: "bar",
    label: series[index]?.name ?? "",
    data: points.map((_, point) => drawn(series[index]?.values[point])),
    backgroundColor: points.map((_, point) => faint(palette.color(name), point >= faintFrom)),
    borderColor: palette.color("paper"),
    borderWidth: { top: 1 },
    borderSkipped: false,
    categoryPercentage: 1,
    barPercentage: 0.84,
    stack: "series",
    order: 1,
  }));
  if (previous) {
    datasets.push({
      type: "line",
      label: previous.name,
      data: points.map((_, point) => drawn(previous.values[point])),
      borderColor: palette.color("line"),
      backgroundColor: palette.color("line"),
      borderWidth: 1.4,
      borderDash: [3, 3],
      pointRadius: 0,
      pointHitRadius: 0,
      stack: "previous",
      order: 0,
    });
  }
  const config = base(props, palette, { top: annotationRoom(annotations), stacked: true });
  const plugins = [annotationPlugin(annotations, palette, false)];
  return { ...config, type: "bar", data: { labels: points.map((point) => point.label), datasets }, plugins };
}

function linesConfig(props: LinesChart, palette: Palette): Config {
  const { points, series, annotations = [], unit } = props;
  const names = colorNames(series);
  const datasets: ChartDataset<Kinds, Value[]>[] = series.map((one, index) => ({
    type: "line",
    label: one.name,
    data: points.map((_, point) => drawn(one.values[point])),
    borderColor: palette.color(names[index] ?? "c5"),
    backgroundColor: palette.color(names[index] ?? "c5"),
    borderWidth: 1.6,
    pointRadius: points.length === 1 ? 2 : 0,
    pointHitRadius: 8,
    spanGaps: false,
  }));
  const labels = series.map((one, index) => {
    const last = one.values.findLast((value) => value !== null);
    return {
      dataset: index,
      text: `${one.name} ${amountText(unit, last)}`,
      color: palette.word(names[index] ?? "c5"),
    };
  });
  const config = base(props, palette, {
    top: annotationRoom(annotations),
    stacked: false,
    ends: labels.map((l) => l.text),
  });
  return {
    ...config,
    type: "line",
    data: { labels: points.map((point) => point.label), datasets },
    plugins: [
      annotationPlugin(annotations, palette, true),
      endLabelPlugin(labels, palette, (chart) => chart.width < NARROW),
    ],
  };
}

function bridgeConfig(props: BridgeChart, palette: Palette): Config {
  const { steps, unit, good } = props;
  const { bars, start, top } = bridgeOf(steps);
  const colors = steps.map((step) => {
    if (step.total) return palette.color("ink");
    const up = (drawn(step.value) ?? 0) >= 0;
    return palette.color(up === (good === "up") ? "good" : "bad");
  });
  const config = base(props, palette, { top: 22, stacked: false });
  const texts = steps.map((step) => stepText(unit, step.value, step.total === true));
  return {
    ...config,
    type: "bar",
    data: {
      labels: steps.map((step) => step.name),
      datasets: [
        {
          type: "bar",
          label: props.title,
          data: bars.map((bar): [number, number] => [Math.max(bar.low, start), bar.high]),
          backgroundColor: colors,
          borderRadius: 1,
          borderSkipped: false,
          minBarLength: 2,
          categoryPercentage: 1,
          barPercentage: 0.68,
        },
      ],
    },
    options: {
      ...config.options,
      scales: {
        x: {
          ...config.options?.scales?.x,
          ticks: {
            ...config.options?.scales?.x?.ticks,
            // Every step is named: on two lines where one would meet its neighbour, aslant where that is not enough.
            autoSkip: false,
            maxRotation: 60,
            callback(value) {
              const name = this.getLabelForValue(Number(value));
              const room = this.width / steps.length;
              return room < STEP_WIDE && room >= STEP_NARROW ? name.split(" ") : name;
            },
          },
        },
        y: { display: false, min: start, max: top === start ? start + 1 : top },
      },
    },
    plugins: [
      bridgePlugin(
        texts,
        bars.map((bar) => bar.to),
        palette,
      ),
    ],
  };
}

type Frame = Readonly<{ top: number; stacked: boolean; ends?: readonly string[] }>;

/** What all kinds share: axes, tooltip, room around the plot. */
export function base(
  props: ChartProps,
  palette: Palette,
  { top, stacked, ends = [] }: Frame,
): Omit<Config, "data" | "type"> {
  const points = props.kind === "bridge" ? props.steps : props.points;
  const longest = Math.max(0, ...ends.map((text) => text.length));
  const font = { family: palette.font, size: 11 };
  const ticks = { color: palette.color("ink-2"), font };
  return {
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      layout: {
        padding: ({ chart }) => ({
          top,
          right: longest > 0 && chart.width >= NARROW ? longest * 5.9 + 12 : 0,
        }),
      },
      interaction: { mode: "index", intersect: false },
      scales: {
        x: {
          stacked,
          grid: { display: false },
          border: { display: false },
          ticks: { ...ticks, maxRotation: 0, autoSkipPadding: 12, autoSkip: props.kind !== "bridge" },
        },
        y: {
          stacked,
          beginAtZero: true,
          grid: { color: palette.color("rule"), drawTicks: false },
          border: { display: false },
          ticks: {
            ...ticks,
            padding: 8,
            maxTicksLimit: 6,
            callback(value) {
              const all = this.ticks.map((tick) => tick.value);
              const largest = Math.max(...all.map(Math.abs));
              return tickText(props.unit, Number(value), largest, Math.abs((all[1] ?? 0) - (all[0] ?? 0)));
            },
          },
        },
      },
      plugins: {
        tooltip: {
          backgroundColor: palette.color("ink"),
          titleColor: palette.color("paper"),
          bodyColor: palette.color("paper"),
          titleFont: { ...font, size: 12, weight: 600 },
          bodyFont: { ...font, size: 12 },
          padding: 10,
          cornerRadius: 7,
          boxPadding: 4,
          boxWidth: 8,
          boxHeight: 8,
          multiKeyBackground: "transparent",
          displayColors: props.kind !== "bridge",
          caretSize: 0,
          itemSort: (a, b) => b.datasetIndex - a.datasetIndex,
          callbacks: {
            title: (items) => titleOf(points[items[0]?.dataIndex ?? -1]),
            label: (item) => labelOf(props, item),
            labelColor: ({ dataset, dataIndex }) => {
              const background = dataset.backgroundColor;
              const color = Array.isArray(background) ? background[dataIndex] : background;
              return { borderColor: "transparent", backgroundColor: String(color), borderWidth: 0 };
            },
          },
        },
      },
    },
  };
}

const titleOf = (point: { name?: string; label?: string } | undefined): string =>
  point?.name ?? point?.label ?? "";

function labelOf(props: ChartProps, item: TooltipItem<Kinds>): string {
  if (props.kind === "bridge") {
    const step = props.steps[item.dataIndex];
    return step ? amountText(props.unit, step.value) : "";
  }
  const exact =
    props.series[item.datasetIndex]?.values[item.dataIndex] ??
    (props.kind === "bars" ? props.previous?.values[item.dataIndex] : null);
  return `${item.dataset.label}: ${amountText(props.unit, exact)}`;
}

/** The same colour, nearly gone: days whose data are not complete. */
const faint = (color: string, on: boolean): string =>
  on ? color.replace(/^rgb\((.+)\)$/, "rgb($1 / 28%)").replace(/,/g, "") : color;
