import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { policyQuery, policyUpdate } from "@/api/queries/sending";
import type { SendingPolicy } from "@/api/types";
import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Notice } from "@/ui/Notice";
import { say } from "@/ui/toast";

import { RELAY_EDIT } from "./permissions";

type Mode = SendingPolicy["tracking"];

const MODES: { value: Mode; label: string }[] = [
  { value: "none", label: "Nothing" },
  { value: "hygiene", label: "The day of a guest's last open" },
  { value: "full", label: "Each open and click" },
];

/** The most that is noted of guests; the law of each guest's country, and their own word, may allow less. */
export function Tracking() {
  const { slug, can } = useOrg();
  const client = useQueryClient();
  const policy = useQuery(policyQuery(slug));
  const save = useMutation({
    mutationFn: (tracking: Mode) => policyUpdate(slug, { tracking }),
    onSuccess: (after) => {
      client.setQueryData(policyQuery(slug).queryKey, after);
      say("Saved. It holds at once, for letters already sent as well.");
    },
  });
  return (
    <Card
      title="What is noted of opens and clicks"
      note="Each open and click is counted only of guests who agreed to it, or whose country asks for no consent. Reports count what is noted."
    >
      {policy.isError && (
        <Failed
          error={policy.error}
          what="This setting cannot be shown. It holds all the same."
          again={() => void policy.refetch()}
        />
      )}
      {policy.isPending && <Lines rows={1} />}
      {save.isError && (
        <Notice tone="bad" title="This was not saved.">
          {sentence(save.error)}
        </Notice>
      )}
      {policy.data && (
        <Choice
          label="At most"
          data={MODES}
          value={save.isPending ? save.variables : policy.data.tracking}
          disabled={!can(RELAY_EDIT) || save.isPending}
          onChange={(event) => {
            const chosen = MODES.find(({ value }) => value === event.currentTarget.value);
            if (chosen) save.mutate(chosen.value);
          }}
        />
      )}
    </Card>
  );
}
