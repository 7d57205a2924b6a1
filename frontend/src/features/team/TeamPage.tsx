import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";

import { useOrg } from "@/api/org";
import { membersQuery } from "@/api/queries/team";
import { many } from "@/format/format";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";

import { Frame } from "./Frame";
import { InviteDialog } from "./InviteDialog";
import { LinkDialog } from "./LinkDialog";
import { MemberTable } from "./MemberTable";
import { AUDIT_VIEW, MEMBER_EDIT } from "./permissions";
import type { Handed } from "./handed";

export function TeamPage() {
  const { slug, can } = useOrg();
  const members = useQuery({ ...membersQuery(slug), enabled: can(AUDIT_VIEW) });
  const [inviting, setInviting] = useState(false);
  const [handed, setHanded] = useState<Handed | null>(null);
  return (
    <Frame
      title="Team"
      sub={members.data && many(members.data.total, "member")}
      actions={
        can(MEMBER_EDIT) && (
          <Button
            leftSection={<UserPlus size={16} aria-hidden="true" />}
            onClick={() => setInviting(true)}
          >
            Invite someone
          </Button>
        )
      }
    >
      {members.isPending && <Lines rows={4} height={36} />}
      {members.isError && (
        <Failed
          error={members.error}
          what="The team cannot be shown."
          again={() => void members.refetch()}
        />
      )}
      {members.data && (
        <Card flush>
          <MemberTable members={members.data.results} hand={setHanded} />
        </Card>
      )}
      {inviting && (
        <InviteDialog
          close={() => setInviting(false)}
          done={(made) => {
            setInviting(false);
            setHanded(made);
          }}
        />
      )}
      {handed && <LinkDialog handed={handed} close={() => setHanded(null)} />}
    </Frame>
  );
}
