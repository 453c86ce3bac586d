"use client";

import { usePathname } from "next/navigation";
import { useEffect } from "react";
import { join } from "./join";
import { Link } from "./link";

const GROUPS = [
  {
    name: "Analyze",
    items: [
      { href: "/", label: "Overview" },
      { href: "/spend", label: "Spend" },
      { href: "/caching", label: "Caching" },
      { href: "/margins", label: "Margins" },
    ],
  },
  { name: "Plan", items: [{ href: "/cost-curve", label: "Cost curve" }] },
  {
    name: "Data",
    items: [
      { href: "/imports", label: "Imports" },
      { href: "/prices", label: "Prices" },
      { href: "/products", label: "Products & rules" },
      { href: "/settings", label: "Settings" },
    ],
  },
  { name: "Learn", items: [{ href: "/glossary", label: "Glossary" }] },
];

/** The id of the panel that the top bar's menu button opens on small screens. */
export const NAVIGATION_ID = "navigation";

/** The groups of the side navigation, the open page marked; a visitor sees the public group only. */
export function Navigation({ signedIn }: { signedIn: boolean }) {
  const path = usePathname();
  // A new path closes the menu it was chosen from.
  useEffect(() => {
    const panel = document.getElementById(NAVIGATION_ID);
    if (panel?.matches(":popover-open")) panel.hidePopover();
  }, [path]);

  return (
    <nav aria-label="Main">
      {GROUPS.filter((group) => signedIn || group.name === "Learn").map((group) => (
        <div key={group.name} className="mt-[18px] first:mt-0">
          <h2 id={`nav-${group.name}`} className="mx-[10px] mb-1 text-tiny text-ink-3">
            {group.name}
          </h2>
          <ul aria-labelledby={`nav-${group.name}`}>
            {group.items.map((item) => {
              const open =
                item.href === "/" ? path === "/" : path === item.href || path.startsWith(`${item.href}/`);
              return (
                <li key={item.href}>
                  <Link
                    href={item.href}
                    aria-current={open ? "page" : undefined}
                    className={join(
                      "block rounded-item px-[10px] py-[5px]",
                      open ? "bg-accent-wash font-strong text-accent" : "text-ink-2 hover:text-ink",
                    )}
                  >
                    {item.label}
                  </Link>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </nav>
  );
}
