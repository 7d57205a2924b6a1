import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState, type SyntheticEvent } from "react";

import { fieldError, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { addressRuleSet } from "@/api/queries/addressRules";
import type { AddressRuleWrite } from "@/api/types";
import { many } from "@/format/format";
import { Choice } from "@/ui/Choice";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";
import { say } from "@/ui/toast";
import { EMAIL_KINDS } from "@/words/permission";

import classes from "./Compliance.module.css";

const KINDS = (["alias", "agency_shared", "real"] as const).map((value) => ({
  value,
  label: EMAIL_KINDS[value],
}));
const EMPTY: Required<AddressRuleWrite> = {
  domain: "",
  kind: "alias",
  disposable: false,
  note: "",
};

export function AddRule() {
  const { slug } = useOrg();
  const client = useQueryClient();
  const [rule, setRule] = useState(EMPTY);
  const add = useMutation({
    mutationFn: () => addressRuleSet(slug, { ...rule, domain: rule.domain.trim() }),
    onSuccess: async ({ domain, guests_changed: changed }) => {
      setRule(EMPTY);
      say(
        `${domain} is set. ${many(changed, "guest")} on file ${changed === 1 ? "is" : "are"} judged anew by it.`,
      );
      // Lists, counts and permissions of guests may all be others now.
      await client.invalidateQueries({ queryKey: ["org", slug] });
    },
  });
  const set = (change: Partial<AddressRuleWrite>) => setRule((old) => ({ ...old, ...change }));
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form className={classes["add"]} onSubmit={submit} noValidate>
      <div className={form["form"]}>
        {add.isError && (
          <Notice tone="bad" title="The rule is not set.">
            {sentence(add.error)} {fieldError(add.error, "note")}
          </Notice>
        )}
        <div className={form["fields"]}>
          <TextInput
            label="Domain"
            placeholder="agency.example"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={253}
            value={rule.domain}
            onChange={(event) => set({ domain: event.currentTarget.value })}
            error={fieldError(add.error, "domain")}
          />
          <Choice
            label="Its addresses are"
            data={KINDS}
            value={rule.kind}
            onChange={(event) =>
              set({ kind: event.currentTarget.value as AddressRuleWrite["kind"] })
            }
          />
          <TextInput
            label="Note"
            placeholder="Why, for your team"
            maxLength={255}
            value={rule.note}
            onChange={(event) => set({ note: event.currentTarget.value })}
          />
        </div>
        <div className={form["buttons"]}>
          <label className={classes["tick"]}>
            <input
              type="checkbox"
              checked={rule.disposable}
              onChange={(event) => set({ disposable: event.currentTarget.checked })}
            />
            Throwaway mailboxes, good for minutes
          </label>
          <Button
            type="submit"
            variant="default"
            disabled={rule.domain.trim() === ""}
            loading={add.isPending}
            leftSection={<Plus size={16} aria-hidden="true" />}
          >
            Set the rule
          </Button>
        </div>
      </div>
    </form>
  );
}
