import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";

import { useOrg } from "@/api/org";
import { campaignQuery, campaignUpdate } from "@/api/queries/campaigns";
import type { Campaign, CampaignWrite } from "@/api/types";

import { isSavedMeanwhile } from "@/ui/SavedMeanwhile";

import { useWhen } from "../parts/when";

const SETTLE_MS = 800;
const RETRY_MS = 6_000;

export type SaveState =
  { kind: "saved"; at: Date | null } | { kind: "saving" } | { kind: "failed"; error: unknown };

export interface Draft {
  campaign: Campaign;
  change: (patch: CampaignWrite) => void;
  /** Saves what is not saved yet; true when everything is. */
  flush: () => Promise<boolean>;
  /** Saves what is not saved yet over somebody else's version. */
  keepMine: () => Promise<boolean>;
  /** Leaves what is not saved yet for somebody else's version. */
  takeOther: () => Promise<void>;
  save: SaveState;
  /** Rises with each saved version. */
  version: number;
  isDirty: () => boolean;
  /** When the letters are meant to leave; null for as soon as they are sent. */
  at: string | null;
  chooseTime: (at: string | null) => void;
}

/** Applies a change as it will read once it is saved. */
function applied(campaign: Campaign, patch: CampaignWrite): Campaign {
  const { hotel_id: hotelId, ...rest } = patch;
  return {
    ...campaign,
    ...rest,
    ...(hotelId ? { hotel: { ...campaign.hotel, id: hotelId } } : {}),
  };
}

/**
 * A campaign's draft: every change shows at once and is saved by itself a moment later. A save
 * that fails keeps what was typed and is tried again, until it goes through.
 */
export function useDraft(loaded: Campaign): Draft {
  const { slug } = useOrg();
  const client = useQueryClient();
  const [campaign, setCampaign] = useState(loaded);
  const [save, setSave] = useState<SaveState>({ kind: "saved", at: null });
  const [version, setVersion] = useState(0);
  const pending = useRef<CampaignWrite>({});
  const seen = useRef<string | null>(loaded.updated_at);
  const running = useRef<Promise<boolean> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const id = loaded.id;
  const [at, chooseTime] = useWhen(slug, id);

  const isDirty = useCallback(
    () => running.current !== null || Object.keys(pending.current).length > 0,
    [],
  );

  const saveOnce = useCallback(async (): Promise<boolean> => {
    const patch = pending.current;
    pending.current = {};
    setSave({ kind: "saving" });
    try {
      const saved = await campaignUpdate(slug, id, patch, seen.current);
      seen.current = saved.updated_at;
      client.setQueryData(campaignQuery(slug, id).queryKey, saved);
      // What the server made of a letter of blocks, or of a template; what is being typed stays as it is.
      setCampaign((old) => ({
        ...old,
        document: saved.document,
        mjml: saved.mjml,
        ...pending.current,
        hotel: old.hotel,
      }));
      setVersion((n) => n + 1);
      setSave({ kind: "saved", at: new Date() });
      return true;
    } catch (error) {
      pending.current = { ...patch, ...pending.current };
      setSave({ kind: "failed", error });
      return false;
    }
  }, [client, id, slug]);

  const flush = useCallback(async (): Promise<boolean> => {
    clearTimeout(timer.current);
    if (running.current) await running.current;
    if (Object.keys(pending.current).length === 0) return true;
    running.current = saveOnce();
    const saved = await running.current;
    running.current = null;
    return saved;
  }, [saveOnce]);

  const change = useCallback(
    (patch: CampaignWrite) => {
      setCampaign((old) => applied(old, patch));
      // A letter is of blocks or of source, whichever was chosen last.
      if ("document" in patch) delete pending.current.mjml;
      if ("mjml" in patch) delete pending.current.document;
      pending.current = { ...pending.current, ...patch };
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void flush(), SETTLE_MS);
    },
    [flush],
  );

  useEffect(() => {
    if (save.kind !== "failed" || isSavedMeanwhile(save.error)) return;
    const again = setTimeout(() => void flush(), RETRY_MS);
    return () => clearTimeout(again);
  }, [save, flush]);

  const keepMine = useCallback(() => {
    seen.current = null;
    return flush();
  }, [flush]);

  const show = useCallback((other: Campaign) => {
    seen.current = other.updated_at;
    setCampaign(other);
    setVersion((n) => n + 1);
  }, []);

  const takeOther = useCallback(async () => {
    try {
      const other = await client.query({ ...campaignQuery(slug, id), staleTime: 0 });
      pending.current = {};
      show(other);
      setSave({ kind: "saved", at: null });
    } catch (error) {
      setSave({ kind: "failed", error });
    }
  }, [client, id, show, slug]);

  // What somebody else saved is shown as soon as it is known, unless something is being typed here.
  useEffect(() => {
    const newer = loaded.updated_at > (seen.current ?? "");
    if (newer && !isDirty()) show(loaded);
  }, [isDirty, loaded, show]);

  // Leaving the page for another of the dashboard saves what is left.
  useEffect(() => () => void flush(), [flush]);

  return { campaign, change, flush, keepMine, takeOther, save, version, isDirty, at, chooseTime };
}
