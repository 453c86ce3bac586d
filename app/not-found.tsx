import { Button } from "./ui/button";
import { Brand } from "./ui/shell";

export const metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main id="main" className="mx-auto flex min-h-dvh max-w-[620px] flex-col px-4 py-[22px] md:px-9">
      <Brand />
      <div className="my-auto pb-[12vh]">
        <h1 className="text-lede font-medium tracking-[-.018em]">There is no page at this address.</h1>
        <p className="mt-2 mb-5 text-ink-2">
          It may have been renamed, or belong to another organization than the one you are signed in to.
        </p>
        <Button href="/" look="primary">
          Open Overview
        </Button>
      </div>
    </main>
  );
}
