import { queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { TopicCreate, TopicWrite } from "@/api/types";

export const topicsQuery = (org: string) =>
  queryOptions({
    queryKey: ["org", org, "topics"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/topics", {
          params: { path: { org }, query: { limit: 100 } },
          signal,
        }),
      ),
  });

export const topicCreate = (org: string, body: TopicCreate) =>
  unwrap(client.POST("/api/v1/orgs/{org}/topics", { params: { path: { org } }, body }));

export const topicUpdate = (org: string, id: number, body: TopicWrite) =>
  unwrap(
    client.PATCH("/api/v1/orgs/{org}/topics/{topic_id}", {
      params: { path: { org, topic_id: id } },
      body,
    }),
  );

export const topicDelete = (org: string, id: number) =>
  unwrap(
    client.DELETE("/api/v1/orgs/{org}/topics/{topic_id}", {
      params: { path: { org, topic_id: id } },
    }),
  );
