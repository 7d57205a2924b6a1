import { queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { FormCreate, FormWrite } from "@/api/types";

export const formsQuery = (org: string) =>
  queryOptions({
    queryKey: ["org", org, "forms"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/forms", {
          params: { path: { org }, query: { limit: 100 } },
          signal,
        }),
      ),
  });

export const formQuery = (org: string, id: number) =>
  queryOptions({
    queryKey: ["org", org, "forms", id],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/forms/{form_id}", {
          params: { path: { org, form_id: id } },
          signal,
        }),
      ),
  });

/** Words to begin with, in each language that forms speak, in the hotel's name. */
export const formSuggestionsQuery = (org: string, hotel: number) =>
  queryOptions({
    queryKey: ["org", org, "forms", "suggestions", hotel],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/forms/suggestions", {
          params: { path: { org }, query: { hotel } },
          signal,
        }),
      ),
    staleTime: "static",
  });

/** The group's own fields, which forms may ask as well. */
export const customFieldsQuery = (org: string) =>
  queryOptions({
    queryKey: ["org", org, "custom-fields"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/custom-fields", {
          params: { path: { org }, query: { limit: 100 } },
          signal,
        }),
      ),
  });

export const formCreate = (org: string, body: FormCreate) =>
  unwrap(client.POST("/api/v1/orgs/{org}/forms", { params: { path: { org } }, body }));

export const formUpdate = (org: string, id: number, body: FormWrite) =>
  unwrap(
    client.PATCH("/api/v1/orgs/{org}/forms/{form_id}", {
      params: { path: { org, form_id: id } },
      body,
    }),
  );

export const formDelete = (org: string, id: number) =>
  unwrap(
    client.DELETE("/api/v1/orgs/{org}/forms/{form_id}", {
      params: { path: { org, form_id: id } },
    }),
  );
