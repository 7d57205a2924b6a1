import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";

import { fieldError, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { channelsQuery, connectionCreate, connectionUpdate } from "@/api/queries/connections";
import type { Channel, Connection } from "@/api/types";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import form from "@/ui/Form.module.css";
import { Lines } from "@/ui/Lines";
import { Notice } from "@/ui/Notice";
import { say } from "@/ui/toast";
import { credentialWord } from "@/words/connection";

import { changeOf, createOf, draftOf, type ConnectionDraft } from "./connectionDraft";

interface ConnectionFormProps {
  /** The connection to change; null makes a new one. */
  connection: Connection | null;
  close: () => void;
}

export function ConnectionForm({ connection, close }: ConnectionFormProps) {
  const { slug, hotels, hotel } = useOrg();
  const client = useQueryClient();
  const channels = useQuery(channelsQuery(slug)).data?.channels;
  const [draft, setDraft] = useState(() => draftOf(connection, hotel ?? hotels[0]));
  const channel = channels?.find((one) => one.slug === draft.channel);
  const save = useMutation({
    mutationFn: () =>
      connection
        ? connectionUpdate(slug, connection.id, changeOf(draft))
        : connectionCreate(slug, createOf(draft)),
    onSuccess: async ({ name }) => {
      say(`${name} is saved. Check it before you rely on it.`);
      await client.invalidateQueries({ queryKey: ["org", slug, "connections"] });
      close();
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const set = (change: Partial<ConnectionDraft>) => setDraft({ ...draft, ...change });
  return (
    <Dialog
      opened
      onClose={close}
      title={connection ? `Change ${connection.name}` : "Add a connection"}
      size="lg"
    >
      <form className={form["form"]} onSubmit={submit} noValidate>
        {save.isError && (
          <Notice tone="bad" title="The connection was not saved.">
            {sentence(save.error)}
          </Notice>
        )}
        {!connection && <Where draft={draft} channels={channels ?? []} set={set} />}
        {channel ? (
          <Access {...{ draft, channel, set }} stored={connection !== null} error={save.error} />
        ) : (
          <Lines rows={3} height={36} />
        )}
        <div className={form["answers"]}>
          <Button variant="default" onClick={close}>
            {connection ? "Leave as it was" : "Do not add it"}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!channel}>
            {connection ? "Save" : "Add connection"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface FieldsProps {
  draft: ConnectionDraft;
  set: (change: Partial<ConnectionDraft>) => void;
}

const Where = ({ draft, channels, set }: FieldsProps & { channels: Channel[] }) => {
  const { hotels } = useOrg();
  return (
    <div className={form["fields"]}>
      <Choice
        label="Hotel"
        data={hotels.map(({ id, name }) => ({ value: String(id), label: name }))}
        value={String(draft.hotel)}
        onChange={(event) => set({ hotel: Number(event.currentTarget.value) })}
      />
      <Choice
        label="Channel"
        data={channels.map(({ slug, name }) => ({ value: slug, label: name }))}
        value={draft.channel}
        onChange={(event) => {
          const channel = event.currentTarget.value as ConnectionDraft["channel"];
          set({ channel, credentials: {} });
        }}
      />
    </div>
  );
};

interface AccessProps extends FieldsProps {
  channel: Channel;
  stored: boolean;
  error: unknown;
}

const Access = ({ draft, channel, stored, error, set }: AccessProps) => (
  <>
    {!channel.certified && (
      <Notice tone="info" title={`${channel.name}: not certified.`}>
        Bellhop speaks this channel&apos;s published format and is not certified by it. Ask the
        channel before you rely on it for all reservations.
      </Notice>
    )}
    <TextInput
      label="Name"
      description="For you. Empty: the channel and the hotel."
      maxLength={200}
      value={draft.name}
      onChange={(event) => set({ name: event.currentTarget.value })}
      error={fieldError(error, "name")}
    />
    <TextInput
      label="Address"
      description={
        channel.secret_address
          ? `Whoever has it can read the calendar, so it is stored sealed${stored ? "; only its start is shown" : ""}.`
          : "As the channel gave it to your hotel, beginning with https://."
      }
      inputMode="url"
      autoCapitalize="none"
      spellCheck={false}
      value={draft.base_url}
      onChange={(event) => set({ base_url: event.currentTarget.value })}
      error={fieldError(error, "base_url")}
    />
    <TextInput
      label="Hotel's number at the channel"
      autoCapitalize="none"
      spellCheck={false}
      value={draft.remote_hotel_id}
      onChange={(event) => set({ remote_hotel_id: event.currentTarget.value })}
      error={fieldError(error, "remote_hotel_id")}
    />
    <Credentials {...{ draft, channel, stored, error, set }} />
  </>
);

/** Only on their way in: what is stored is never shown, and stays where a field is left empty. */
const Credentials = ({ draft, channel, stored, error, set }: AccessProps) => (
  <div className={form["fields"]}>
    {channel.credentials.map((name, at) => (
      <TextInput
        key={name}
        label={credentialWord(name)}
        type={/user|client_id|requestor/.test(name) ? "text" : "password"}
        description={stored ? "Stored and never shown; empty keeps it." : "Stored sealed."}
        autoComplete="new-password"
        autoCapitalize="none"
        spellCheck={false}
        value={draft.credentials[name] ?? ""}
        onChange={(event) =>
          set({ credentials: { ...draft.credentials, [name]: event.currentTarget.value } })
        }
        error={at === 0 ? fieldError(error, "credentials") : undefined}
      />
    ))}
  </div>
);
