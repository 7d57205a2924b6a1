import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import { download } from "@/api/download";
import type { EmailKind, GuestWrite, TimelineKind } from "@/api/types";

export interface GuestFilter {
  search?: string | undefined;
  hotel?: number | undefined;
  email_kind?: EmailKind | undefined;
  permission?: "allowed" | "blocked" | undefined;
}

const PAGE = 100;

const given = (filter: GuestFilter) => ({
  ...(filter.search ? { search: filter.search } : {}),
  ...(filter.hotel ? { hotel: filter.hotel } : {}),
  ...(filter.email_kind ? { email_kind: filter.email_kind } : {}),
  ...(filter.permission ? { permission: filter.permission } : {}),
});

export const guestsQuery = (org: string, filter: GuestFilter) =>
  infiniteQueryOptions({
    queryKey: ["org", org, "guests", given(filter)],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/guests", {
          params: {
            path: { org },
            query: { ...given(filter), limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 30_000,
  });

/** A handful of guests by name, for choosing one. */
export const guestChoiceQuery = (org: string, filter: GuestFilter) =>
  queryOptions({
    queryKey: ["org", org, "guests", "choice", given(filter)],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/guests", {
          params: { path: { org }, query: { ...given(filter), limit: 20 } },
          signal,
        }),
      ),
    staleTime: 60_000,
  });

export const guestQuery = (org: string, id: number) =>
  queryOptions({
    queryKey: ["org", org, "guests", "one", id],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/guests/{id}", { params: { path: { org, id } }, signal }),
      ),
  });

/** What happened with a guest, newest first; no kinds mean all. */
export const timelineQuery = (org: string, id: number, kinds: TimelineKind[]) =>
  infiniteQueryOptions({
    queryKey: ["org", org, "guests", "timeline", id, kinds],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/guests/{id}/timeline", {
          params: {
            path: { org, id },
            query: { kind: kinds, limit: 25, ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** The saved segments, and of each why this guest is in or out. */
export const guestSegmentsQuery = (org: string, id: number) =>
  queryOptions({
    queryKey: ["org", org, "guests", "one", id, "segments"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/guests/{id}/segments", {
          params: { path: { org, id } },
          signal,
        }),
      ),
  });

export const guestUpdate = (org: string, id: number, body: GuestWrite) =>
  unwrap(client.PATCH("/api/v1/orgs/{org}/guests/{id}", { params: { path: { org, id } }, body }));

/** Pairs of guests who may be one person, newest first. */
export const suggestionsQuery = (org: string) =>
  queryOptions({
    queryKey: ["org", org, "guests", "suggestions"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/suggestions", {
          params: { path: { org }, query: { limit: 50 } },
          signal,
        }),
      ),
  });

/** They are one: `survivor` stays, the other is merged into them. */
export const suggestionAccept = (org: string, id: number, survivor: number) =>
  unwrap(
    client.POST("/api/v1/orgs/{org}/suggestions/{id}/accept", {
      params: { path: { org, id } },
      body: { survivor },
    }),
  );

export const suggestionDismiss = (org: string, id: number) =>
  unwrap(
    client.POST("/api/v1/orgs/{org}/suggestions/{id}/dismiss", { params: { path: { org, id } } }),
  );

/** What a merge would make of two guests; nothing is written. */
export const mergePreviewQuery = (org: string, survivor: number, absorbed: number) =>
  queryOptions({
    queryKey: ["org", org, "guests", "merge", survivor, absorbed],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/guests/{id}/merge", {
          params: { path: { org, id: survivor }, query: { absorbed } },
          signal,
        }),
      ),
  });

/** They are one, though nothing suggested it: `survivor` stays. */
export const guestsMerge = (org: string, survivor: number, absorbed: number) =>
  unwrap(
    client.POST("/api/v1/orgs/{org}/guests/{id}/merge", {
      params: { path: { org, id: survivor } },
      body: { absorbed },
    }),
  );

export const mergeUndo = (org: string, id: number) =>
  unwrap(client.POST("/api/v1/orgs/{org}/merges/{id}/undo", { params: { path: { org, id } } }));

/** The guests of a list as a CSV file. */
export const guestsExport = (org: string, filter: GuestFilter): Promise<Blob> =>
  download(
    `/api/v1/orgs/${org}/guests/export`,
    new URLSearchParams(
      Object.entries(given(filter)).map(([name, value]) => [name, String(value)]),
    ),
  );
