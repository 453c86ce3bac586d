import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { mono, sans } from "./ui/fonts";
import { THEME_COOKIE, themeOf } from "./ui/theme";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Costcurve", template: "%s · Costcurve" },
  description:
    "What inference costs, what caching saves and what each product earns, down to the source row.",
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fbfaf7" },
    { media: "(prefers-color-scheme: dark)", color: "#0f1113" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Reading the request keeps every page dynamic, the not-found page too: only so does each get a nonce.
  await headers();
  const theme = themeOf((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html lang="en" data-theme={theme} className={`${sans.variable} ${mono.variable}`}>
      <body>{children}</body>
    </html>
  );
}
