"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Notice } from "@/app/ui";
import type { ImportState } from "@/lib/reports/import-state";
import { ask, follow, wordsOf } from "../calls";
import { ProgressLine } from "../progress-line";

/** How far an import is, or that it is paused; the page shows its result as soon as there is one. */
export function UnderWay({ start, canAct }: { start: ImportState; canAct: boolean }) {
  const router = useRouter();
  const [state, setState] = useState(start);
  const [problem, setProblem] = useState<string | null>(null);
  const { importId, status } = state;
  useEffect(() => {
    if (status !== "running") return;
    let isHere = true;
    follow(importId, (now) => isHere && setState(now)).then(
      () => isHere && router.refresh(),
      (error) => isHere && setProblem(wordsOf(error)),
    );
    return () => {
      isHere = false;
    };
  }, [importId, status, router]);

  async function acted() {
    setState(await ask<ImportState>(`/imports/${importId}/state`));
    router.refresh();
  }
  if (problem) return <Notice tone="bad">{problem}</Notice>;
  return <ProgressLine state={state} canAct={canAct} onActed={() => void acted().catch(() => {})} />;
}
