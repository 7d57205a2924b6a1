import "@testing-library/jest-dom/vitest";

import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";

import { speak } from "@/i18n/speak";

Object.defineProperty(navigator, "language", { value: "en-GB", configurable: true });
localStorage.clear();
await speak("en");
// A page is loaded on demand, which a busy machine takes its time for.
configure({ asyncUtilTimeout: 8_000 });
window.scrollTo = () => undefined;

// What jsdom lacks and the components ask for.
window.matchMedia = (media) =>
  Object.assign(new EventTarget(), {
    matches: false,
    media,
    onchange: null,
    addListener: () => undefined,
    removeListener: () => undefined,
  });
class NoResizeObserver implements ResizeObserver {
  observe() {
    return undefined;
  }
  unobserve() {
    return undefined;
  }
  disconnect() {
    return undefined;
  }
}
window.ResizeObserver = NoResizeObserver;

afterEach(() => {
  cleanup();
  localStorage.clear();
  vi.unstubAllGlobals();
});
