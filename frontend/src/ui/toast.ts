import { useSyncExternalStore } from "react";

export interface Toast {
  id: number;
  tone: "ok" | "bad";
  text: string;
  action: ToastAction | undefined;
}

/** What can be done about it at once; the toast goes with it. */
interface ToastAction {
  label: string;
  run: () => void;
}

const SHOWN_MS = 6_000;
// Time to read, decide and reach the button by keyboard.
const SHOWN_WITH_ACTION_MS = 30_000;
let toasts: readonly Toast[] = [];
let next = 1;
const listeners = new Set<() => void>();

function set(value: readonly Toast[]): void {
  toasts = value;
  listeners.forEach((listener) => listener());
}

export const dismiss = (id: number): void => set(toasts.filter((toast) => toast.id !== id));

/** Says in passing what was done. A failure stays until it is dismissed. */
export function say(text: string, tone: Toast["tone"] = "ok", action?: ToastAction): void {
  const id = next++;
  set([...toasts.slice(-2), { id, tone, text, action }]);
  if (tone === "ok") setTimeout(() => dismiss(id), action ? SHOWN_WITH_ACTION_MS : SHOWN_MS);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

export const useToasts = (): readonly Toast[] => useSyncExternalStore(subscribe, () => toasts);
