import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import { download } from "@/api/download";
import type { MemberInvite, Role } from "@/api/types";

export const membersQuery = (org: string) =>
  queryOptions({
    queryKey: ["org", org, "members"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/members", {
          params: { path: { org }, query: { limit: 100 } },
          signal,
        }),
      ),
  });

export const memberInvite = (org: string, body: MemberInvite) =>
  unwrap(client.POST("/api/v1/orgs/{org}/members", { params: { path: { org } }, body }));

export const memberLink = (org: string, id: number) =>
  unwrap(client.POST("/api/v1/orgs/{org}/members/{id}/link", { params: { path: { org, id } } }));

export const memberRole = (org: string, id: number, role: Role) =>
  unwrap(
    client.PATCH("/api/v1/orgs/{org}/members/{id}", {
      params: { path: { org, id } },
      body: { role },
    }),
  );

export const memberRemove = (org: string, id: number) =>
  unwrap(client.DELETE("/api/v1/orgs/{org}/members/{id}", { params: { path: { org, id } } }));

export interface AuditFilter {
  actor?: string;
  action?: string;
  since?: string;
  until?: string;
}

export const auditQuery = (org: string, filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ["org", org, "audit", filter],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/audit", {
          params: {
            path: { org },
            query: { ...filter, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next ?? undefined,
  });

/** What the filter shows, as a CSV file. */
export const auditExport = (org: string, filter: AuditFilter): Promise<Blob> =>
  download(
    `/api/v1/orgs/${org}/audit/export`,
    new URLSearchParams(Object.entries(filter) as [string, string][]),
  );
