import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { suggestionAccept, suggestionDismiss } from "@/api/queries/guests";
import type { GuestSide, MergeSuggestion } from "@/api/types";
import { Card } from "@/ui/Card";
import { Confirm } from "@/ui/Confirm";
import form from "@/ui/Form.module.css";
import { say } from "@/ui/toast";
import { nameOf, sameWord } from "@/words/guest";

import { Comparison } from "./Comparison";
import classes from "./Guests.module.css";

export const Suggestions = ({ suggestions }: { suggestions: MergeSuggestion[] }) =>
  suggestions.map((suggestion) => <Pair key={suggestion.id} suggestion={suggestion} />);

/** Two guests side by side, to say whether they are one person. */
export function Pair({ suggestion }: { suggestion: MergeSuggestion }) {
  const { slug, can } = useOrg();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [keep, setKeep] = useState<GuestSide | null>(null);
  const { guest, other, reason } = suggestion;
  const again = () => client.invalidateQueries({ queryKey: ["org", slug, "guests"] });
  const accept = useMutation({
    mutationFn: (survivor: number) => suggestionAccept(slug, suggestion.id, survivor),
    onSuccess: async (merge) => {
      setKeep(null);
      say(`${merge.absorbed_name} is merged. It can be undone on the guest's page.`);
      await navigate({
        to: "/$org/guests/$guestId",
        params: { org: slug, guestId: String(merge.survivor_id) },
      });
      await again();
    },
    onError: (error) => say(`They were not merged. ${sentence(error)}`, "bad"),
  });
  const dismiss = useMutation({
    mutationFn: () => suggestionDismiss(slug, suggestion.id),
    onSuccess: async () => {
      say("They stay two guests.");
      await again();
    },
    onError: (error) => say(`It was not noted. ${sentence(error)}`, "bad"),
  });
  const gone = keep === guest ? other : guest;
  return (
    <Card title="One guest, or two" note={sameWord(reason)} flush>
      <Comparison sides={[guest, other]} />
      {can("guest.edit") && (
        <div className={classes["decide"]}>
          {[guest, other].map((side, place) => (
            <Button key={side.id} variant="default" onClick={() => setKeep(side)}>
              One guest: keep the {place === 0 ? "left" : "right"}
            </Button>
          ))}
          <Button variant="default" loading={dismiss.isPending} onClick={() => dismiss.mutate()}>
            Two guests
          </Button>
        </div>
      )}
      <Confirm
        opened={keep !== null}
        title="Make them one guest?"
        verb="Merge 2 guests into 1"
        keep="Leave them"
        busy={accept.isPending}
        onClose={() => setKeep(null)}
        onConfirm={() => keep && accept.mutate(keep.id)}
      >
        <div className={form["form"]}>
          <p>
            {keep && nameOf(keep)} stays, with the stays, letters and consents of both. Where they
            differ, the stronger word counts: the guest&apos;s, then your team&apos;s, then the
            hotel system&apos;s. {nameOf(gone)} no longer stands in the list.
          </p>
          <p>It can be undone on the guest&apos;s page.</p>
        </div>
      </Confirm>
    </Card>
  );
}
