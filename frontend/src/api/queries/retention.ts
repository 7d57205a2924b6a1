import { queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";

/** What the next night would let go, by which rule, and what went last. */
export const retentionQuery = (org: string) =>
  queryOptions({
    queryKey: ["org", org, "retention"],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/orgs/{org}/retention", { params: { path: { org } }, signal })),
    staleTime: 60_000,
  });
