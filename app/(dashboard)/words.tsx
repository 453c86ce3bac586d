import { Fragment } from "react";
import { Bad, Good, Lede } from "@/app/ui";
import type { Words } from "@/lib/reports/words";

/** A report's opening words: figures in bold, judgements in their colour. */
export function OpeningWords({ words }: { words: readonly Words[] }) {
  return (
    <Lede>
      {words.map(({ text, as }, index) => {
        // Pieces of one sentence: their place is their identity.
        const key = `${index} ${text}`;
        if (as === "figure") return <b key={key}>{text}</b>;
        if (as === "good") return <Good key={key}>{text}</Good>;
        if (as === "bad") return <Bad key={key}>{text}</Bad>;
        return <Fragment key={key}>{text}</Fragment>;
      })}
    </Lede>
  );
}
