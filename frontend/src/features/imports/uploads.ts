import { useSyncExternalStore } from "react";

import { ApiError, OfflineError } from "@/api/errors";
import { partPut } from "@/api/queries/imports";
import type { Import } from "@/api/types";

/**
 * Uploads go on while one looks at other pages, so they live outside of them. Parts are sent in
 * order, which makes the bytes that arrived tell where to go on after a break.
 */
export interface Upload {
  sent: number;
  size: number;
  /** What broke it; null while it goes on. */
  error: unknown;
}

/** The files that an import reads. */
export const SHEETS = ".csv,.tsv,.txt,.xlsx,.zip,text/csv";
export const PART = 4 * 1024 * 1024;
const WAITS_MS = [1_000, 4_000, 10_000];

let uploads: ReadonlyMap<number, Upload> = new Map();
const listeners = new Set<() => void>();

function set(id: number, upload: Upload | null): void {
  const next = new Map(uploads);
  if (upload) next.set(id, upload);
  else next.delete(id);
  uploads = next;
  listeners.forEach((listener) => listener());
}

/** The number of the first part that is not wholly there. */
export const nextPart = (received: number): number => Math.floor(received / PART);

const mayPass = (error: unknown): boolean =>
  error instanceof OfflineError ||
  (error instanceof ApiError && (error.status >= 500 || error.status === 429));

async function put(org: string, id: number, number: number, part: Blob): Promise<Import> {
  for (const wait of WAITS_MS) {
    try {
      return await partPut(org, id, number, part);
    } catch (error) {
      if (!mayPass(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return partPut(org, id, number, part);
}

const askFirst = (event: BeforeUnloadEvent) => event.preventDefault();

function guard(): void {
  const busy = [...uploads.values()].some(({ error }) => error === null);
  if (busy) window.addEventListener("beforeunload", askFirst);
  else window.removeEventListener("beforeunload", askFirst);
}

/** Sends the rest of a file. Calls `done` with the import once the last part is there. */
export async function uploadRun(
  org: string,
  batch: Pick<Import, "id" | "received">,
  file: File,
  done: (batch: Import) => void,
): Promise<void> {
  const { id } = batch;
  if (uploads.get(id)?.error === null) return;
  let number = nextPart(batch.received);
  set(id, { sent: number * PART, size: file.size, error: null });
  guard();
  try {
    let last: Import | undefined;
    while (number * PART < file.size) {
      last = await put(org, id, number, file.slice(number * PART, (number + 1) * PART));
      number += 1;
      set(id, { sent: Math.min(number * PART, file.size), size: file.size, error: null });
    }
    set(id, null);
    if (last) done(last);
  } catch (error) {
    set(id, { sent: number * PART, size: file.size, error });
  } finally {
    guard();
  }
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

export const useUpload = (id: number): Upload | undefined =>
  useSyncExternalStore(subscribe, () => uploads.get(id));
