import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";

import { fieldError, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { policyQuery, policyUpdate } from "@/api/queries/sending";
import type { SendingPolicy } from "@/api/types";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import form from "@/ui/Form.module.css";
import { Lines } from "@/ui/Lines";
import { Notice } from "@/ui/Notice";
import { say } from "@/ui/toast";
import { COMMON_PROVIDERS, providerWord } from "@/words/sending";

import { RELAY_EDIT } from "./permissions";

/** How fast letters may leave; what is over a limit waits and goes later. */
export function Limits() {
  const { slug } = useOrg();
  const policy = useQuery(policyQuery(slug));
  return (
    <Card
      title="How fast"
      note="Letters an hour. What is over a limit is not lost: it waits and leaves as the limit allows."
    >
      {policy.isError && (
        <Failed
          error={policy.error}
          what="The limits cannot be shown. They hold all the same."
          again={() => void policy.refetch()}
        />
      )}
      {policy.isPending && <Lines rows={3} />}
      {policy.data && <LimitsForm policy={policy.data} />}
    </Card>
  );
}

const shown = (limit: number | undefined): string => (limit ? String(limit) : "");

function LimitsForm({ policy }: { policy: SendingPolicy }) {
  const { slug, can } = useOrg();
  const client = useQueryClient();
  const providers = [...new Set([...COMMON_PROVIDERS, ...Object.keys(policy.provider_limits)])];
  const stored = Object.fromEntries(
    providers.map((key) => [key, shown(policy.provider_limits[key])]),
  );
  const [all, setAll] = useState(shown(policy.letters_per_hour));
  const [capLetters, setCapLetters] = useState(shown(policy.cap_letters));
  const [capDays, setCapDays] = useState(String(policy.cap_days));
  const [each, setEach] = useState(stored);
  const save = useMutation({
    mutationFn: () =>
      policyUpdate(slug, {
        letters_per_hour: Number(all),
        cap_letters: Number(capLetters),
        cap_days: Number(capDays),
        provider_limits: Object.fromEntries(
          Object.entries(each)
            .filter(([, limit]) => limit.trim() !== "")
            .map(([key, limit]) => [key, Number(limit)]),
        ),
      }),
    onSuccess: (after) => {
      client.setQueryData(policyQuery(slug).queryKey, after);
      say("The limits are saved and hold within seconds.");
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const readOnly = !can(RELAY_EDIT);
  return (
    <form className={form["form"]} onSubmit={submit} noValidate>
      {save.isError && (
        <Notice tone="bad" title="The limits were not saved.">
          {sentence(save.error)} {fieldError(save.error, "provider_limits")}
        </Notice>
      )}
      <div className={form["fields"]}>
        <Limit
          label="Of all your hotels"
          value={all}
          readOnly={readOnly}
          onChange={setAll}
          error={fieldError(save.error, "letters_per_hour")}
        />
        {providers.map((key) => (
          <Limit
            key={key}
            label={`To ${providerWord(key)}`}
            value={each[key] ?? ""}
            readOnly={readOnly}
            onChange={(value) => setEach({ ...each, [key]: value })}
          />
        ))}
        <Limit
          label="Marketing letters to one inbox, of all hotels"
          value={capLetters}
          readOnly={readOnly}
          onChange={setCapLetters}
          error={fieldError(save.error, "cap_letters")}
        />
        <Limit
          label="Within how many days"
          value={capDays}
          readOnly={readOnly}
          onChange={setCapDays}
          error={fieldError(save.error, "cap_days")}
        />
      </div>
      {!readOnly && (
        <div>
          <Button type="submit" variant="default" loading={save.isPending}>
            Save limits
          </Button>
        </div>
      )}
    </form>
  );
}

interface LimitProps {
  label: string;
  value: string;
  readOnly: boolean;
  onChange: (value: string) => void;
  error?: string | undefined;
}

const Limit = ({ onChange, ...field }: LimitProps) => (
  <TextInput
    {...field}
    placeholder="No limit"
    inputMode="numeric"
    onChange={(event) => onChange(event.currentTarget.value)}
  />
);
