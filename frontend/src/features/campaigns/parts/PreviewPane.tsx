import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useOrg } from "@/api/org";
import { campaignQuery, previewQuery } from "@/api/queries/campaigns";
import { guestChoiceQuery } from "@/api/queries/guests";
import type { GuestRow } from "@/api/types";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Segments } from "@/ui/Segments";
import { Choice } from "@/ui/Choice";

import classes from "./Preview.module.css";

type View = "desktop" | "phone" | "text";

const VIEWS = [
  { value: "desktop", label: "Desktop" },
  { value: "phone", label: "Phone" },
  { value: "text", label: "Plain text" },
] as const;

interface PreviewPaneProps {
  campaignId: number;
  /** Changes with each saved version, so that the letter shown is the letter saved. */
  version?: unknown;
}

/** The letter as one real guest gets it. */
export function PreviewPane({ campaignId, version = "" }: PreviewPaneProps) {
  const { slug } = useOrg();
  const [guest, setGuest] = useState<number | null>(null);
  const [view, setView] = useState<View>("desktop");
  const preview = useQuery({
    ...previewQuery(slug, campaignId, guest, version),
    placeholderData: (before) => before,
  });
  return (
    <section className={classes["pane"]} aria-label="Preview">
      <div className={classes["tools"]}>
        <GuestChoice campaignId={campaignId} value={guest} onChange={setGuest} />
        <Segments label="Show as" options={VIEWS} value={view} onChange={setView} />
      </div>
      {preview.isError && (
        <Failed
          error={preview.error}
          what="The letter cannot be shown."
          again={() => void preview.refetch()}
        />
      )}
      {preview.isPending && <Lines rows={6} height={24} />}
      {preview.data && !preview.isError && (
        <div className={classes["letter"]}>
          <header>
            <strong>{preview.data.subject || "No subject yet"}</strong>
            <span>{preview.data.preview_text}</span>
          </header>
          {view === "text" ? (
            <pre>{preview.data.text}</pre>
          ) : (
            <iframe
              title="The letter"
              sandbox=""
              src={preview.data.url}
              data-view={view}
              className={classes["frame"]}
            />
          )}
        </div>
      )}
    </section>
  );
}

const labelOf = (guest: GuestRow): string =>
  `${`${guest.first_name} ${guest.last_name}`.trim()} (${guest.email})`;

interface GuestChoiceProps {
  campaignId: number;
  value: number | null;
  onChange: (id: number | null) => void;
}

function GuestChoice(props: GuestChoiceProps) {
  const { slug } = useOrg();
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, 250);
  // Only a guest of the audience can be looked at, and those of its first hotel are in it.
  const campaign = useQuery(campaignQuery(slug, props.campaignId));
  const guests = useQuery({
    ...guestChoiceQuery(slug, {
      search,
      hotel: campaign.data?.audience.hotel_ids[0],
      permission: "allowed",
    }),
    enabled: campaign.isFetched,
    placeholderData: (before) => before,
  });
  return (
    <div className={classes["choice"]}>
      <TextInput
        aria-label="Find a guest to preview for"
        placeholder="Find a guest"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Choice
        aria-label="Preview for"
        value={props.value ?? ""}
        onChange={(event) => props.onChange(Number(event.currentTarget.value) || null)}
        data={[
          { value: "", label: "Any guest of this choice" },
          ...(guests.data?.results ?? []).map((guest) => ({
            value: String(guest.id),
            label: labelOf(guest),
          })),
        ]}
      />
    </div>
  );
}
