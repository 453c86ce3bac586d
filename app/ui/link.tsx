import NextLink from "next/link";
import type { ComponentProps } from "react";

/**
 * A link inside the application. Nothing is fetched before it is asked for: every page here is drawn for
 * one person from live figures, so fetching ahead would only load the server.
 */
export function Link(props: ComponentProps<typeof NextLink>) {
  return <NextLink prefetch={false} {...props} />;
}
