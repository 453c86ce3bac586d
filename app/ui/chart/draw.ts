import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
} from "chart.js";
import { configOf } from "./config";
import { readPalette } from "./palette";
import type { ChartProps } from "./types";

// One by one: the whole of chart.js is a third larger.
Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
);

/** What the component may ask of a drawn chart. */
export type Drawing = Readonly<{
  /** Marks a point and shows its tooltip; null takes both away. */
  mark: (index: number | null) => void;
  /** The point under a pointer event, or null. */
  pointAt: (event: Event) => number | null;
  destroy: () => void;
}>;

/** Draws a described chart onto a canvas in the colours of the present theme. */
export function draw(canvas: HTMLCanvasElement, host: HTMLElement, props: ChartProps): Drawing {
  const chart = new Chart(canvas, configOf(props, readPalette(host)));
  // Marks stand after the series, and are no points of them.
  const hasMarks = props.kind === "curve" && (props.marks?.length ?? 0) > 0;
  const series = props.kind === "curve" ? props.series.length : chart.data.datasets.length;
  return {
    mark(index) {
      const at =
        index === null ? [] : Array.from({ length: series }, (_, datasetIndex) => ({ datasetIndex, index }));
      const x = index === null ? 0 : (chart.getDatasetMeta(0).data[index]?.x ?? 0);
      chart.setActiveElements(at);
      chart.tooltip?.setActiveElements(at, { x, y: chart.chartArea.top });
      chart.update("none");
    },
    pointAt(event) {
      const [found] = chart.getElementsAtEventForMode(
        event,
        hasMarks ? "nearest" : "index",
        { intersect: false },
        false,
      );
      return found && found.datasetIndex < series ? found.index : null;
    },
    destroy: () => chart.destroy(),
  };
}
