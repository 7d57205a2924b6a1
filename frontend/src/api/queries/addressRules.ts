import { infiniteQueryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { AddressRuleWrite } from "@/api/types";

/** The group's own word on domains, which stands above the lists that come with Bellhop. */
export const addressRulesQuery = (org: string) =>
  infiniteQueryOptions({
    queryKey: ["org", org, "address-rules"],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/address-rules", {
          params: {
            path: { org },
            query: { limit: 100, ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const addressRuleSet = (org: string, body: AddressRuleWrite) =>
  unwrap(client.POST("/api/v1/orgs/{org}/address-rules", { params: { path: { org } }, body }));

export const addressRuleDelete = (org: string, id: number) =>
  unwrap(client.DELETE("/api/v1/orgs/{org}/address-rules/{id}", { params: { path: { org, id } } }));
