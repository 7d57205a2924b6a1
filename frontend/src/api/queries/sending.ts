import { queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { DomainWrite, RelayChange, RelayWrite, SendingPolicy } from "@/api/types";

export const domainsQuery = (org: string) =>
  queryOptions({
    queryKey: ["org", org, "domains"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/domains", {
          params: { path: { org }, query: { limit: 100 } },
          signal,
        }),
      ),
  });

/** One domain with the records to publish, and what DNS said of each. */
export const domainQuery = (org: string, id: number) =>
  queryOptions({
    queryKey: ["org", org, "domains", id],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/domains/{domain_id}", {
          params: { path: { org, domain_id: id } },
          signal,
        }),
      ),
  });

export const relaysQuery = (org: string) =>
  queryOptions({
    queryKey: ["org", org, "relays"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/relays", {
          params: { path: { org }, query: { limit: 100 } },
          signal,
        }),
      ),
    refetchInterval: 15_000,
  });

export const policyQuery = (org: string) =>
  queryOptions({
    queryKey: ["org", org, "sending-policy"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/sending-policy", { params: { path: { org } }, signal }),
      ),
  });

export const domainCreate = (org: string, domain: string) =>
  unwrap(
    client.POST("/api/v1/orgs/{org}/domains", { params: { path: { org } }, body: { domain } }),
  );

export const domainUpdate = (org: string, id: number, body: DomainWrite) =>
  unwrap(
    client.PATCH("/api/v1/orgs/{org}/domains/{domain_id}", {
      params: { path: { org, domain_id: id } },
      body,
    }),
  );

/** Looks at DNS now; up to twenty seconds where name servers are slow. */
export const domainCheck = (org: string, id: number) =>
  unwrap(
    client.POST("/api/v1/orgs/{org}/domains/{domain_id}/check", {
      params: { path: { org, domain_id: id } },
    }),
  );

export const relayCreate = (org: string, body: RelayWrite) =>
  unwrap(client.POST("/api/v1/orgs/{org}/relays", { params: { path: { org } }, body }));

/** What is left out stays as it is, the password above all. */
export const relayUpdate = (org: string, id: number, body: RelayChange) =>
  unwrap(
    client.PATCH("/api/v1/orgs/{org}/relays/{relay_id}", {
      params: { path: { org, relay_id: id } },
      body,
    }),
  );

export const relayDelete = (org: string, id: number) =>
  unwrap(
    client.DELETE("/api/v1/orgs/{org}/relays/{relay_id}", {
      params: { path: { org, relay_id: id } },
    }),
  );

export const relayTest = (org: string, id: number) =>
  unwrap(
    client.POST("/api/v1/orgs/{org}/relays/{relay_id}/test", {
      params: { path: { org, relay_id: id } },
    }),
  );

export const policyUpdate = (
  org: string,
  body: Partial<Omit<SendingPolicy, "hold_reason" | "held_at">>,
) => unwrap(client.PATCH("/api/v1/orgs/{org}/sending-policy", { params: { path: { org } }, body }));

export const holdLift = (org: string) =>
  unwrap(client.POST("/api/v1/orgs/{org}/sending-policy/lift-hold", { params: { path: { org } } }));
