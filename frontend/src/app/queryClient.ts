import { QueryClient } from "@tanstack/react-query";

import { ApiError } from "@/api/errors";

const TRIES = 2;

/** A refusal is final; only a lost connection or a failing server is asked again. */
const retry = (failures: number, error: Error): boolean =>
  failures < TRIES && !(error instanceof ApiError && error.status < 500);

export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: { retry, staleTime: 5_000, networkMode: "always" },
      mutations: { retry: false, networkMode: "always" },
    },
  });

export const queryClient = createQueryClient();
