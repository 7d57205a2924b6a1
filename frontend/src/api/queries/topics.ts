import { queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";

export const topicsQuery = (org: string) =>
  queryOptions({
    queryKey: ["org", org, "topics"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/topics", {
          params: { path: { org }, query: { limit: 100 } },
          signal,
        }),
      ),
  });
