import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";

import { useOrg } from "@/api/org";
import { templateQuery, templateUpdate } from "@/api/queries/templates";
import type { LetterDocument, Template } from "@/api/types";

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
  isDirty: boolean;
}

/** A letter being edited: each change shows at once, can be undone, and is saved by itself a moment later. */
export function useLetter(template: Template, document: LetterDocument): Letter {
  const [history, setHistory] = useState<History>(() => ({
    past: [],
    now: {
      name: template.name,
      subject: template.subject,
      preview_text: template.preview_text,
      document,
    },
    future: [],
    field: "",
    at: 0,
  }));
  const { save, flush, isDirty } = useSaving(template.id, history.now);
  const change = useCallback((next: LetterDraft, field = "") => {
    const at = Date.now();
    setHistory((old) => {
      const same = field !== "" && field === old.field && at - old.at < SAME_STEP_MS;
      const past = same ? old.past : [...old.past, old.now].slice(-STEPS);
      return { past, now: next, future: [], field, at };
    });
  }, []);
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
    save,
    flush,
    isDirty,
  };
}

function useSaving(id: number, draft: LetterDraft) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const [saved, setSaved] = useState(draft);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const running = useRef<Promise<boolean> | null>(null);
  const isDirty = draft !== saved;

  const saveOnce = useCallback(
    async (wanted: LetterDraft): Promise<boolean> => {
      setBusy(true);
      try {
        const kept = await templateUpdate(slug, id, wanted);
        client.setQueryData(templateQuery(slug, id).queryKey, kept);
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
    [client, id, slug],
  );

  const flush = useCallback(async (): Promise<boolean> => {
    if (running.current) await running.current;
    running.current = saveOnce(draft);
    const done = await running.current;
    running.current = null;
    return done;
  }, [draft, saveOnce]);

  // A refused letter is tried again when it changes, a lost connection also by itself.
  useEffect(() => {
    if (!isDirty) return;
    const timer = setTimeout(() => void flush(), error ? RETRY_MS : SETTLE_MS);
    return () => clearTimeout(timer);
  }, [error, flush, isDirty]);

  let save: LetterSave = { kind: "saved" };
  if (busy) save = { kind: "saving" };
  else if (isDirty) save = error ? { kind: "failed", error } : { kind: "waiting" };
  return { save, flush, isDirty };
}
