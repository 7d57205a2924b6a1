import { ActionIcon } from "@mantine/core";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";

import { say } from "./toast";

const SHOWN_MS = 2_000;

/** Puts a text on the clipboard. `what` completes 'Copy …' and 'Copied: …'. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setDone(true);
      say(`Copied: ${what}.`);
    } catch {
      // Browsers allow it only on https addresses and on this very machine.
      say("This browser does not let pages copy here. Select the text and copy it by hand.", "bad");
    }
  };
  const Icon = done ? Check : Copy;
  return (
    <ActionIcon
      variant="subtle"
      size="md"
      aria-label={`Copy ${what}`}
      title="Copy"
      onClick={() => void copy()}
    >
      <Icon size={15} aria-hidden="true" />
    </ActionIcon>
  );
}
