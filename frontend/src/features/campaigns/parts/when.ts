import { useState } from "react";

/**
 * The time a draft is meant to leave. The server takes it with the order to send; until then it is
 * kept on this device, so that the checklist and the review agree.
 */
const key = (org: string, id: number) => `bellhop.when.${org}.${id}`;

export function whenOf(org: string, id: number): string | null {
  return localStorage.getItem(key(org, id));
}

export function useWhen(org: string, id: number) {
  const [at, setAt] = useState(() => whenOf(org, id));
  const choose = (value: string | null) => {
    if (value) localStorage.setItem(key(org, id), value);
    else localStorage.removeItem(key(org, id));
    setAt(value);
  };
  return [at, choose] as const;
}
