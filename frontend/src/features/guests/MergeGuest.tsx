import { Button } from "@mantine/core";
import { UsersRound } from "lucide-react";
import { useState } from "react";

import type { Guest } from "@/api/types";
import { Dialog } from "@/ui/Dialog";
import { FindGuest } from "@/ui/FindGuest";

import { MergeReview } from "./MergeReview";

/** The way to merge two guests whom nothing but a person knows to be one. */
export function MergeGuest({ guest }: { guest: Guest }) {
  const [asking, setAsking] = useState(false);
  const [other, setOther] = useState<number | null>(null);
  const close = () => {
    setAsking(false);
    setOther(null);
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<UsersRound size={16} aria-hidden="true" />}
        onClick={() => setAsking(true)}
      >
        Merge with another guest
      </Button>
      <Dialog opened={asking} onClose={close} title="Merge with another guest" size="xl">
        {other === null ? (
          <FindGuest
            label="Who is the same person?"
            begin={guest.last_name}
            except={guest.id}
            choose={({ id }) => setOther(id)}
          />
        ) : (
          <MergeReview guest={guest} otherId={other} back={() => setOther(null)} done={close} />
        )}
      </Dialog>
    </>
  );
}
