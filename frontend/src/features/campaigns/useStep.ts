import { useMutation, useQueryClient } from "@tanstack/react-query";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { campaignStep } from "@/api/queries/campaigns";
import { say } from "@/ui/toast";

import type { CampaignAction } from "./actions";

export function useStep(id: number) {
  const { slug } = useOrg();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: CampaignAction) => campaignStep(slug, id, action.step),
    onSuccess: (_, action) => say(action.done),
    onError: (error) => say(sentence(error), "bad"),
    onSettled: () => client.invalidateQueries({ queryKey: ["org", slug, "campaigns"] }),
  });
}
