"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Notice, ProgressBar } from "@/app/ui";
import type { ImportState } from "@/lib/reports/import-state";
import { follow, wordsOf } from "../calls";

/** How far an import is; the page shows its result as soon as there is one. */
export function UnderWay({
  importId,
  file,
  isPreview,
}: {
  importId: string;
  file: string;
  isPreview: boolean;
}) {
  const router = useRouter();
  const [state, setState] = useState<ImportState | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let isHere = true;
    follow(importId, (now) => isHere && setState(now)).then(
      () => isHere && router.refresh(),
      (error) => isHere && setProblem(wordsOf(error)),
    );
    return () => {
      isHere = false;
    };
  }, [importId, router]);
  if (problem) return <Notice tone="bad">{problem}</Notice>;
  const read = state && state.bytes > 0 ? state.bytesDone / state.bytes : null;
  const share = read === null ? "" : `${Math.floor(read * 100)}%`;
  return <ProgressBar label={`${isPreview ? "Reading" : "Adding"} ${file}`} value={read} note={share} />;
}
