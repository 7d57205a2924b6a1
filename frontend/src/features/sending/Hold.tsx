import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { holdLift, policyQuery } from "@/api/queries/sending";
import { moment } from "@/format/format";
import { Confirm } from "@/ui/Confirm";
import { Notice } from "@/ui/Notice";
import { say } from "@/ui/toast";

import { RELAY_EDIT } from "./permissions";

/** Too many complaints hold all marketing mail until a person has looked. */
export function Hold() {
  const { slug, can } = useOrg();
  const client = useQueryClient();
  const policy = useQuery(policyQuery(slug));
  const [asking, setAsking] = useState(false);
  const lift = useMutation({
    mutationFn: () => holdLift(slug),
    onSuccess: async (after) => {
      client.setQueryData(policyQuery(slug).queryKey, after);
      say("The hold is lifted. Resume each paused campaign on its own page.");
      await client.invalidateQueries({ queryKey: ["org", slug, "campaigns"] });
    },
    onError: (error) => say(sentence(error), "bad"),
    onSettled: () => setAsking(false),
  });
  if (!policy.data?.hold_reason) return null;
  return (
    <Notice
      tone="bad"
      title={`No marketing mail leaves since ${moment(policy.data.held_at)}.`}
      action={
        can(RELAY_EDIT) && (
          <Button variant="default" onClick={() => setAsking(true)}>
            Lift the hold
          </Button>
        )
      }
    >
      {policy.data.hold_reason}
      {!can(RELAY_EDIT) && " Ask an owner or a manager to lift the hold."}
      <Confirm
        opened={asking}
        title="Lift the hold"
        verb="Lift the hold"
        keep="Keep holding"
        busy={lift.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() => lift.mutate()}
      >
        <p>
          Marketing mail may leave again, in your name. Paused campaigns stay paused until somebody
          resumes them. If guests complain as much again, everything is held again.
        </p>
      </Confirm>
    </Notice>
  );
}
