import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";

import { fieldError, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { relayCreate, relaysQuery, relayUpdate } from "@/api/queries/sending";
import type { Relay } from "@/api/types";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";
import { say } from "@/ui/toast";
import { SECURITIES, STREAMS } from "@/words/sending";

import { bodyOf, draftOf, type RelayDraft } from "./relayDraft";

interface RelayFormProps {
  /** The relay to change; null makes a new one. */
  relay: Relay | null;
  close: () => void;
}

export function RelayForm({ relay, close }: RelayFormProps) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(relay));
  const save = useMutation({
    mutationFn: () =>
      relay ? relayUpdate(slug, relay.id, bodyOf(draft)) : relayCreate(slug, bodyOf(draft)),
    onSuccess: async ({ name }) => {
      say(`${name} is saved. Test it before you rely on it.`);
      await client.invalidateQueries({ queryKey: relaysQuery(slug).queryKey });
      close();
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Dialog opened onClose={close} title={relay ? `Change ${relay.name}` : "Add a relay"} size="lg">
      <form className={form["form"]} onSubmit={submit} noValidate>
        {save.isError && (
          <Notice tone="bad" title="The relay was not saved.">
            {sentence(save.error)}
          </Notice>
        )}
        <Fields
          draft={draft}
          error={save.error}
          hasPassword={relay?.has_password ?? false}
          set={(change) => setDraft({ ...draft, ...change })}
        />
        <div className={form["answers"]}>
          <Button variant="default" onClick={close}>
            Leave as it was
          </Button>
          <Button type="submit" loading={save.isPending}>
            {relay ? "Save" : "Add relay"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface FieldsProps {
  draft: RelayDraft;
  error: unknown;
  hasPassword: boolean;
  set: (change: Partial<RelayDraft>) => void;
}

const Fields = (props: FieldsProps) => (
  <>
    <Address {...props} />
    <Login {...props} />
    <Use {...props} />
  </>
);

const Address = ({ draft, error, set }: FieldsProps) => {
  const usual = SECURITIES.some(({ port }) => String(port) === draft.port);
  return (
    <>
      <TextInput
        label="Name"
        description="For you; guests never see it."
        data-autofocus
        maxLength={100}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        error={fieldError(error, "name")}
      />
      <div className={form["fields"]}>
        <TextInput
          label="Host"
          placeholder="smtp.provider.example"
          autoCapitalize="none"
          spellCheck={false}
          value={draft.host}
          onChange={(event) => set({ host: event.currentTarget.value })}
          error={fieldError(error, "host")}
        />
        <TextInput
          label="Port"
          inputMode="numeric"
          value={draft.port}
          onChange={(event) => set({ port: event.currentTarget.value })}
          error={fieldError(error, "port")}
        />
      </div>
      <Choice
        label="Encryption"
        data={SECURITIES.map(({ value, label }) => ({ value, label }))}
        value={draft.security}
        onChange={(event) => {
          const security = SECURITIES.find(({ value }) => value === event.currentTarget.value);
          if (security)
            set({ security: security.value, ...(usual ? { port: String(security.port) } : {}) });
        }}
        error={fieldError(error, "security")}
      />
    </>
  );
};

const Login = ({ draft, error, hasPassword, set }: FieldsProps) => (
  <div className={form["fields"]}>
    <TextInput
      label="User name"
      description="Empty where the server asks for none."
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      value={draft.username}
      onChange={(event) => set({ username: event.currentTarget.value })}
      error={fieldError(error, "username")}
    />
    <TextInput
      label="Password"
      type="password"
      description={
        hasPassword
          ? "One is stored and never shown; empty keeps it."
          : "Stored sealed, never shown."
      }
      autoComplete="new-password"
      value={draft.password}
      onChange={(event) => set({ password: event.currentTarget.value })}
      error={fieldError(error, "password")}
    />
  </div>
);

const Use = ({ draft, error, set }: FieldsProps) => (
  <>
    <div className={form["fields"]}>
      <Choice
        label="Used for"
        description="Which letters leave by it."
        data={STREAMS}
        value={draft.streams}
        onChange={(event) => set({ streams: event.currentTarget.value as Relay["streams"] })}
      />
      <TextInput
        label="Order"
        description="Lower goes first; equals share."
        inputMode="numeric"
        value={draft.priority}
        onChange={(event) => set({ priority: event.currentTarget.value })}
        error={fieldError(error, "priority")}
      />
      <TextInput
        label="Letters an hour"
        description="Empty for no limit."
        inputMode="numeric"
        value={draft.letters_per_hour}
        onChange={(event) => set({ letters_per_hour: event.currentTarget.value })}
        error={fieldError(error, "letters_per_hour")}
      />
    </div>
    <label className={form["choice"]}>
      <input
        type="checkbox"
        checked={draft.signs}
        onChange={(event) => set({ signs: event.currentTarget.checked })}
      />
      <span>
        <strong>The relay signs letters itself</strong>
        <span>Some providers add the DKIM signature; then Bellhop does not.</span>
      </span>
    </label>
    <label className={form["choice"]}>
      <input
        type="checkbox"
        checked={draft.enabled}
        onChange={(event) => set({ enabled: event.currentTarget.checked })}
      />
      <span>
        <strong>Switched on</strong>
        <span>Letters may leave by this relay.</span>
      </span>
    </label>
  </>
);
