import { Link, Menu, Segments } from "@/app/ui";
import { type Dimension, dimensionLabel } from "@/lib/filters";

type GroupingProps = Readonly<{
  by: Dimension;
  groupings: readonly Readonly<{ dimension: Dimension; href: string }>[];
}>;

const SHOWN = 4;

/** What a table is grouped by: the usual ones at once, the others in a menu. */
export function Grouping({ groupings, by }: GroupingProps) {
  const first = groupings.slice(0, SHOWN);
  const chosen = groupings.find(({ dimension }) => dimension === by);
  const shown = chosen && !first.includes(chosen) ? [...first.slice(0, -1), chosen] : first;
  const others = groupings.filter((grouping) => !shown.includes(grouping));
  return (
    <>
      <Segments
        label="Group by"
        options={shown.map(({ dimension, href }) => ({
          label: dimensionLabel(dimension),
          href,
          active: dimension === by,
        }))}
      />
      {others.length > 0 && (
        <Menu label="More" name="Group by something else">
          {others.map(({ dimension, href }) => (
            <Link key={dimension} href={href} scroll={false}>
              {dimensionLabel(dimension)}
            </Link>
          ))}
        </Menu>
      )}
    </>
  );
}
