import { queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";

export const homeQuery = (org: string) =>
  queryOptions({
    queryKey: ["org", org, "home"],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/orgs/{org}/home", { params: { path: { org } }, signal })),
    refetchInterval: 60_000,
  });
