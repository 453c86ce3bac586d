"use client";

import { createContext, type ReactNode, use, useId, useRef } from "react";
import { Button } from "./button";

type Look = "plain" | "primary" | "danger" | "quiet";

type DialogProps = Readonly<{
  /** Words on the button that opens it. */
  trigger: string;
  triggerLook?: Look;
  /** For screen readers, where many such buttons stand together: what this one is about. */
  triggerLabel?: string;
  title: string;
  /** Its text and form; close it from within with `DialogClose`. */
  children: ReactNode;
}>;

const CloseContext = createContext<() => void>(() => {});

/** A button and the modal dialog it opens: focus stays within, Escape and a click outside close it. */
export function Dialog({ trigger, triggerLook, triggerLabel, title, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const close = () => dialog.current?.close();
  return (
    <>
      <Button
        look={triggerLook}
        aria-haspopup="dialog"
        aria-label={triggerLabel}
        onClick={() => dialog.current?.showModal()}
      >
        {trigger}
      </Button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself; this is the click beside it. */}
      <dialog
        ref={dialog}
        aria-labelledby={titleId}
        onClick={(event) => event.target === event.currentTarget && close()}
        className="m-auto w-[min(520px,calc(100vw-32px))] rounded-card border bg-card p-0 text-left text-ink whitespace-normal shadow-float backdrop:bg-[rgb(15_17_19/45%)]"
      >
        <div className="px-6 py-5">
          <h2 id={titleId} className="mb-2 text-title font-bold">
            {title}
          </h2>
          <CloseContext value={close}>{children}</CloseContext>
        </div>
      </dialog>
    </>
  );
}

/** Closes the dialog around it and does nothing else. */
export function DialogClose({ children = "Cancel", look }: { children?: ReactNode; look?: Look }) {
  const close = use(CloseContext);
  return (
    <Button look={look} onClick={close}>
      {children}
    </Button>
  );
}

/** The row of buttons at the foot of a dialog or form. */
export function Actions({ children }: { children: ReactNode }) {
  return <div className="mt-5 flex flex-wrap justify-end gap-[10px]">{children}</div>;
}
