"use client";

import { type ReactNode, useId, useRef } from "react";
import { join } from "./join";

type PopoverProps = Readonly<{
  /** What the chip shows. */
  label: ReactNode;
  /** The chip's name for screen readers, where its words alone do not say it. */
  name?: string;
  children: ReactNode;
  wide?: boolean;
  /** Called when it closes: by Escape, a click elsewhere, or its chip. */
  onClose?: () => void;
}>;

const GAP = 6;
const MARGIN = 12;

/** A chip and the panel it opens below it. The browser keeps it on top, closes it and returns the focus. */
export function Popover({ label, name, children, wide, onClose }: PopoverProps) {
  const id = useId();
  const chip = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);

  function place() {
    if (!chip.current || !panel.current) return;
    const at = chip.current.getBoundingClientRect();
    const width = panel.current.offsetWidth;
    const rightmost = document.documentElement.clientWidth - width - MARGIN;
    panel.current.style.top = `${at.bottom + GAP + scrollY}px`;
    panel.current.style.left = `${Math.max(MARGIN, Math.min(at.left, rightmost))}px`;
  }

  return (
    <>
      <button
        ref={chip}
        type="button"
        className="chip"
        aria-label={name}
        aria-haspopup="dialog"
        popoverTarget={id}
      >
        {label}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        onToggle={(event) => (event.newState === "open" ? place() : onClose?.())}
        className={join(
          "absolute max-h-[70dvh] max-w-[calc(100vw-24px)] overflow-y-auto rounded-card border bg-card p-[14px] shadow-float",
          wide ? "w-[356px]" : "w-[300px]",
        )}
      >
        {children}
      </div>
    </>
  );
}

/** A chip that opens a short list of links or buttons, such as what can be done with one row. */
export function Menu({ label, name, children }: Omit<PopoverProps, "onClose">) {
  return (
    <Popover label={label} name={name}>
      <div className="flex flex-col [&>*]:rounded-item [&>*]:px-2 [&>*]:py-[5px] [&>*]:text-left [&>*:hover]:bg-accent-wash">
        {children}
      </div>
    </Popover>
  );
}

/** One choice of a popover's list, marked where it holds. */
export const choiceClass = (active: boolean): string =>
  join(
    "block w-full rounded-item px-2 py-[5px] text-left",
    active ? "bg-accent-wash font-strong text-accent" : "text-ink-2 hover:bg-accent-wash hover:text-ink",
  );
