"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { Section } from "@/app/ui";
import type { ImportState } from "@/lib/reports/import-state";
import { ask } from "./calls";
import { ProgressLine } from "./progress-line";

const POLL_MS = 500;
/** Where nothing runs, somebody else may begin something. */
const IDLE_MS = 5_000;

type UnderWayListProps = Readonly<{
  imports: readonly ImportState[];
  canAct: boolean;
  /** Those shown elsewhere on the page. */
  hidden?: readonly string[];
}>;

/** The imports under way or paused, whoever began them: how far each is, how fast, and how long it takes still. */
export function UnderWayList({ imports, canAct, hidden = [] }: UnderWayListProps) {
  const router = useRouter();
  const [running, setRunning] = useState(imports);
  const [turn, setTurn] = useState(0);
  const known = useRef(namesOf(imports));

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let isHere = true;
    async function look() {
      const told =
        document.visibilityState === "visible"
          ? await ask<{ imports: ImportState[] }>("/imports/progress").catch(() => null)
          : null;
      if (!isHere) return;
      if (told) {
        setRunning(told.imports);
        // What has ended stands in the history from now on.
        if (namesOf(told.imports) !== known.current) router.refresh();
        known.current = namesOf(told.imports);
      }
      timer = setTimeout(() => void look(), told?.imports.some(isRunning) ? POLL_MS : IDLE_MS);
    }
    timer = setTimeout(() => void look(), turn === 0 && !imports.some(isRunning) ? IDLE_MS : 100);
    return () => {
      isHere = false;
      clearTimeout(timer);
    };
  }, [router, turn]);

  const shown = running.filter(({ importId }) => !hidden.includes(importId));
  if (shown.length === 0) return null;
  return (
    <div className="mt-6">
      <Section title="Under way" sub="They go on when you leave this page.">
        <ul>
          {shown.map((one) => (
            <li key={one.importId} className="mb-2">
              <ProgressLine state={one} canAct={canAct} linked onActed={() => setTurn((n) => n + 1)} />
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}

const isRunning = ({ status }: ImportState): boolean => status === "running";
const namesOf = (imports: readonly ImportState[]): string =>
  imports.map(({ importId, status }) => `${importId} ${status}`).join();
