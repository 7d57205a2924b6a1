import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { UserMinus } from "lucide-react";
import { useState } from "react";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { memberLink, memberRemove, memberRole } from "@/api/queries/team";
import type { Member, Role } from "@/api/types";
import { Ago } from "@/ui/Ago";
import { Choice } from "@/ui/Choice";
import { Confirm } from "@/ui/Confirm";
import form from "@/ui/Form.module.css";
import { Status } from "@/ui/Status";
import table from "@/ui/Table.module.css";
import { say } from "@/ui/toast";
import { memberWord, ROLES } from "@/words/team";

import type { Handed } from "./handed";
import { MEMBER_EDIT } from "./permissions";

interface MemberTableProps {
  members: Member[];
  hand: (made: Handed) => void;
}

export const MemberTable = ({ members, hand }: MemberTableProps) => {
  const { can } = useOrg();
  return (
    <div className={table["scroll"]}>
      <table className={table["table"]} aria-label="Members">
        <thead>
          <tr>
            <th scope="col">Member</th>
            <th scope="col">Role</th>
            <th scope="col" data-wide-only>
              State
            </th>
            <th scope="col" data-wide-only>
              Last log-in
            </th>
            {can(MEMBER_EDIT) && <th scope="col">Actions</th>}
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <Row key={member.id} member={member} hand={hand} />
          ))}
        </tbody>
      </table>
    </div>
  );
};

interface RowProps {
  member: Member;
  hand: (made: Handed) => void;
}

const Row = ({ member, hand }: RowProps) => {
  const { can } = useOrg();
  return (
    <tr>
      <th scope="row">
        {member.name || member.email}
        {member.name && <span className={table["sub"]}>{member.email}</span>}
      </th>
      <td>
        <RoleChoice member={member} />
      </td>
      <td data-wide-only>
        <Status quiet word={memberWord(member)} />
      </td>
      <td data-wide-only>
        <Ago at={member.last_login} />
      </td>
      {can(MEMBER_EDIT) && (
        <td>
          <Steps member={member} hand={hand} />
        </td>
      )}
    </tr>
  );
};

function RoleChoice({ member }: { member: Member }) {
  const { slug, can } = useOrg();
  const client = useQueryClient();
  const who = member.name || member.email;
  const change = useMutation({
    mutationFn: (role: Role) => memberRole(slug, member.id, role),
    onSuccess: () => say(`${who} has another role now.`),
    onError: (error) => say(`${who}: ${sentence(error)}`, "bad"),
    onSettled: () => client.invalidateQueries({ queryKey: ["org", slug, "members"] }),
  });
  if (!can(MEMBER_EDIT)) return ROLES.find(({ value }) => value === member.role)?.label;
  return (
    <Choice
      aria-label={`Role of ${who}`}
      data={ROLES.map(({ value, label }) => ({ value, label }))}
      value={change.isPending ? change.variables : member.role}
      onChange={(event) => change.mutate(event.currentTarget.value as Role)}
    />
  );
}

function Steps({ member, hand }: RowProps) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const who = member.name || member.email;
  const link = useMutation({
    mutationFn: () => memberLink(slug, member.id),
    onSuccess: hand,
    onError: (error) => say(`${who}: ${sentence(error)}`, "bad"),
  });
  const remove = useMutation({
    mutationFn: () => memberRemove(slug, member.id),
    onSuccess: () => say(`${who} is no longer a member.`),
    onError: (error) => say(`${who}: ${sentence(error)}`, "bad"),
    onSettled: async () => {
      setAsking(false);
      await client.invalidateQueries({ queryKey: ["org", slug, "members"] });
    },
  });
  return (
    <div className={form["buttons"]}>
      {!member.has_password && (
        <Button
          variant="default"
          size="xs"
          loading={link.isPending}
          aria-label={`Link for ${who}`}
          onClick={() => link.mutate()}
        >
          Link
        </Button>
      )}
      <Button
        variant="subtle"
        size="xs"
        leftSection={<UserMinus size={14} aria-hidden="true" />}
        aria-label={`Remove ${who}`}
        onClick={() => setAsking(true)}
      >
        Remove
      </Button>
      <Confirm
        opened={asking}
        title="Remove from the team"
        verb={`Remove ${who}`}
        keep="Keep them"
        danger
        busy={remove.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate()}
      >
        <p>
          {who} can no longer open this organisation, from their next click on. What they made
          stays, and the audit log keeps what they did.
        </p>
      </Confirm>
    </div>
  );
}
