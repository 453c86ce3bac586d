import type { ReactNode } from "react";
import { Brand } from "@/app/ui/shell";
import { ThemeToggle } from "@/app/ui/theme-toggle";

/** One calm column in the middle: the pages before there is an organization to show. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main id="main" className="mx-auto flex min-h-dvh max-w-[492px] flex-col px-4 py-[22px] md:px-9">
      <header className="flex items-center justify-between">
        <Brand />
        <ThemeToggle />
      </header>
      <div className="my-auto pt-10 pb-[12vh]">{children}</div>
    </main>
  );
}
