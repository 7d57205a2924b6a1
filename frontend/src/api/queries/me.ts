import { queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { Language } from "@/i18n/speak";

export const chooseLanguage = (language: Language) =>
  unwrap(client.PATCH("/api/v1/me", { body: { language } }));

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => unwrap(client.GET("/api/v1/me", { signal })),
  staleTime: 5 * 60_000,
});
