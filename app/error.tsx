"use client";

import { Button } from "./ui/button";
import { Brand } from "./ui/shell";

type ErrorProps = Readonly<{ error: Error & { digest?: string }; reset: () => void }>;

/** What a person sees when a page breaks: never the message, only the number it is logged under. */
export default function ErrorPage({ error, reset }: ErrorProps) {
  return (
    <main id="main" className="mx-auto flex min-h-dvh max-w-[620px] flex-col px-4 py-[22px] md:px-9">
      <Brand />
      <div className="my-auto pb-[12vh]">
        <h1 className="text-lede font-medium tracking-[-.018em]">This page could not be drawn.</h1>
        <p className="mt-2 mb-5 text-ink-2">
          The fault is ours; your data are as they were. Try again, and if it happens twice, tell whoever runs
          this server{error.digest ? " the number below: the log has the details under it" : ""}.
        </p>
        <div className="flex flex-wrap items-center gap-3">
          <Button look="primary" onClick={reset}>
            Try again
          </Button>
          <Button href="/">Open Overview</Button>
          {error.digest && <code className="font-mono text-small text-ink-2">{error.digest}</code>}
        </div>
      </div>
    </main>
  );
}
