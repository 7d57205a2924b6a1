import { useSyncExternalStore } from "react";

export interface Toast {
  id: number;
  tone: "ok" | "bad";
  text: string;
}

const SHOWN_MS = 6_000;
let toasts: readonly Toast[] = [];
let next = 1;
const listeners = new Set<() => void>();

function set(value: readonly Toast[]): void {
  toasts = value;
  listeners.forEach((listener) => listener());
}

export const dismiss = (id: number): void => set(toasts.filter((toast) => toast.id !== id));

/** Says in passing what was done. A failure stays until it is dismissed. */
export function say(text: string, tone: Toast["tone"] = "ok"): void {
  const id = next++;
  set([...toasts.slice(-2), { id, tone, text }]);
  if (tone === "ok") setTimeout(() => dismiss(id), SHOWN_MS);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

export const useToasts = (): readonly Toast[] => useSyncExternalStore(subscribe, () => toasts);
