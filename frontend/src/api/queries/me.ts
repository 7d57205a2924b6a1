import { queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => unwrap(client.GET("/api/v1/me", { signal })),
  staleTime: 5 * 60_000,
});
