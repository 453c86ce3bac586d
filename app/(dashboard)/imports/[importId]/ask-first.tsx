"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Actions, Button, Dialog, DialogClose, Notice } from "@/app/ui";
import { ask, wordsOf } from "../calls";

type AskFirstProps = Readonly<{
  /** Words on the button, and what it is about for those who do not see its place. */
  trigger: string;
  label: string;
  triggerLook: "plain" | "danger" | "quiet";
  title: string;
  /** What it means, before it is done. */
  children: ReactNode;
  /** Words on the buttons that leave it and that do it. */
  leave: string;
  deed: string;
  /** Words while it is done. */
  doing: string;
  /** Where it is asked for, with what. */
  path: string;
  body?: object;
}>;

/** A button whose deed is asked about once more, and then asked of the API; the page shows what came of it. */
export function AskFirst(props: AskFirstProps) {
  const router = useRouter();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function act() {
    setBusy(true);
    setProblem(null);
    try {
      await ask(props.path, props.body ?? {});
      router.refresh();
    } catch (error) {
      setProblem(wordsOf(error));
    }
    setBusy(false);
  }
  const { trigger, triggerLook, label, title, children } = props;
  return (
    <Dialog trigger={trigger} triggerLook={triggerLook} triggerLabel={label} title={title}>
      <div className="text-ink-2">{children}</div>
      {problem && <Notice tone="bad">{problem}</Notice>}
      <Actions>
        <DialogClose>{props.leave}</DialogClose>
        <Button
          look={triggerLook === "plain" ? "primary" : "danger"}
          onClick={() => void act()}
          disabled={isBusy}
        >
          {isBusy ? props.doing : props.deed}
        </Button>
      </Actions>
    </Dialog>
  );
}
