import { queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";

/** A hotel's arrivals of a day (its own today without one) whose guests no mail reaches. */
export const arrivalsQuery = (org: string, hotel: number, day?: string) =>
  queryOptions({
    queryKey: ["org", org, "arrivals", hotel, day ?? "today"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/arrivals/unreachable", {
          params: { path: { org }, query: { hotel, ...(day ? { day } : {}) } },
          signal,
        }),
      ),
    staleTime: 30_000,
  });

/** Of guests who came without an address, how many gave one, by channel and month of the last year. */
export const directRatesQuery = (org: string, hotel?: number) =>
  queryOptions({
    queryKey: ["org", org, "direct-rates", hotel ?? "all"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/arrivals/direct-rates", {
          params: { path: { org }, query: hotel ? { hotel } : {} },
          signal,
        }),
      ),
    staleTime: 300_000,
  });
