import { queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { TemplateCreate, TemplateWrite } from "@/api/types";

export const templatesQuery = (org: string) =>
  queryOptions({
    queryKey: ["org", org, "templates"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/templates", {
          params: { path: { org }, query: { limit: 100 } },
          signal,
        }),
      ),
  });

export const templateQuery = (org: string, id: number) =>
  queryOptions({
    queryKey: ["org", org, "templates", id],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/templates/{template_id}", {
          params: { path: { org, template_id: id } },
          signal,
        }),
      ),
  });

export const templateCreate = (org: string, body: TemplateCreate) =>
  unwrap(client.POST("/api/v1/orgs/{org}/templates", { params: { path: { org } }, body }));

/** `seen` is the `updated_at` that the change was made upon; a state that was saved since is not overwritten. */
export const templateUpdate = (
  org: string,
  id: number,
  body: TemplateWrite,
  seen: string | null = null,
) =>
  unwrap(
    client.PATCH("/api/v1/orgs/{org}/templates/{template_id}", {
      params: {
        path: { org, template_id: id },
        ...(seen ? { header: { "If-Match": `"${seen}"` } } : {}),
      },
      body,
    }),
  );

/** Stores a letter of another program as a template; the answer tells what was changed in it. */
export const templateImport = (org: string, letter: { name: string; file: Blob }) =>
  unwrap(
    client.POST("/api/v1/orgs/{org}/templates/import", {
      params: { path: { org }, query: { name: letter.name } },
      // The schema calls bytes a string; the serializer hands on the real ones.
      body: "",
      bodySerializer: () => letter.file,
      headers: { "Content-Type": "application/octet-stream" },
    }),
  );
