import { Link } from "../link";
import type { ChartProps } from "./types";
import { amountText } from "./units";

/** Every value of a chart for those who do not see it. Its links stay out of the tab order, which shows no focus. */
export function ChartTable(props: ChartProps) {
  const columns =
    props.kind === "bridge"
      ? [{ id: "value", name: "Amount", values: props.steps.map((step) => step.value) }]
      : [
          ...props.series,
          ...(props.kind === "bars" && props.previous ? [{ id: "previous", ...props.previous }] : []),
        ];
  const points =
    props.kind === "bridge"
      ? props.steps
      : props.points.map((point) => ({ ...point, name: point.name ?? point.label }));
  return (
    <div className="sr-only">
      <table>
        <caption>{props.title}</caption>
        <thead>
          <tr>
            <td />
            {columns.map((column) => (
              <th key={column.id} scope="col">
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map((point, index) => (
            <tr key={point.name}>
              <th scope="row">
                {point.href ? (
                  <Link href={point.href} tabIndex={-1}>
                    {point.name}
                  </Link>
                ) : (
                  point.name
                )}
              </th>
              {columns.map((column) => (
                <td key={column.id}>{amountText(props.unit, column.values[index])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
