import { type SourceHelp, sourceHelp } from "@/lib/reports/source-help";

/** Every format that is read, by whom it comes from, and how to get it. */
export function FormatHelp() {
  return (
    <div className="border-t border-t-ink">
      {groupsOf(sourceHelp()).map(([name, formats]) => (
        <details key={name} className="border-b">
          <summary className="cursor-pointer py-[9px] font-strong">
            {name} <span className="font-normal text-ink-3">{formats.length}</span>
          </summary>
          <dl className="pb-2 pl-4">
            {formats.map(({ id, title, help }) => (
              <div key={id} className="grid gap-x-6 py-[6px] @2xl:grid-cols-[260px_minmax(0,1fr)]">
                <dt className="font-medium">{title}</dt>
                <dd className="text-ink-2">{help}</dd>
              </div>
            ))}
          </dl>
        </details>
      ))}
    </div>
  );
}

/** By the first word of their titles, which is whom they come from; what stands alone is put together at the end. */
function groupsOf(formats: readonly SourceHelp[]): [string, SourceHelp[]][] {
  const groups = new Map<string, SourceHelp[]>();
  for (const format of formats) {
    const name = /^[\w.]+/.exec(format.title)?.[0] ?? format.title;
    groups.set(name, [...(groups.get(name) ?? []), format]);
  }
  const alone = [...groups.values()].filter((group) => group.length === 1).flat();
  const several = [...groups].filter(([, group]) => group.length > 1).sort(([a], [b]) => a.localeCompare(b));
  return alone.length === 0 ? several : [...several, ["Others", alone]];
}
