import { queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";

/** The privacy policy: its draft by language, its versions, and where everybody reads it. */
export const privacyQuery = (org: string) =>
  queryOptions({
    queryKey: ["org", org, "privacy-policy"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/privacy-policy", { params: { path: { org } }, signal }),
      ),
  });

export const privacyWrite = (org: string, texts: Record<string, string>) =>
  unwrap(
    client.PUT("/api/v1/orgs/{org}/privacy-policy", { params: { path: { org } }, body: { texts } }),
  );

export const privacyPublish = (org: string) =>
  unwrap(client.POST("/api/v1/orgs/{org}/privacy-policy/publish", { params: { path: { org } } }));
