import { Button, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState, type SyntheticEvent } from "react";

import { fieldError, fieldSentences, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { requestEnter, requestsKey } from "@/api/queries/requests";
import type { DataRequest, DataRequestKind, GuestRow } from "@/api/types";
import { Dialog } from "@/ui/Dialog";
import { FindGuest } from "@/ui/FindGuest";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";
import { nameOf } from "@/words/guest";
import { REQUEST_KINDS } from "@/words/request";

const KINDS = Object.entries(REQUEST_KINDS) as [DataRequestKind, { word: string; law: string }][];

/** A request that came by letter, by telephone, or at the desk. */
export function AddRequest({ onAdded }: { onAdded: (request: DataRequest) => void }) {
  const [adding, setAdding] = useState(false);
  const [guest, setGuest] = useState<GuestRow | null>(null);
  const close = () => {
    setAdding(false);
    setGuest(null);
  };
  return (
    <>
      <Button leftSection={<Plus size={16} aria-hidden="true" />} onClick={() => setAdding(true)}>
        Add a request
      </Button>
      <Dialog opened={adding} onClose={close} title="Add a request" size="lg">
        {guest ? (
          <Entry
            guest={guest}
            other={() => setGuest(null)}
            onAdded={(added) => {
              close();
              onAdded(added);
            }}
          />
        ) : (
          <FindGuest label="Which guest asks?" choose={setGuest} />
        )}
      </Dialog>
    </>
  );
}

interface EntryProps {
  guest: GuestRow;
  other: () => void;
  onAdded: (request: DataRequest) => void;
}

function Entry({ guest, other, onAdded }: EntryProps) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const [kind, setKind] = useState<DataRequestKind>("access");
  const [verifiedBy, setVerifiedBy] = useState("");
  const [wish, setWish] = useState("");
  const enter = useMutation({
    mutationFn: () =>
      requestEnter(slug, {
        kind,
        guest_id: guest.id,
        verified_by: verifiedBy.trim(),
        wish: wish.trim(),
      }),
    onSuccess: async (added) => {
      await client.invalidateQueries({ queryKey: requestsKey(slug) });
      onAdded(added);
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    enter.mutate();
  };
  return (
    <form className={form["form"]} onSubmit={submit}>
      {enter.isError && (
        <Notice tone="bad" title="The request is not added.">
          {sentence(enter.error)} {fieldSentences(enter.error)}
        </Notice>
      )}
      <p>
        <strong>{nameOf(guest)}</strong> {guest.email && `(${guest.email})`} wants to
      </p>
      <fieldset className={form["fields"]}>
        <legend className={form["legend"]}>What the guest wants</legend>
        {KINDS.map(([value, { word, law }]) => (
          <label key={value} className={form["choice"]}>
            <input
              type="radio"
              name="kind"
              value={value}
              checked={kind === value}
              onChange={() => setKind(value)}
            />
            <span>
              <strong>{word}</strong>
              <span>{law}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <TextInput
        label="How you made sure of who asks"
        description="Such as: passport shown at the desk. Leave it empty if you do not know yet."
        maxLength={200}
        value={verifiedBy}
        onChange={(event) => setVerifiedBy(event.currentTarget.value)}
        error={fieldError(enter.error, "verified_by")}
      />
      <Textarea
        label="In the guest's own words"
        rows={3}
        maxLength={2000}
        value={wish}
        onChange={(event) => setWish(event.currentTarget.value)}
        error={fieldError(enter.error, "wish")}
      />
      <div className={form["answers"]}>
        <Button variant="default" onClick={other}>
          Choose another guest
        </Button>
        <Button type="submit" loading={enter.isPending}>
          Add the request
        </Button>
      </div>
    </form>
  );
}
