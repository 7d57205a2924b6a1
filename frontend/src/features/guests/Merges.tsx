import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { mergeUndo } from "@/api/queries/guests";
import type { GuestMerge } from "@/api/types";
import { moment } from "@/format/format";
import { Card } from "@/ui/Card";
import { say } from "@/ui/toast";
import { guestFieldWord, sameWord } from "@/words/guest";

import classes from "./Guests.module.css";

/** Who was merged into this guest, and the way back. */
export function Merges({ merges, guestId }: { merges: GuestMerge[]; guestId: number }) {
  const rows = merges.filter(({ survivor_id }) => survivor_id === guestId);
  if (rows.length === 0) return null;
  return (
    <Card title="Merged into this guest">
      {rows.map((merge) => (
        <Merge key={merge.id} merge={merge} />
      ))}
    </Card>
  );
}

const keptWord = (kept: string[]): string =>
  kept.length === 0
    ? ""
    : ` Kept as changed since: ${kept.map((field) => guestFieldWord(field).toLowerCase()).join(", ")}.`;

function Merge({ merge }: { merge: GuestMerge }) {
  const { slug, can } = useOrg();
  const client = useQueryClient();
  const undo = useMutation({
    mutationFn: () => mergeUndo(slug, merge.id),
    onSuccess: async ({ absorbed_name, kept }) => {
      say(`${absorbed_name} is a guest of their own again.${keptWord(kept)}`);
      await client.invalidateQueries({ queryKey: ["org", slug, "guests"] });
    },
    onError: (error) => say(`It was not undone. ${sentence(error)}`, "bad"),
  });
  return (
    <div className={classes["permission"]}>
      <h3>
        {merge.absorbed_name}
        {merge.undone_at === null && can("guest.edit") && (
          <Button
            size="xs"
            variant="default"
            aria-label={`Undo the merge with ${merge.absorbed_name}`}
            loading={undo.isPending}
            onClick={() => undo.mutate()}
          >
            Undo
          </Button>
        )}
      </h3>
      <p>
        {sameWord(merge.reason)} {merge.by && `By ${merge.by}, `}
        {moment(merge.merged_at)}.
        {merge.undone_at && ` Undone ${moment(merge.undone_at)}.${keptWord(merge.kept)}`}
      </p>
    </div>
  );
}
