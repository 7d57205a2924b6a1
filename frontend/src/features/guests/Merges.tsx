import { Button } from "@mantine/core";

import { useOrg } from "@/api/org";
import type { GuestMerge } from "@/api/types";
import { moment } from "@/format/format";
import { Card } from "@/ui/Card";
import { keptWord, sameWord } from "@/words/guest";

import classes from "./Guests.module.css";
import { useMergeUndo } from "./useMergeUndo";

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

function Merge({ merge }: { merge: GuestMerge }) {
  const { can } = useOrg();
  const undo = useMergeUndo();
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
            onClick={() => undo.mutate(merge.id)}
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
