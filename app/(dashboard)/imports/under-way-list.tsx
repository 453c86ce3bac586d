"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { Link, ProgressBar, Section } from "@/app/ui";
import type { ImportState } from "@/lib/reports/import-state";
import { ask } from "./calls";
import { paceText, Rate } from "./uploads";

const POLL_MS = 500;
/** Where nothing runs, somebody else may begin something. */
const IDLE_MS = 5_000;

type Running = ImportState & Readonly<{ rate: number | null }>;

/** The imports under way, whoever began them: how far each is, how fast, and how long it takes still. */
export function UnderWayList({ imports }: { imports: readonly ImportState[] }) {
  const router = useRouter();
  const [running, setRunning] = useState<readonly Running[]>(() =>
    imports.map((one) => ({ ...one, rate: null })),
  );
  const rates = useRef(new Map<string, Rate>());
  const known = useRef(new Set(imports.map(({ importId }) => importId)));

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let isHere = true;
    async function look() {
      if (document.visibilityState === "visible") {
        const told = await ask<{ imports: ImportState[] }>("/imports/progress").catch(() => null);
        if (!isHere) return;
        if (told) show(told.imports);
      }
      timer = setTimeout(() => void look(), known.current.size > 0 ? POLL_MS : IDLE_MS);
    }
    function show(now: readonly ImportState[]) {
      const ids = new Set(now.map(({ importId }) => importId));
      const isChanged = ids.size !== known.current.size || [...ids].some((id) => !known.current.has(id));
      for (const id of known.current) if (!ids.has(id)) rates.current.delete(id);
      known.current = ids;
      setRunning(now.map((one) => ({ ...one, rate: rateOf(one) })));
      // What has ended stands in the history from now on.
      if (isChanged) router.refresh();
    }
    function rateOf({ importId, bytesDone }: ImportState): number | null {
      const rate = rates.current.get(importId) ?? new Rate();
      rates.current.set(importId, rate);
      return rate.at(performance.now(), bytesDone);
    }
    timer = setTimeout(() => void look(), POLL_MS);
    return () => {
      isHere = false;
      clearTimeout(timer);
    };
  }, [router]);

  if (running.length === 0) return null;
  return (
    <Section title="Under way" sub="They go on when you leave this page.">
      <ul>
        {running.map((one) => (
          <li key={one.importId}>
            <Link href={`/imports/${one.importId}`} aria-label={`Open ${one.file}`} className="block">
              <ProgressBar
                label={one.file}
                value={one.bytes > 0 ? one.bytesDone / one.bytes : null}
                note={[one.isPreview ? "checking" : "adding", paceText(one.bytesDone, one.bytes, one.rate)]
                  .filter(Boolean)
                  .join(", ")}
              />
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
