import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { GuestListCreate, SegmentCreate, SegmentTree, SegmentWrite } from "@/api/types";

const MOST = 100;

export const segmentsQuery = (org: string) =>
  queryOptions({
    queryKey: ["org", org, "segments"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/segments", {
          params: { path: { org }, query: { limit: MOST } },
          signal,
        }),
      ),
  });

export const segmentQuery = (org: string, id: number) =>
  queryOptions({
    queryKey: ["org", org, "segments", id],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/segments/{id}", { params: { path: { org, id } }, signal }),
      ),
  });

/** What a segment may ask here: fields, operators, choices. */
export const segmentSchemaQuery = (org: string) =>
  queryOptions({
    queryKey: ["org", org, "segment-schema"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/segments/schema", { params: { path: { org } }, signal }),
      ),
    staleTime: 5 * 60_000,
  });

/** Members, those who may be written to, and why not the others; a fault in the tree is final. */
export const segmentCountQuery = (org: string, tree: SegmentTree) =>
  queryOptions({
    queryKey: ["org", org, "segment-count", tree],
    queryFn: ({ signal }) =>
      unwrap(
        client.POST("/api/v1/orgs/{org}/segments/count", {
          params: { path: { org } },
          body: { tree },
          signal,
        }),
      ),
    staleTime: 30_000,
    retry: false,
  });

/** About how many, from a sample, fast enough for each key that is pressed. */
export const segmentEstimateQuery = (org: string, tree: SegmentTree) =>
  queryOptions({
    queryKey: ["org", org, "segment-estimate", tree],
    queryFn: ({ signal }) =>
      unwrap(
        client.POST("/api/v1/orgs/{org}/segments/estimate", {
          params: { path: { org } },
          body: { tree },
          signal,
        }),
      ),
    staleTime: 30_000,
    retry: false,
  });

export const segmentMembersQuery = (org: string, tree: SegmentTree) =>
  infiniteQueryOptions({
    queryKey: ["org", org, "segment-members", tree],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        client.POST("/api/v1/orgs/{org}/segments/members", {
          params: { path: { org } },
          body: { tree, limit: 25, cursor: pageParam },
          signal,
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });

export const segmentCreate = (org: string, body: SegmentCreate) =>
  unwrap(client.POST("/api/v1/orgs/{org}/segments", { params: { path: { org } }, body }));

export const segmentUpdate = (org: string, id: number, body: SegmentWrite) =>
  unwrap(client.PATCH("/api/v1/orgs/{org}/segments/{id}", { params: { path: { org, id } }, body }));

export const segmentDelete = (org: string, id: number) =>
  unwrap(client.DELETE("/api/v1/orgs/{org}/segments/{id}", { params: { path: { org, id } } }));

export const guestListsQuery = (org: string) =>
  queryOptions({
    queryKey: ["org", org, "lists"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/lists", {
          params: { path: { org }, query: { limit: MOST } },
          signal,
        }),
      ),
  });

export const guestListQuery = (org: string, id: number) =>
  queryOptions({
    queryKey: ["org", org, "lists", id],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/lists/{id}", { params: { path: { org, id } }, signal }),
      ),
  });

export const listMembersQuery = (org: string, id: number) =>
  infiniteQueryOptions({
    queryKey: ["org", org, "lists", id, "members"],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/lists/{id}/members", {
          params: {
            path: { org, id },
            query: { limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const listCreate = (org: string, body: GuestListCreate) =>
  unwrap(client.POST("/api/v1/orgs/{org}/lists", { params: { path: { org } }, body }));

export const listDelete = (org: string, id: number) =>
  unwrap(client.DELETE("/api/v1/orgs/{org}/lists/{id}", { params: { path: { org, id } } }));
