import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { guestsMerge, mergePreviewQuery } from "@/api/queries/guests";
import type { Guest, MergePreview } from "@/api/types";
import { many } from "@/format/format";
import { Failed } from "@/ui/Failed";
import form from "@/ui/Form.module.css";
import { Lines } from "@/ui/Lines";
import { Notice } from "@/ui/Notice";
import { Segments } from "@/ui/Segments";
import { say } from "@/ui/toast";
import { nameOf } from "@/words/guest";

import { Comparison } from "./Comparison";
import { useMergeUndo } from "./useMergeUndo";

interface MergeReviewProps {
  guest: Guest;
  otherId: number;
  back: () => void;
  done: () => void;
}

const KEEP = [
  { value: "left", label: "The left one" },
  { value: "right", label: "The right one" },
] as const;

/** Both guests side by side, with what is kept of each, before they are made one. */
export function MergeReview({ guest, otherId, back, done }: MergeReviewProps) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const navigate = useNavigate();
  const undo = useMergeUndo();
  const [keep, setKeep] = useState<"left" | "right">("left");
  const [survivor, absorbed] = keep === "left" ? [guest.id, otherId] : [otherId, guest.id];
  const preview = useQuery(mergePreviewQuery(slug, survivor, absorbed));
  const merge = useMutation({
    mutationFn: () => guestsMerge(slug, survivor, absorbed),
    onSuccess: async (made) => {
      done();
      say(`${made.absorbed_name || "The other guest"} is merged into this guest.`, "ok", {
        label: "Undo the merge",
        run: () => undo.mutate(made.id),
      });
      await navigate({
        to: "/$org/guests/$guestId",
        params: { org: slug, guestId: String(made.survivor_id) },
      });
      await client.invalidateQueries({ queryKey: ["org", slug, "guests"] });
    },
  });
  return (
    <div className={form["form"]}>
      <div className={form["buttons"]}>
        <span>Who is kept in the list?</span>
        <Segments label="Who is kept in the list" options={KEEP} value={keep} onChange={setKeep} />
      </div>
      {preview.isPending && <Lines rows={8} height={28} />}
      {preview.isError && (
        <Failed
          error={preview.error}
          what="The two cannot be compared."
          again={() => void preview.refetch()}
        />
      )}
      {preview.data && <Sides preview={preview.data} leftId={guest.id} />}
      {merge.isError && (
        <Notice tone="bad" title="They were not merged.">
          {sentence(merge.error)}
        </Notice>
      )}
      <div className={form["answers"]}>
        <Button variant="default" onClick={back}>
          Choose another guest
        </Button>
        <Button disabled={!preview.data} loading={merge.isPending} onClick={() => merge.mutate()}>
          Merge 2 guests into 1
        </Button>
      </div>
    </div>
  );
}

/** This page's guest stands left, whoever is kept. */
function Sides({ preview, leftId }: { preview: MergePreview; leftId: number }) {
  const { survivor, absorbed, merged, stays } = preview;
  return (
    <>
      <Comparison
        sides={survivor.id === leftId ? [survivor, absorbed] : [absorbed, survivor]}
        merged={merged}
      />
      <p>
        {nameOf(merged)} will have all that belongs to both: {many(stays, "stay")}, and the letters,
        tags and consents. Where they differ, the stronger word counts: the guest&apos;s, then your
        team&apos;s, then an imported list&apos;s, the hotel system&apos;s and the booking
        site&apos;s. It can be undone on the guest&apos;s page.
      </p>
    </>
  );
}
