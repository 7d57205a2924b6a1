import { queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { LetterWords } from "@/api/types";

export const galleryQuery = (org: string) =>
  queryOptions({
    queryKey: ["org", org, "template-gallery"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/template-gallery", { params: { path: { org } }, signal }),
      ),
    // The letters' pages are kept for a quarter of an hour.
    staleTime: 10 * 60_000,
  });

export const templateStart = (org: string, gallery: string) =>
  unwrap(
    client.POST("/api/v1/orgs/{org}/templates/start", {
      params: { path: { org } },
      body: { gallery, name: "" },
    }),
  );

/** A letter that need not be saved, as an invented guest gets it. */
export const letterViewQuery = (org: string, draft: LetterWords, hotel: number | null) =>
  queryOptions({
    queryKey: ["org", org, "letter-view", draft, hotel],
    queryFn: ({ signal }) =>
      unwrap(
        client.POST("/api/v1/orgs/{org}/letters/preview", {
          params: { path: { org } },
          body: {
            subject: draft.subject,
            preview_text: draft.preview_text,
            document: draft.document,
            mjml: "",
            ...(hotel ? { hotel_id: hotel } : {}),
          },
          signal,
        }),
      ),
    retry: false,
    gcTime: 60_000,
  });
