import { queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { Brand, LetterDocument } from "@/api/types";

export const brandQuery = (org: string, hotel: number) =>
  queryOptions({
    queryKey: ["org", org, "hotels", hotel, "brand"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/hotels/{hotel_id}/brand", {
          params: { path: { org, hotel_id: hotel } },
          signal,
        }),
      ),
  });

export const brandSave = (org: string, hotel: number, body: Brand) =>
  unwrap(
    client.PATCH("/api/v1/orgs/{org}/hotels/{hotel_id}/brand", {
      params: { path: { org, hotel_id: hotel } },
      body,
    }),
  );

interface Trial {
  hotel: number;
  brand: Brand;
  document: LetterDocument;
}

/** A letter in a brand that is tried on and not kept. */
export const brandTrialQuery = (org: string, { hotel, brand, document }: Trial) =>
  queryOptions({
    queryKey: ["org", org, "brand-trial", hotel, brand, document],
    queryFn: ({ signal }) =>
      unwrap(
        client.POST("/api/v1/orgs/{org}/letters/preview", {
          params: { path: { org } },
          body: {
            subject: "A letter in your brand",
            preview_text: "",
            document,
            mjml: "",
            hotel_id: hotel,
            brand,
          },
          signal,
        }),
      ),
    retry: false,
    gcTime: 60_000,
  });
