import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";

import { fieldError, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { domainQuery, domainsQuery, domainUpdate } from "@/api/queries/sending";
import type { Domain } from "@/api/types";
import form from "@/ui/Form.module.css";
import { say } from "@/ui/toast";

import classes from "./Sending.module.css";

const without = (error: unknown, fields: string[]): string | undefined =>
  error && !fields.some((field) => fieldError(error, field)) ? sentence(error) : undefined;

/** Two names below the domain that make letters wholly the hotel's own; both may stay empty. */
export function DomainHosts({ domain }: { domain: Domain }) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const [returnPath, setReturnPath] = useState(domain.return_path);
  const [tracking, setTracking] = useState(domain.tracking_host);
  const save = useMutation({
    mutationFn: () =>
      domainUpdate(slug, domain.id, {
        return_path: returnPath.trim(),
        tracking_host: tracking.trim(),
      }),
    onSuccess: async (after) => {
      client.setQueryData(domainQuery(slug, domain.id).queryKey, after);
      say("Saved. Publish the new records, then check again.");
      await client.invalidateQueries({ queryKey: domainsQuery(slug).queryKey, exact: true });
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const same = returnPath === domain.return_path && tracking === domain.tracking_host;
  return (
    <details className={classes["more"]}>
      <summary>Names of your own for returned mail and links</summary>
      <form className={form["form"]} onSubmit={submit}>
        <div className={form["fields"]}>
          <TextInput
            label="Host for returned mail"
            description={`Such as bounces.${domain.domain}`}
            value={returnPath}
            onChange={(event) => setReturnPath(event.currentTarget.value)}
            error={
              fieldError(save.error, "return_path") ??
              without(save.error, ["return_path", "tracking_host"])
            }
          />
          <TextInput
            label="Host for links"
            description={`Such as links.${domain.domain}`}
            value={tracking}
            onChange={(event) => setTracking(event.currentTarget.value)}
            error={fieldError(save.error, "tracking_host")}
          />
        </div>
        <div>
          <Button type="submit" variant="default" disabled={same} loading={save.isPending}>
            Save names
          </Button>
        </div>
      </form>
    </details>
  );
}
