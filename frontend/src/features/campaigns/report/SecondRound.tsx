import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { campaignSecondRound } from "@/api/queries/campaigns";
import type { Progress } from "@/api/types";
import { many } from "@/format/format";
import { Notice } from "@/ui/Notice";

import { EDIT_PERMISSION } from "../actions";

/** Guests whose inbox had had its letters: the same letter for them, later. */
export function SecondRound({ id, progress }: { id: number; progress: Progress }) {
  const { slug, can } = useOrg();
  const client = useQueryClient();
  const navigate = useNavigate();
  const draft = useMutation({
    mutationFn: () => campaignSecondRound(slug, id),
    onSuccess: async ({ id: made }) => {
      await client.invalidateQueries({ queryKey: ["org", slug, "campaigns"] });
      await navigate({
        to: "/$org/campaigns/$campaignId",
        params: { org: slug, campaignId: String(made) },
      });
    },
  });
  const kept = progress.excluded["frequency_cap"] ?? 0;
  if (kept === 0 || progress.status !== "sent") return null;
  return (
    <Notice
      tone={draft.isError ? "bad" : "info"}
      title={`${many(kept, "guest")} had had enough letters`}
      action={
        can(EDIT_PERMISSION) && (
          <Button variant="default" loading={draft.isPending} onClick={() => draft.mutate()}>
            Draft a second round
          </Button>
        )
      }
    >
      {draft.isError
        ? sentence(draft.error)
        : "Your limit kept this letter from them. A second round writes to them alone, when you send it."}
    </Notice>
  );
}
