import type { ReactNode } from "react";
import { Link } from "./link";
import { NAVIGATION_ID, Navigation } from "./navigation";
import { ThemeToggle } from "./theme-toggle";

/** What the shell shows of the person signed in; an `Actor` fits. */
export type ShellActor = Readonly<{ organizationName: string; email: string | null }>;

type ShellProps = Readonly<{
  /** null draws the public shell: the glossary, and a way to sign in. */
  actor: ShellActor | null;
  /** Where the sign-out form goes: a server action, or the address of a route that takes POST. */
  signOutAction?: string | ((form: FormData) => void | Promise<void>);
  children: ReactNode;
}>;

/** The frame of every page: side navigation, or on small screens a top bar whose menu opens it. */
export function Shell({ actor, signOutAction, children }: ShellProps) {
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[208px_minmax(0,1fr)]">
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-chip bg-ink px-3 py-2 text-paper focus:translate-y-0"
      >
        Skip to the page
      </a>
      <header className="sticky top-0 z-30 flex items-center justify-between border-b bg-paper px-4 py-2 md:hidden">
        <Brand />
        <button type="button" className="chip" popoverTarget={NAVIGATION_ID}>
          Menu
        </button>
      </header>
      <div
        id={NAVIGATION_ID}
        popover="auto"
        className="fixed inset-x-0 top-[50px] max-h-[calc(100dvh-50px)] w-full overflow-y-auto border-b bg-paper px-[14px] py-[22px] shadow-float open:flex open:flex-col md:sticky md:top-0 md:flex md:h-dvh md:max-h-none md:w-auto md:flex-col md:border-r md:border-b-0 md:shadow-none"
      >
        <div className="px-[10px] pb-[34px] max-md:hidden">
          <Brand />
        </div>
        <Navigation signedIn={actor !== null} />
        <div className="mt-auto px-[10px] pt-[34px]">
          {actor ? (
            <Account actor={actor} signOutAction={signOutAction} />
          ) : (
            <div className="flex items-center justify-between">
              <Link href="/sign-in" className="link">
                Sign in
              </Link>
              <ThemeToggle />
            </div>
          )}
        </div>
      </div>
      {children}
    </div>
  );
}

/** The curve and the name; leads home. */
export function Brand() {
  return (
    <Link href="/" className="inline-flex items-center gap-[9px] text-brand font-[640] tracking-[-.02em]">
      <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" className="text-accent">
        <path
          d="M2 3c1 9 6 13 16 14"
          fill="none"
          stroke="currentColor"
          strokeWidth="2.6"
          strokeLinecap="round"
        />
      </svg>
      Costcurve
    </Link>
  );
}

function Account({ actor, signOutAction }: { actor: ShellActor } & Pick<ShellProps, "signOutAction">) {
  return (
    <>
      <p className="truncate font-strong" title={actor.organizationName}>
        {actor.organizationName}
      </p>
      {actor.email && (
        <p className="truncate text-small text-ink-2" title={actor.email}>
          {actor.email}
        </p>
      )}
      <div className="mt-1 flex items-center justify-between">
        {signOutAction && (
          <form action={signOutAction} method={typeof signOutAction === "string" ? "post" : undefined}>
            <button type="submit" className="link py-1">
              Sign out
            </button>
          </form>
        )}
        <ThemeToggle />
      </div>
    </>
  );
}
