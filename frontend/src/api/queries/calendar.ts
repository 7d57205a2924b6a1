import { queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type {
  CalendarChange,
  ChannelMappingWrite,
  RatePlanCreate,
  RoomTypeCreate,
} from "@/api/types";

export const mappingQuery = (org: string, id: number) =>
  queryOptions({
    queryKey: ["org", org, "connections", id, "mapping"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/connections/{id}/mapping", {
          params: { path: { org, id } },
          signal,
        }),
      ),
  });

export const mappingSave = (org: string, id: number, body: ChannelMappingWrite) =>
  unwrap(
    client.PUT("/api/v1/orgs/{org}/connections/{id}/mapping", {
      params: { path: { org, id } },
      body,
    }),
  );

/** Asks the channel for its rooms and rate plans now. */
export const productsRead = (org: string, id: number) =>
  unwrap(
    client.POST("/api/v1/orgs/{org}/connections/{id}/products", { params: { path: { org, id } } }),
  );

export const roomTypesQuery = (org: string) =>
  queryOptions({
    queryKey: ["org", org, "room-types"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/room-types", {
          params: { path: { org }, query: { limit: 100 } },
          signal,
        }),
      ),
  });

export const ratePlansQuery = (org: string) =>
  queryOptions({
    queryKey: ["org", org, "rate-plans"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/rate-plans", {
          params: { path: { org }, query: { limit: 100 } },
          signal,
        }),
      ),
  });

export const roomTypeCreate = (org: string, body: RoomTypeCreate) =>
  unwrap(client.POST("/api/v1/orgs/{org}/room-types", { params: { path: { org } }, body }));

export const ratePlanCreate = (org: string, body: RatePlanCreate) =>
  unwrap(client.POST("/api/v1/orgs/{org}/rate-plans", { params: { path: { org } }, body }));

export const calendarQuery = (org: string, hotel: number, first: string, last: string) =>
  queryOptions({
    queryKey: ["org", org, "calendar", hotel, first, last],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/calendar", {
          params: { path: { org }, query: { hotel_id: hotel, first, last } },
          signal,
        }),
      ),
  });

export const calendarSave = (org: string, hotel: number, changes: CalendarChange[]) =>
  unwrap(
    client.POST("/api/v1/orgs/{org}/calendar", {
      params: { path: { org } },
      body: { hotel_id: hotel, changes },
    }),
  );

/** What the channel was not told yet, or refused; asked again while something is on its way. */
export const changedDaysQuery = (org: string, id: number, first: string, last: string) =>
  queryOptions({
    queryKey: ["org", org, "connections", id, "changed-days", first, last],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/connections/{id}/changed-days", {
          params: { path: { org, id }, query: { first, last } },
          signal,
        }),
      ),
    refetchInterval: 4_000,
  });

export const calendarPush = (org: string, id: number) =>
  unwrap(
    client.POST("/api/v1/orgs/{org}/connections/{id}/push", { params: { path: { org, id } } }),
  );
