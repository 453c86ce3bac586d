import type { ReactNode } from "react";
import { Fragment } from "react";
import { Link } from "./link";

type PageProps = Readonly<{
  title: string;
  /** To the right of the title: the filter bar, or buttons. */
  actions?: ReactNode;
  children: ReactNode;
}>;

/** One page inside the shell: its title, what can be done about it, and its content. */
export function Page({ title, actions, children }: PageProps) {
  return (
    <main
      id="main"
      tabIndex={-1}
      className="@container w-full max-w-[1240px] px-4 pt-5 pb-[60px] outline-none md:px-9 md:pt-6"
    >
      <div className="mb-[26px] flex flex-wrap items-center gap-2">
        <h1 className="mr-auto min-h-[33px] content-center text-title font-bold">{title}</h1>
        {actions}
      </div>
      {children}
    </main>
  );
}

/** The way back up: every step but the last is a link. */
export function Breadcrumb({ steps }: { steps: readonly Readonly<{ label: string; href?: string }>[] }) {
  return (
    <nav aria-label="Breadcrumb" className="mb-1.5 text-small text-ink-3">
      {steps.map((step, index) => (
        <Fragment key={step.label}>
          {index > 0 && <span aria-hidden="true"> / </span>}
          {step.href ? (
            <Link href={step.href} className="hover:text-ink hover:underline">
              {step.label}
            </Link>
          ) : (
            <span aria-current="page">{step.label}</span>
          )}
        </Fragment>
      ))}
    </nav>
  );
}
