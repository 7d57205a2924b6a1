import { queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { Import, ImportBasis } from "@/api/types";

export const isRunning = (row: Import): boolean => row.state === "running";

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
    refetchInterval: ({ state }) => (state.data?.results.some(isRunning) ? 2_000 : false),
  });

export interface Upload {
  file: File;
  source: string;
  basis: ImportBasis;
}

export const importCreate = (org: string, { file, source, basis }: Upload) =>
  unwrap(
    client.POST("/api/v1/orgs/{org}/imports", {
      params: { path: { org } },
      // The schema calls a file a string; the form below carries the real one.
      body: { file: file.name, source, basis },
      bodySerializer: () => {
        const form = new FormData();
        form.set("file", file);
        form.set("source", source);
        form.set("basis", basis);
        return form;
      },
    }),
  );
