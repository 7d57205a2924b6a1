import { queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";

export const connectionsQuery = (org: string) =>
  queryOptions({
    queryKey: ["org", org, "connections"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/connections", {
          params: { path: { org }, query: { limit: 100 } },
          signal,
        }),
      ),
    refetchInterval: 15_000,
  });

export const connectionQuery = (org: string, id: number) =>
  queryOptions({
    queryKey: ["org", org, "connections", id],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/connections/{id}", {
          params: { path: { org, id } },
          signal,
        }),
      ),
    refetchInterval: 15_000,
  });

export const issuesQuery = (org: string, id: number) =>
  queryOptions({
    queryKey: ["org", org, "connections", id, "issues"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/connections/{id}/issues", {
          params: { path: { org, id }, query: { limit: 100 } },
          signal,
        }),
      ),
  });

export function connectionStep(org: string, id: number, step: "sync" | "check") {
  const params = { params: { path: { org, id } } };
  return step === "sync"
    ? unwrap(client.POST("/api/v1/orgs/{org}/connections/{id}/sync", params))
    : unwrap(client.POST("/api/v1/orgs/{org}/connections/{id}/check", params));
}
