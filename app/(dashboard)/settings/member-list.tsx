import { ActionForm } from "@/app/ui/action-form";
import { Dialog } from "@/app/ui/dialog";
import { Select } from "@/app/ui/field";
import type { MemberEntry } from "@/lib/reports/settings";
import { changeRole, removeMember } from "./actions";
import { Line, Lines } from "./lines";
import { NewMember } from "./new-member";
import { roleOptions } from "./roles";

type MemberListProps = Readonly<{ members: readonly MemberEntry[]; canMakeOwners: boolean }>;

export function MemberList({ members, canMakeOwners }: MemberListProps) {
  return (
    <>
      <Lines empty="There are no members.">
        {members.map((member) => (
          <Line
            key={member.userId}
            title={member.email}
            note={member.self ? `${member.role} · you` : member.role}
          >
            {(canMakeOwners || member.role !== "owner") && (
              <>
                <Dialog trigger="Role" triggerLook="quiet" title={`The role of ${member.email}`}>
                  <ActionForm action={changeRole} submit="Save" inDialog>
                    <input type="hidden" name="userId" value={member.userId} />
                    <Select
                      name="role"
                      label="Role"
                      defaultValue={member.role}
                      options={roleOptions(canMakeOwners)}
                      hint="It holds from their next click on."
                    />
                  </ActionForm>
                </Dialog>
                <Dialog trigger="Remove" triggerLook="quiet" title={`Remove ${member.email}?`}>
                  <p className="text-ink-2">
                    They can no longer see this organization. What they imported and changed stays.
                  </p>
                  <ActionForm action={removeMember} submit="Remove" look="danger" inDialog>
                    <input type="hidden" name="userId" value={member.userId} />
                  </ActionForm>
                </Dialog>
              </>
            )}
          </Line>
        ))}
      </Lines>
      <NewMember canMakeOwners={canMakeOwners} />
    </>
  );
}
