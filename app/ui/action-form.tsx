"use client";

import { type ReactNode, type SubmitEvent, useState, useSyncExternalStore, useTransition } from "react";
import type { ActionResult } from "@/lib/auth/action";
import { Button } from "./button";
import { DialogClose } from "./dialog";
import { Notice } from "./notice";

type ActionFormProps<Value> = Readonly<{
  /** The server action that gets the fields as one object; a field named `scopes[]` becomes a list. */
  action: (input: never) => Promise<ActionResult<Value>>;
  /** Words on the button that sends it. */
  submit: string;
  look?: "primary" | "danger" | "plain";
  /** A sentence shown when it is done. */
  done?: string;
  onDone?: (value: Value) => void;
  /** Inside a dialog: a way out, and the dialog closes when it is done. */
  inDialog?: boolean;
  /** Empties the fields when it is done. */
  empties?: boolean;
  children?: ReactNode;
}>;

const never = () => () => {};

/** True once the page is live: sent earlier, a form would put its fields into the address bar. */
export const useLive = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );

/** A form that asks a server action: says while it waits, what went wrong and what to do, or that it is done. */
export function ActionForm<Value>(props: ActionFormProps<Value>) {
  const [pending, start] = useTransition();
  const [result, setResult] = useState<ActionResult<Value> | null>(null);
  const live = useLive();

  function send(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const input = fieldsOf(new FormData(form)) as never;
    start(async () => {
      const answer = await props.action(input).catch(() => UNREACHABLE);
      // A redirect answers with nothing: the next page is already on its way.
      if (!answer) return;
      setResult(answer);
      if (!answer.ok) return;
      if (props.empties) form.reset();
      if (props.inDialog) form.closest("dialog")?.close();
      props.onDone?.(answer.value);
    });
  }

  return (
    <form method="post" onSubmit={send}>
      {props.children}
      {result && !result.ok && (
        <Notice tone="bad" title={result.message}>
          {result.fix}
        </Notice>
      )}
      {result?.ok && props.done && <Notice tone="good">{props.done}</Notice>}
      <div className={props.inDialog ? "mt-5 flex flex-wrap justify-end gap-[10px]" : "mt-5 flex gap-[10px]"}>
        {props.inDialog && <DialogClose />}
        <Button type="submit" look={props.look ?? "primary"} disabled={pending || !live}>
          {pending ? "One moment …" : props.submit}
        </Button>
      </div>
    </form>
  );
}

const UNREACHABLE = {
  ok: false,
  code: "unreachable",
  message: "The server did not answer.",
  fix: "See whether it is running and you are online, then try again; nothing is lost here.",
} as const;

function fieldsOf(form: FormData): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {};
  for (const name of new Set(form.keys())) {
    const values = form.getAll(name).filter((value) => typeof value === "string");
    if (name.endsWith("[]")) fields[name.slice(0, -2)] = values;
    else fields[name] = values[0] ?? "";
  }
  return fields;
}
