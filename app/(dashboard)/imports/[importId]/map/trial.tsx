"use client";

import { useEffect, useState } from "react";
import { Notice, Section } from "@/app/ui";
import { DataTable } from "@/app/ui/table";
import type { MappingTrial } from "@/lib/reports/mapping-trial";
import { ask, wordsOf } from "../../calls";

const PAUSE_MS = 300;

/** The first rows as the columns chosen so far would have them read; follows every change. */
export function Trial({ importId, mapping }: { importId: string; mapping: object | null }) {
  const [told, setTold] = useState<MappingTrial | null>(null);
  const text = mapping && JSON.stringify(mapping);
  useEffect(() => {
    if (!text) return;
    let isLatest = true;
    const timer = setTimeout(() => {
      ask<MappingTrial>(`/imports/${importId}/map/trial`, JSON.parse(text)).then(
        (answer) => isLatest && setTold(answer),
        (error) =>
          isLatest && setTold({ problem: wordsOf(error), table: null, tried: 0, rejected: 0, reasons: [] }),
      );
    }, PAUSE_MS);
    return () => {
      isLatest = false;
      clearTimeout(timer);
    };
  }, [importId, text]);

  return (
    <Section title="As they will be read" sub="It follows your choices; nothing is kept yet.">
      <div aria-live="polite">
        {told === null && <p className="text-ink-2">Reading the first rows …</p>}
        {told?.problem && <Notice tone="warn">{told.problem}</Notice>}
        {told?.table && told.table.rows.length > 0 && (
          <DataTable
            title="First rows as they will be read"
            download={false}
            columns={told.table.columns}
            rows={told.table.rows}
          />
        )}
        {told && told.rejected > 0 && (
          <div className="mt-4">
            <Notice
              tone="bad"
              title={`${told.rejected.toLocaleString("en-US")} of the first ${told.tried.toLocaleString("en-US")} rows can’t be read so`}
            >
              {told.reasons.map((reason) => (
                <p key={reason}>{reason}</p>
              ))}
            </Notice>
          </div>
        )}
      </div>
    </Section>
  );
}
