"use client";

import type { ReactNode } from "react";
import { Button, Link, Notice, ProgressBar } from "@/app/ui";
import type { ImportState } from "@/lib/reports/import-state";
import { formatBytes } from "@/lib/reports/size";
import { ProgressLine } from "./progress-line";
import { paceText, type Upload } from "./uploads";

type LineProps = Readonly<{
  upload: Upload;
  canMap: boolean;
  onAdd: () => void;
  onGoOn: () => void;
  onHold: () => void;
  onGiveUp: () => void;
  onAgain: () => void;
  /** After it was paused, resumed or cancelled while it was read. */
  onActed: () => void;
}>;

/** One file: how far it is, or what became of it and what to do now. */
export function UploadLine(props: LineProps) {
  return (
    <li className="mb-3" aria-live="polite">
      <Line {...props} />
    </li>
  );
}

function Line({ upload, canMap, onAdd, onGoOn, onHold, onGiveUp, onAgain, onActed }: LineProps) {
  const { file, step, sent, rate, problem, state } = upload;
  const stop = <QuietButton onClick={onGiveUp}>Cancel</QuietButton>;
  if (step === "waiting") return <ProgressBar label={file.name} value={0} note="waiting" />;
  if (step === "sending") {
    const pace = paceText(sent, file.size, rate);
    const note = `${formatBytes(sent)} of ${formatBytes(file.size)}${pace ? `, ${pace}` : ""}`;
    return (
      <Moving label={file.name} value={file.size > 0 ? sent / file.size : null} note={note}>
        <QuietButton onClick={onHold}>Pause</QuietButton>
        {stop}
      </Moving>
    );
  }
  if (step === "held") {
    return (
      <Moving label={file.name} value={sent / Math.max(1, file.size)} note={`${formatBytes(sent)} sent`}>
        <span className="mr-auto text-ink-2">{problem}</span>
        <QuietButton onClick={onGoOn}>Go on</QuietButton>
        {stop}
      </Moving>
    );
  }
  if (step === "reading") {
    if (!state) return <ProgressBar label={file.name} value={null} note="checking what it holds" />;
    return <ProgressLine state={state} canAct onActed={onActed} />;
  }
  if (problem || !state) {
    return (
      <Notice tone="bad" title={`${file.name} was not added`}>
        {problem} <QuietButton onClick={state?.status === "ready" ? onAdd : onAgain}>Try again</QuietButton>
      </Notice>
    );
  }
  return <Told file={file.name} state={state} canMap={canMap} onAdd={onAdd} />;
}

type ToldProps = Readonly<{ file: string; state: ImportState; canMap: boolean; onAdd: () => void }>;

function Told({ file, state, canMap, onAdd }: ToldProps) {
  const { rows } = state;
  const href = `/imports/${state.importId}`;
  const count = (n: number) => n.toLocaleString("en-US");
  switch (state.status) {
    case "ready":
      return (
        <Notice
          tone={state.isUndecided ? "warn" : "neutral"}
          title={`${file} is read, and counts once you add it`}
        >
          <p>{state.summary}</p>
          <p className="mt-2 flex flex-wrap gap-[10px]">
            {!state.isUndecided && (
              <Button look="primary" onClick={onAdd} aria-label={`Add ${file} to the ledger`}>
                Add to the ledger
              </Button>
            )}
            <Button href={href} aria-label={`Check ${file}`}>
              {state.isUndecided ? "Say which counts" : "Check it first"}
            </Button>
          </p>
        </Notice>
      );
    case "committed":
      return (
        <Notice tone={rows.rejected > 0 ? "warn" : "good"} title={`${file} is in the ledger`}>
          {state.title}. {count(rows.read)} rows read, {count(rows.accepted)} accepted,{" "}
          {count(rows.duplicate)} duplicate, {count(rows.rejected)} rejected.{" "}
          <TextLink href={href}>{rows.rejected > 0 ? "See the rejected rows" : "Open it"}</TextLink>
        </Notice>
      );
    case "duplicate":
      return (
        <Notice title={`${file} is known already`}>
          {state.reason} <TextLink href={href}>Open it</TextLink>
        </Notice>
      );
    case "refused":
      return (
        <Notice tone="bad" title={`${file} was refused`}>
          {state.reason}{" "}
          {canMap && state.isMappable ? (
            <TextLink href={`${href}/map`}>Say which column is what</TextLink>
          ) : (
            <TextLink href={href}>Open it</TextLink>
          )}
        </Notice>
      );
    case "paused":
      return <Notice title={`${file} is paused`}>It stands below, and can be resumed at any time.</Notice>;
    case "cancelled":
      return <Notice title={`${file} was given up`}>Nothing of it was added.</Notice>;
    default:
      return (
        <Notice tone="bad" title={`${file} was not added`}>
          {state.reason} <TextLink href={href}>Open it</TextLink>
        </Notice>
      );
  }
}

function Moving({ children, ...bar }: Parameters<typeof ProgressBar>[0] & { children: ReactNode }) {
  return (
    <div>
      <ProgressBar {...bar} />
      <p className="-mt-2 flex flex-wrap justify-end gap-x-4 text-small">{children}</p>
    </div>
  );
}

const QuietButton = ({ onClick, children }: { onClick: () => void; children: string }) => (
  <button type="button" onClick={onClick} className="link">
    {children}
  </button>
);

const TextLink = ({ href, children }: { href: string; children: string }) => (
  <Link href={href} className="link">
    {children}
  </Link>
);
