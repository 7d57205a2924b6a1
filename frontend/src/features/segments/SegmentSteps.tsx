import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Camera, Copy } from "lucide-react";
import { useState, type SyntheticEvent } from "react";

import { fieldError, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { guestListsQuery, listCreate, segmentsQuery } from "@/api/queries/segments";
import type { SegmentRow, SegmentTree } from "@/api/types";
import { many } from "@/format/format";
import { Dialog } from "@/ui/Dialog";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";
import { say } from "@/ui/toast";

import { segmentCopy } from "./copy";
import { SEGMENT_EDIT } from "./permissions";

interface SegmentStepsProps {
  segment: SegmentRow;
  tree: SegmentTree;
  dirty: boolean;
}

export function SegmentSteps({ segment, tree, dirty }: SegmentStepsProps) {
  const { slug, can } = useOrg();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [keeping, setKeeping] = useState(false);
  const copy = useMutation({
    mutationFn: () => segmentCopy(client, slug, { ...segment, tree }),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: segmentsQuery(slug).queryKey, exact: true });
      say(`${made.name} is made.`);
      await navigate({
        to: "/$org/segments/$segmentId",
        params: { org: slug, segmentId: String(made.id) },
      });
    },
    onError: (error) => say(sentence(error), "bad"),
  });
  if (!can(SEGMENT_EDIT)) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<Copy size={15} aria-hidden="true" />}
        loading={copy.isPending}
        onClick={() => copy.mutate()}
      >
        Duplicate
      </Button>
      <Button
        variant="default"
        leftSection={<Camera size={15} aria-hidden="true" />}
        onClick={() => setKeeping(true)}
      >
        Keep as a list
      </Button>
      {keeping && (
        <KeepAsList
          name={segment.name}
          source={dirty ? { tree } : { segment_id: segment.id }}
          close={() => setKeeping(false)}
        />
      )}
    </>
  );
}

interface KeepAsListProps {
  name: string;
  source: { tree: SegmentTree } | { segment_id: number };
  close: () => void;
}

const today = (): string =>
  new Intl.DateTimeFormat(undefined, { dateStyle: "medium" }).format(new Date());

function KeepAsList({ name: from, source, close }: KeepAsListProps) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState(`${from}, ${today()}`.slice(0, 200));
  const keep = useMutation({
    mutationFn: () => listCreate(slug, { name: name.trim(), ...source }),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: guestListsQuery(slug).queryKey });
      say(`${made.name} is kept, with ${many(made.size, "guest")}.`);
      close();
      await navigate({
        to: "/$org/segments/lists/$listId",
        params: { org: slug, listId: String(made.id) },
      });
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    keep.mutate();
  };
  return (
    <Dialog opened onClose={close} title="Keep as a list">
      <form className={form["form"]} onSubmit={submit} noValidate>
        {keep.isError && (
          <Notice tone="bad" title="No list was made.">
            {sentence(keep.error)}
          </Notice>
        )}
        <p>
          A list keeps the guests who are in the segment now. Whoever fits later does not join it;
          whoever does not fit any more stays in it.
        </p>
        <TextInput
          label="Name of the list"
          data-autofocus
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fieldError(keep.error, "name")}
        />
        <div className={form["answers"]}>
          <Button variant="default" onClick={close}>
            Not now
          </Button>
          <Button type="submit" loading={keep.isPending} disabled={!name.trim()}>
            Make the list
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
