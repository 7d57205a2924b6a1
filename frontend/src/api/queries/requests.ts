import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { DataRequestEntry, DataRequestState } from "@/api/types";

/** What the list of requests is narrowed to: those that wait for an answer, one state, or all. */
export type RequestFilter = "unanswered" | "all" | DataRequestState;

const narrowed = (filter: RequestFilter) => {
  if (filter === "all") return {};
  return filter === "unanswered" ? { unanswered: true } : { state: filter };
};

/** Every list of requests, whatever it is narrowed to. */
export const requestsKey = (org: string) => ["org", org, "data-requests"] as const;

/** Requests, those due first. While a worker makes a file, the list looks for it. */
export const requestsQuery = (org: string, filter: RequestFilter) =>
  infiniteQueryOptions({
    queryKey: [...requestsKey(org), filter],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/data-requests", {
          params: {
            path: { org },
            query: { limit: 50, ...narrowed(filter), ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.results.some((row) => row.state === "preparing"))
        ? 2_000
        : false,
  });

/** One request, followed while its file is made. */
export const requestQuery = (org: string, id: number) =>
  queryOptions({
    queryKey: [...requestsKey(org), "one", id],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/data-requests/{id}", {
          params: { path: { org, id } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data?.state === "preparing" ? 2_000 : false),
  });

const at = (org: string, id: number) => ({ params: { path: { org, id } } });

export const requestEnter = (org: string, body: DataRequestEntry) =>
  unwrap(client.POST("/api/v1/orgs/{org}/data-requests", { params: { path: { org } }, body }));

export const requestVerify = (org: string, id: number, verified_by: string) =>
  unwrap(
    client.POST("/api/v1/orgs/{org}/data-requests/{id}/verify", {
      ...at(org, id),
      body: { verified_by },
    }),
  );

export const requestCarryOut = (org: string, id: number, outcome: string) =>
  unwrap(
    client.POST("/api/v1/orgs/{org}/data-requests/{id}/carry-out", {
      ...at(org, id),
      body: { outcome },
    }),
  );

export const requestRefuse = (org: string, id: number, reason: string) =>
  unwrap(
    client.POST("/api/v1/orgs/{org}/data-requests/{id}/refuse", {
      ...at(org, id),
      body: { reason },
    }),
  );

/** The file to hand over; the audit log notes who took it. */
export const requestFile = (org: string, id: number): Promise<Blob> =>
  unwrap<Blob>(
    client.POST("/api/v1/orgs/{org}/data-requests/{id}/file", {
      ...at(org, id),
      parseAs: "blob",
    }),
  );
