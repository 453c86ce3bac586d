"use client";

import { useState, useTransition } from "react";
import { Actions, Button, Section, Textarea } from "@/app/ui";
import type { RuleSet } from "@/lib/allocation/rules";
import type { Problem } from "./problems";

type Props = Readonly<{
  set: RuleSet;
  isBusy: boolean;
  offer: (next: unknown) => Promise<readonly Problem[]>;
}>;

/** The whole set as text, for people who prefer that; what is wrong stands below with its place. */
export function AsText({ set, isBusy, offer }: Props) {
  const [text, setText] = useState(() => JSON.stringify(set, null, 2));
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [isReading, start] = useTransition();
  const read = () =>
    start(async () => {
      let document: unknown;
      try {
        document = JSON.parse(text);
      } catch {
        setProblems([{ field: "", reason: "This is not JSON: look for a missing comma, quote or bracket." }]);
        return;
      }
      setProblems(await offer(document));
    });
  return (
    <Section
      title="As text"
      sub="The same rules as a file, for people who keep them in git: costcurve rules apply FILE.json --org NAME."
    >
      <details>
        <summary className="cursor-pointer text-accent">Edit the whole set</summary>
        <div className="mt-3 [&>div]:max-w-none">
          <Textarea
            label="Rules"
            rows={18}
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="font-mono text-small"
          />
        </div>
        {problems.length > 0 && (
          <ul className="text-small text-bad" role="alert">
            {problems.map(({ field, reason }) => (
              <li key={`${field} ${reason}`}>
                {field && <code className="font-mono">{field}: </code>}
                {reason}
              </li>
            ))}
          </ul>
        )}
        <Actions>
          <Button look="primary" onClick={read} disabled={isBusy || isReading}>
            Preview the set
          </Button>
        </Actions>
      </details>
    </Section>
  );
}
