import { ActionIcon, Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState, type ReactNode } from "react";

import { sentence } from "@/api/errors";

import { Confirm } from "./Confirm";
import { Notice } from "./Notice";
import { say } from "./toast";

interface RemoveProps {
  /** What kind of thing it is: 'segment'. */
  kind: string;
  name: string;
  remove: () => Promise<unknown>;
  /** Leads away from what is gone, and asks anew for what named it. */
  onRemoved: () => Promise<unknown>;
  /** In a row of a table: the bin alone. */
  compact?: boolean;
  /** What goes with it and what stays. */
  children: ReactNode;
}

/** A button that deletes one thing after it was said what that does; a refusal is told in place. */
export function Remove(props: RemoveProps) {
  const { kind, name, remove, onRemoved, compact = false, children } = props;
  const [asking, setAsking] = useState(false);
  const removal = useMutation({
    mutationFn: remove,
    onSuccess: async () => {
      setAsking(false);
      say(`${name} is deleted.`);
      await onRemoved();
    },
  });
  const ask = () => setAsking(true);
  const close = () => {
    setAsking(false);
    removal.reset();
  };
  return (
    <>
      {compact ? (
        <ActionIcon variant="subtle" title="Delete" aria-label={`Delete ${name}`} onClick={ask}>
          <Trash2 size={15} aria-hidden="true" />
        </ActionIcon>
      ) : (
        <Button
          variant="default"
          leftSection={<Trash2 size={15} aria-hidden="true" />}
          onClick={ask}
        >
          Delete
        </Button>
      )}
      <Confirm
        opened={asking}
        title={`Delete the ${kind}`}
        verb={`Delete ${name}`}
        keep="Keep it"
        danger
        busy={removal.isPending}
        onClose={close}
        onConfirm={() => removal.mutate()}
      >
        {removal.isError ? (
          <Notice tone="bad" title={`The ${kind} is not deleted.`}>
            {sentence(removal.error)}
          </Notice>
        ) : (
          <p>{children}</p>
        )}
      </Confirm>
    </>
  );
}
