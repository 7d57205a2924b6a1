import { queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { ConnectionChange, ConnectionCreate } from "@/api/types";

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

export const channelsQuery = (org: string) =>
  queryOptions({
    queryKey: ["org", org, "channels"],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/orgs/{org}/channels", { params: { path: { org } }, signal })),
    staleTime: Infinity,
  });

export const connectionStateQuery = (org: string, id: number) =>
  queryOptions({
    queryKey: ["org", org, "connections", id, "state"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/connections/{id}/state", {
          params: { path: { org, id } },
          signal,
        }),
      ),
    refetchInterval: 15_000,
  });

export const connectionCreate = (org: string, body: ConnectionCreate) =>
  unwrap(client.POST("/api/v1/orgs/{org}/connections", { params: { path: { org } }, body }));

export const connectionUpdate = (org: string, id: number, body: ConnectionChange) =>
  unwrap(
    client.PATCH("/api/v1/orgs/{org}/connections/{id}", { params: { path: { org, id } }, body }),
  );

export const connectionDelete = (org: string, id: number) =>
  unwrap(client.DELETE("/api/v1/orgs/{org}/connections/{id}", { params: { path: { org, id } } }));

export const connectionTry = (org: string, id: number) =>
  unwrap(
    client.POST("/api/v1/orgs/{org}/connections/{id}/capabilities", {
      params: { path: { org, id } },
    }),
  );

export function issueStep(org: string, id: number, issue: number, step: "resolve" | "replay") {
  const params = { params: { path: { org, id, issue } } };
  return step === "resolve"
    ? unwrap(client.POST("/api/v1/orgs/{org}/connections/{id}/issues/{issue}/resolve", params))
    : unwrap(client.POST("/api/v1/orgs/{org}/connections/{id}/issues/{issue}/replay", params));
}
