import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState, type SyntheticEvent } from "react";

import { fieldError, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { domainCreate, domainsQuery } from "@/api/queries/sending";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import form from "@/ui/Form.module.css";
import { Lines } from "@/ui/Lines";

import { Domain } from "./Domain";
import { DOMAIN_EDIT } from "./permissions";
import classes from "./Sending.module.css";

export function Domains() {
  const { slug, can } = useOrg();
  const domains = useQuery(domainsQuery(slug));
  const [added, setAdded] = useState<number | null>(null);
  const rows = domains.data?.results ?? [];
  return (
    <Card
      title="Sending domains"
      note="Mailbox providers take letters in a domain's name only when its DNS records say so."
      flush
    >
      {domains.isError && (
        <div className={classes["pad"]}>
          <Failed
            error={domains.error}
            what="The sending domains cannot be shown. Sending goes on."
            again={() => void domains.refetch()}
          />
        </div>
      )}
      {domains.isPending && (
        <div className={classes["pad"]}>
          <Lines rows={3} />
        </div>
      )}
      {domains.isSuccess && rows.length === 0 && (
        <p className={classes["none"]}>
          None yet. Add the domain of your hotel&apos;s sender address; nothing can be sent before
          its records are published.
        </p>
      )}
      <ul className={classes["rows"]}>
        {rows.map((row) => (
          <Domain key={row.id} row={row} startsOpen={row.blocked !== "" || row.id === added} />
        ))}
      </ul>
      {can(DOMAIN_EDIT) && <AddDomain onAdded={setAdded} />}
    </Card>
  );
}

function AddDomain({ onAdded }: { onAdded: (id: number) => void }) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const add = useMutation({
    mutationFn: () => domainCreate(slug, name.trim()),
    onSuccess: async (domain) => {
      setName("");
      onAdded(domain.id);
      await client.invalidateQueries({ queryKey: ["org", slug, "domains"] });
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form className={classes["add"]} onSubmit={submit}>
      <div className={form["row"]}>
        <TextInput
          label="Add a domain"
          description="The part of your sender address behind the @."
          placeholder="seehof.example"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={253}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={
            add.isError &&
            [sentence(add.error), fieldError(add.error, "domain")].filter(Boolean).join(" ")
          }
        />
        <div className={classes["submit"]}>
          <Button
            type="submit"
            variant="default"
            disabled={name.trim() === ""}
            loading={add.isPending}
            leftSection={<Plus size={16} aria-hidden="true" />}
          >
            Add domain
          </Button>
        </div>
      </div>
    </form>
  );
}
