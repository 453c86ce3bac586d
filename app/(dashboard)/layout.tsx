import type { ReactNode } from "react";
import { signOut } from "@/app/(auth)/actions";
import { Shell } from "@/app/ui";
import { requireActor } from "@/lib/auth/actor";

/** The frame of every page behind the sign-in. Each page asks for its actor again: a layout is not always run. */
export default async function DashboardLayout({ children }: { children: ReactNode }) {
  return (
    <Shell actor={await requireActor()} signOutAction={signOut}>
      {children}
    </Shell>
  );
}
