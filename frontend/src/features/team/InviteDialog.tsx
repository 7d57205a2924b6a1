import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";

import { fieldError, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { memberInvite } from "@/api/queries/team";
import type { Role } from "@/api/types";
import { Dialog } from "@/ui/Dialog";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";
import { ROLES } from "@/words/team";

import type { Handed } from "./handed";

interface InviteDialogProps {
  close: () => void;
  done: (made: Handed) => void;
}

export function InviteDialog({ close, done }: InviteDialogProps) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const [draft, setDraft] = useState({ email: "", name: "", role: "marketer" as Role });
  const invite = useMutation({
    mutationFn: () => memberInvite(slug, draft),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: ["org", slug, "members"] });
      done(made);
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    invite.mutate();
  };
  return (
    <Dialog opened onClose={close} title="Invite someone">
      <form className={form["form"]} onSubmit={submit} noValidate>
        {invite.isError && (
          <Notice tone="bad" title="Nobody was invited.">
            {sentence(invite.error)}
          </Notice>
        )}
        <TextInput
          label="E-mail address"
          type="email"
          data-autofocus
          value={draft.email}
          onChange={(event) => setDraft({ ...draft, email: event.currentTarget.value })}
          error={fieldError(invite.error, "email")}
        />
        <TextInput
          label="Name"
          maxLength={150}
          value={draft.name}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
          error={fieldError(invite.error, "name")}
        />
        <fieldset className={form["choices"]}>
          <legend className={form["legend"]}>Role</legend>
          {ROLES.map(({ value, label, may }) => (
            <label key={value} className={form["choice"]}>
              <input
                type="radio"
                name="role"
                checked={draft.role === value}
                onChange={() => setDraft({ ...draft, role: value })}
              />
              <span>
                <strong>{label}</strong>
                <span>{may}.</span>
              </span>
            </label>
          ))}
        </fieldset>
        <div className={form["answers"]}>
          <Button variant="default" onClick={close}>
            Invite nobody
          </Button>
          <Button type="submit" loading={invite.isPending}>
            Invite
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
