import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import { download } from "@/api/download";
import type {
  CampaignCreate,
  CampaignStatus,
  CampaignWrite,
  MessageState,
  Progress,
} from "@/api/types";

const LIVE_MS = 2_000;

/**
 * Sending goes on by itself, so its numbers are asked for again every two seconds; also between
 * the order to send and the first letter.
 */
export const isMoving = (status: CampaignStatus, sendAt: string | null): boolean =>
  status === "sending" ||
  (status === "scheduled" && sendAt !== null && Date.parse(sendAt) <= Date.now() + LIVE_MS);

/** Paused, and some letters are still in a sender's hands: it is over within seconds. */
export const isPausing = ({ status, counts }: Pick<Progress, "status" | "counts">): boolean =>
  status === "paused" && counts.claimed > 0;

export const campaignsQuery = (org: string) =>
  queryOptions({
    queryKey: ["org", org, "campaigns"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/campaigns", {
          params: { path: { org }, query: { limit: 100 } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) =>
      state.data?.results.some((row) => isMoving(row.status, row.send_at)) ? LIVE_MS : 30_000,
  });

export const campaignQuery = (org: string, id: number) =>
  queryOptions({
    queryKey: ["org", org, "campaigns", id],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/campaigns/{campaign_id}", {
          params: { path: { org, campaign_id: id } },
          signal,
        }),
      ),
  });

export const progressQuery = (org: string, id: number, sendAt: string | null) =>
  queryOptions({
    queryKey: ["org", org, "campaigns", id, "progress"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/campaigns/{campaign_id}/progress", {
          params: { path: { org, campaign_id: id } },
          signal,
        }),
      ),
    refetchInterval: ({ state: { data } }) =>
      data && !isMoving(data.status, sendAt) && !isPausing(data) ? 15_000 : LIVE_MS,
  });

export const audienceQuery = (org: string, id: number, version: unknown = "") =>
  queryOptions({
    queryKey: ["org", org, "campaigns", id, "audience", version],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/campaigns/{campaign_id}/audience", {
          params: { path: { org, campaign_id: id } },
          signal,
        }),
      ),
  });

/** What must hold before the campaign may be sent; `version` asks anew after each saved change. */
export const gateQuery = (org: string, id: number, version: unknown = "") =>
  queryOptions({
    queryKey: ["org", org, "campaigns", id, "gate", version],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/campaigns/{campaign_id}/gate", {
          params: { path: { org, campaign_id: id } },
          signal,
        }),
      ),
  });

export const previewQuery = (
  org: string,
  id: number,
  guest: number | null,
  version: unknown = "",
) =>
  queryOptions({
    queryKey: ["org", org, "campaigns", id, "preview", guest, version],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/campaigns/{campaign_id}/preview", {
          params: { path: { org, campaign_id: id }, query: guest ? { guest } : {} },
          signal,
        }),
      ),
    retry: false,
  });

export const recipientsQuery = (org: string, id: number, state: MessageState | "") =>
  infiniteQueryOptions({
    queryKey: ["org", org, "campaigns", id, "recipients", state],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/campaigns/{campaign_id}/recipients", {
          params: {
            path: { org, campaign_id: id },
            query: {
              limit: 50,
              ...(state ? { state } : {}),
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const campaignCreate = (org: string, body: CampaignCreate) =>
  unwrap(client.POST("/api/v1/orgs/{org}/campaigns", { params: { path: { org } }, body }));

/** `seen` is the `updated_at` that the change was made upon; a state that was saved since is not overwritten. */
export const campaignUpdate = (
  org: string,
  id: number,
  body: CampaignWrite,
  seen: string | null = null,
) =>
  unwrap(
    client.PATCH("/api/v1/orgs/{org}/campaigns/{campaign_id}", {
      params: {
        path: { org, campaign_id: id },
        ...(seen ? { header: { "If-Match": `"${seen}"` } } : {}),
      },
      body,
    }),
  );

export const campaignTest = (org: string, id: number, to: string) =>
  unwrap(
    client.POST("/api/v1/orgs/{org}/campaigns/{campaign_id}/test", {
      params: { path: { org, campaign_id: id } },
      body: { to },
    }),
  );

/** `key` makes a repeated press of the same button one order, not two. */
export const campaignSend = (
  org: string,
  id: number,
  order: { at: string | null; acknowledged: number; key: string },
) =>
  unwrap(
    client.POST("/api/v1/orgs/{org}/campaigns/{campaign_id}/send", {
      params: { path: { org, campaign_id: id }, header: { "Idempotency-Key": order.key } },
      body: { at: order.at, acknowledged: order.acknowledged },
    }),
  );

/** `acknowledged` is the number in doubt that was shown; another number is refused. */
export const campaignResendUnknown = (
  org: string,
  id: number,
  order: { acknowledged: number; key: string },
) =>
  unwrap(
    client.POST("/api/v1/orgs/{org}/campaigns/{campaign_id}/resend-unknown", {
      params: { path: { org, campaign_id: id }, header: { "Idempotency-Key": order.key } },
      body: { acknowledged: order.acknowledged },
    }),
  );

/** A draft of the same letter for guests who had had enough; asked again it is the same draft. */
export const campaignSecondRound = (org: string, id: number) =>
  unwrap(
    client.POST("/api/v1/orgs/{org}/campaigns/{campaign_id}/second-round", {
      params: { path: { org, campaign_id: id } },
    }),
  );

export type CampaignStep = "pause" | "resume" | "cancel";

export function campaignStep(org: string, id: number, step: CampaignStep) {
  const params = { params: { path: { org, campaign_id: id } } };
  if (step === "pause")
    return unwrap(client.POST("/api/v1/orgs/{org}/campaigns/{campaign_id}/pause", params));
  if (step === "resume")
    return unwrap(client.POST("/api/v1/orgs/{org}/campaigns/{campaign_id}/resume", params));
  return unwrap(client.POST("/api/v1/orgs/{org}/campaigns/{campaign_id}/cancel", params));
}

/** What it brought; asked again each minute, since stays come in long after the last letter. */
export const resultsQuery = (org: string, id: number) =>
  queryOptions({
    queryKey: ["org", org, "campaigns", id, "results"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/campaigns/{campaign_id}/results", {
          params: { path: { org, campaign_id: id } },
          signal,
        }),
      ),
    refetchInterval: 60_000,
  });

export const clickMapQuery = (org: string, id: number) =>
  queryOptions({
    queryKey: ["org", org, "campaigns", id, "click-map"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/orgs/{org}/campaigns/{campaign_id}/click-map", {
          params: { path: { org, campaign_id: id } },
          signal,
        }),
      ),
    // The page behind its address is kept for a quarter of an hour.
    staleTime: 0,
  });

/** Each guest of the campaign with what became of their letter, as a CSV file. */
export const recipientsExport = (org: string, id: number, state: MessageState | "") =>
  download(
    `/api/v1/orgs/${org}/campaigns/${String(id)}/recipients/export`,
    new URLSearchParams(state ? { state } : {}),
  );
