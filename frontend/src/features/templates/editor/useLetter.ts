import { useCallback, useEffect, useRef, useState } from "react";

import type { LetterDocument } from "@/api/types";
import { isSavedMeanwhile } from "@/ui/SavedMeanwhile";

const SETTLE_MS = 800;
const RETRY_MS = 6_000;
const STEPS = 100;
/** Typing on in one field is one step to undo. */
const SAME_STEP_MS = 1_200;

export interface LetterDraft {
  name: string;
  subject: string;
  preview_text: string;
  document: LetterDocument;
}

/** Where a letter lives: a template or a campaign. */
export interface LetterPlace {
  start: LetterDraft;
  /** The `updated_at` of what was opened. */
  seen: string;
  /** In whose brand it is shown; null for the first hotel's. */
  hotelId: number | null;
  /** Saves upon a state (null: whatever is there), and names the new one. */
  keep: (draft: LetterDraft, seen: string | null) => Promise<string>;
  load: () => Promise<{ draft: LetterDraft; seen: string }>;
}

export type LetterSave =
  { kind: "saved" } | { kind: "saving" } | { kind: "waiting" } | { kind: "failed"; error: unknown };

interface History {
  past: LetterDraft[];
  now: LetterDraft;
  future: LetterDraft[];
  /** What was changed last, and when. */
  field: string;
  at: number;
}

export interface Letter {
  draft: LetterDraft;
  /** `field` names what is typed in, so that a word is one step and not five. */
  change: (next: LetterDraft, field?: string) => void;
  undo: (() => void) | null;
  redo: (() => void) | null;
  save: LetterSave;
  flush: () => Promise<boolean>;
  /** Saves this version over somebody else's. */
  keepMine: () => Promise<boolean>;
  /** Shows somebody else's version; one step back is this one again. */
  takeOther: () => Promise<void>;
  isDirty: boolean;
}

/** A letter being edited: each change shows at once, can be undone, and is saved by itself a moment later. */
export function useLetter(place: LetterPlace): Letter {
  const [history, setHistory] = useState<History>(() => ({
    past: [],
    now: place.start,
    future: [],
    field: "",
    at: 0,
  }));
  const change = useCallback((next: LetterDraft, field = "") => {
    const at = Date.now();
    setHistory((old) => {
      const same = field !== "" && field === old.field && at - old.at < SAME_STEP_MS;
      const past = same ? old.past : [...old.past, old.now].slice(-STEPS);
      return { past, now: next, future: [], field, at };
    });
  }, []);
  const saving = useSaving(place, history.now, change);
  const undo = () =>
    setHistory((old) => {
      const before = old.past.at(-1);
      if (!before) return old;
      return {
        past: old.past.slice(0, -1),
        now: before,
        future: [old.now, ...old.future],
        field: "",
        at: 0,
      };
    });
  const redo = () =>
    setHistory((old) => {
      const [after, ...future] = old.future;
      if (!after) return old;
      return { past: [...old.past, old.now], now: after, future, field: "", at: 0 };
    });
  return {
    draft: history.now,
    change,
    undo: history.past.length > 0 ? undo : null,
    redo: history.future.length > 0 ? redo : null,
    ...saving,
  };
}

function useSaving(place: LetterPlace, draft: LetterDraft, show: (draft: LetterDraft) => void) {
  const { keep, load } = place;
  const [saved, setSaved] = useState(draft);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const seen = useRef(place.seen);
  const running = useRef<Promise<boolean> | null>(null);
  const isDirty = draft !== saved;

  const saveOnce = useCallback(
    async (wanted: LetterDraft, upon: string | null): Promise<boolean> => {
      setBusy(true);
      try {
        seen.current = await keep(wanted, upon);
        setSaved(wanted);
        setError(null);
        return true;
      } catch (failure) {
        setError(failure);
        return false;
      } finally {
        setBusy(false);
      }
    },
    [keep],
  );

  const run = useCallback(
    async (over: boolean): Promise<boolean> => {
      if (running.current) await running.current;
      running.current = saveOnce(draft, over ? null : seen.current);
      const done = await running.current;
      running.current = null;
      return done;
    },
    [draft, saveOnce],
  );
  const flush = useCallback(() => run(false), [run]);
  const keepMine = useCallback(() => run(true), [run]);
  const takeOther = useCallback(async () => {
    try {
      const other = await load();
      seen.current = other.seen;
      setSaved(other.draft);
      setError(null);
      show(other.draft);
    } catch (failure) {
      setError(failure);
    }
  }, [load, show]);

  // A refused letter is tried again when it changes, a lost connection also by itself; of two versions a person
  // chooses one.
  const contested = isSavedMeanwhile(error);
  useEffect(() => {
    if (!isDirty || contested) return;
    const timer = setTimeout(() => void flush(), error ? RETRY_MS : SETTLE_MS);
    return () => clearTimeout(timer);
  }, [contested, error, flush, isDirty]);

  let save: LetterSave = { kind: "saved" };
  if (busy) save = { kind: "saving" };
  else if (isDirty) save = error ? { kind: "failed", error } : { kind: "waiting" };
  return { save, flush, keepMine, takeOther, isDirty };
}
