import { queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type {
  CustomFieldChange,
  CustomFieldCreate,
  Import,
  ImportBasis,
  ImportStart,
} from "@/api/types";

const WORKED_ON = new Set<Import["state"]>(["running", "undoing"]);

/** Whether the server is at work on it, so that its figures change by themselves. */
export const isWorkedOn = (row: Import): boolean => WORKED_ON.has(row.state);

export const importsQuery = (org: string) =>
  queryOptions({
    queryKey: ["org", org, "imports"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/imports", {
          params: { path: { org }, query: { limit: 50 } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data?.results.some(isWorkedOn) ? 2_000 : false),
  });

export const importQuery = (org: string, id: number) =>
  queryOptions({
    queryKey: ["org", org, "imports", id],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/imports/{id}", { params: { path: { org, id } }, signal }),
      ),
    refetchInterval: ({ state }) => (state.data && isWorkedOn(state.data) ? 1_000 : false),
  });

export const analysisQuery = (org: string, id: number) =>
  queryOptions({
    queryKey: ["org", org, "imports", id, "analysis"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/imports/{id}/analysis", {
          params: { path: { org, id } },
          signal,
        }),
      ),
    staleTime: Infinity,
  });

export interface NewUpload {
  file_name: string;
  size: number;
  source: string;
  basis: ImportBasis;
}

export const uploadCreate = (org: string, body: NewUpload) =>
  unwrap(client.POST("/api/v1/orgs/{org}/imports/uploads", { params: { path: { org } }, body }));

/** Sends one part; the answer counts the bytes that have arrived. */
export const partPut = (org: string, id: number, number: number, part: Blob) =>
  unwrap(
    client.PUT("/api/v1/orgs/{org}/imports/{id}/parts/{number}", {
      params: { path: { org, id, number } },
      // The schema calls bytes a string; the serializer hands on the real ones.
      body: "",
      bodySerializer: () => part,
      headers: { "Content-Type": "application/octet-stream" },
    }),
  );

export const importStart = (org: string, id: number, body: ImportStart) =>
  unwrap(
    client.POST("/api/v1/orgs/{org}/imports/{id}/start", { params: { path: { org, id } }, body }),
  );

export const importCancel = (org: string, id: number) =>
  unwrap(client.POST("/api/v1/orgs/{org}/imports/{id}/cancel", { params: { path: { org, id } } }));

export const importUndo = (org: string, id: number) =>
  unwrap(client.POST("/api/v1/orgs/{org}/imports/{id}/undo", { params: { path: { org, id } } }));

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
    staleTime: 60_000,
  });

export const customFieldCreate = (org: string, body: CustomFieldCreate) =>
  unwrap(client.POST("/api/v1/orgs/{org}/custom-fields", { params: { path: { org } }, body }));

export const customFieldUpdate = (org: string, id: number, body: CustomFieldChange) =>
  unwrap(
    client.PATCH("/api/v1/orgs/{org}/custom-fields/{id}", {
      params: { path: { org, id } },
      body,
    }),
  );

export const customFieldDelete = (org: string, id: number) =>
  unwrap(client.DELETE("/api/v1/orgs/{org}/custom-fields/{id}", { params: { path: { org, id } } }));
