import { useMutation, useQueryClient } from "@tanstack/react-query";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { campaignStep, progressQuery } from "@/api/queries/campaigns";
import { say } from "@/ui/toast";

import type { CampaignAction } from "./actions";

export function useStep(id: number) {
  const { slug } = useOrg();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: CampaignAction) => campaignStep(slug, id, action.step),
    onSuccess: (after, action) => {
      // The page turns at once; the numbers follow.
      const progress = progressQuery(slug, id, after.send_at).queryKey;
      client.setQueryData(progress, (known) => known && { ...known, status: after.status });
      say(action.done);
    },
    onError: (error) => say(sentence(error), "bad"),
    onSettled: () => client.invalidateQueries({ queryKey: ["org", slug, "campaigns"] }),
  });
}
