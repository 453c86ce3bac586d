import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  LineController,
  LineElement,
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
  return {
    mark(index) {
      const at =
        index === null ? [] : chart.data.datasets.map((_, datasetIndex) => ({ datasetIndex, index }));
      const x = index === null ? 0 : (chart.scales.x?.getPixelForValue(index) ?? 0);
      chart.setActiveElements(at);
      chart.tooltip?.setActiveElements(at, { x, y: chart.chartArea.top });
      chart.update("none");
    },
    pointAt(event) {
      return chart.getElementsAtEventForMode(event, "index", { intersect: false }, false)[0]?.index ?? null;
    },
    destroy: () => chart.destroy(),
  };
}
