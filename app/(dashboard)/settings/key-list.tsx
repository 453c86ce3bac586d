import { ActionForm } from "@/app/ui/action-form";
import { Badge } from "@/app/ui/badge";
import { Dialog } from "@/app/ui/dialog";
import type { KeyEntry } from "@/lib/reports/settings";
import { dayLabel, makeDayOf } from "@/lib/time";
import { revokeKey } from "./actions";
import { Line, Lines } from "./lines";
import { NewKey } from "./new-key";

export function KeyList({ keys, zone }: { keys: readonly KeyEntry[]; zone: string }) {
  const dayOf = makeDayOf(zone);
  const day = (at: Date) => dayLabel(dayOf(at.getTime()), { year: true });
  return (
    <>
      <Lines empty="There is no key yet.">
        {keys.map((key) => (
          <Line
            key={key.id}
            muted={key.state !== "active"}
            title={
              <>
                {key.name} {key.state !== "active" && <Badge>{key.state}</Badge>}
              </>
            }
            note={
              <>
                <code className="font-mono">{key.prefix}…</code> · {key.scopes.join(", ")} · made{" "}
                {day(key.createdAt)} · {key.lastUsedAt ? `last used ${day(key.lastUsedAt)}` : "never used"}
                {key.expiresAt && key.state === "active" && ` · until ${day(key.expiresAt)}`}
              </>
            }
          >
            {key.state === "active" && (
              <Dialog trigger="Revoke" triggerLook="quiet" title={`Revoke “${key.name}”?`}>
                <p className="text-ink-2">
                  Requests with it are refused from now on. It cannot be made valid again.
                </p>
                <ActionForm action={revokeKey} submit="Revoke the key" look="danger" inDialog>
                  <input type="hidden" name="keyId" value={key.id} />
                </ActionForm>
              </Dialog>
            )}
          </Line>
        ))}
      </Lines>
      <NewKey />
    </>
  );
}
