import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { letterViewQuery } from "@/api/queries/letters";
import { Lines } from "@/ui/Lines";
import { Notice } from "@/ui/Notice";
import { Segments } from "@/ui/Segments";

import classes from "./Editor.module.css";
import type { LetterDraft } from "./useLetter";

type View = "desktop" | "phone" | "text";
const VIEWS = [
  { value: "desktop", label: "Desktop" },
  { value: "phone", label: "Phone" },
  { value: "text", label: "Plain text" },
] as const;
const SETTLE_MS = 500;

interface LetterPreviewProps {
  draft: LetterDraft;
  hotelId: number | null;
}

/** The letter as an invented guest gets it, and what there is to mend in it. */
export function LetterPreview({ draft, hotelId }: LetterPreviewProps) {
  const { slug } = useOrg();
  const [settled] = useDebouncedValue(draft, SETTLE_MS);
  const [view, setView] = useState<View>("desktop");
  const shown = useQuery({
    ...letterViewQuery(slug, settled, hotelId),
    placeholderData: (before) => before,
  });
  return (
    <section className={classes["preview"]} aria-label="Preview">
      <Segments label="Show as" options={VIEWS} value={view} onChange={setView} />
      {shown.isError && (
        <Notice tone="bad" title="The letter cannot be shown.">
          {sentence(shown.error)}
        </Notice>
      )}
      {shown.isPending && <Lines rows={8} height={24} />}
      {shown.data && (
        <>
          <div className={classes["letter"]}>
            <header>
              <strong>{shown.data.subject}</strong>
              <span>{shown.data.preview_text}</span>
            </header>
            {view === "text" ? (
              <pre>{shown.data.text}</pre>
            ) : (
              <iframe
                title="The letter"
                sandbox=""
                src={shown.data.url}
                data-view={view}
                className={classes["frame"]}
              />
            )}
          </div>
          <Problems problems={shown.data.problems} size={shown.data.size} />
        </>
      )}
    </section>
  );
}

const Problems = (props: { problems: readonly { message: string }[]; size: number }) => {
  const size = `${Math.ceil(props.size / 1024)} KB of 102 KB`;
  if (props.problems.length === 0)
    return (
      <p className={classes["hint"]}>Links, alternative texts and contrast are in order; {size}.</p>
    );
  return (
    <Notice tone="wait" title={`To mend before it is sent (${size})`}>
      <ul className={classes["problems"]}>
        {props.problems.map(({ message }) => (
          <li key={message}>{message}</li>
        ))}
      </ul>
    </Notice>
  );
};
