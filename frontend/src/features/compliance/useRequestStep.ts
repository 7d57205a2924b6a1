import { useMutation, useQueryClient } from "@tanstack/react-query";

import { useOrg } from "@/api/org";
import { requestQuery, requestsKey } from "@/api/queries/requests";
import type { DataRequest } from "@/api/types";

/** A step of one request; the lists and the dialog show what it made of it. */
export function useRequestStep(request: DataRequest, step: () => Promise<DataRequest>) {
  const { slug } = useOrg();
  const client = useQueryClient();
  return useMutation({
    mutationFn: step,
    onSuccess: async (after) => {
      client.setQueryData(requestQuery(slug, request.id).queryKey, after);
      await client.invalidateQueries({ queryKey: requestsKey(slug) });
    },
  });
}
