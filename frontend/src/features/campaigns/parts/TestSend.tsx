import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";

import { fieldError, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { campaignTest } from "@/api/queries/campaigns";
import { meQuery } from "@/api/queries/me";
import form from "@/ui/Form.module.css";
import { say } from "@/ui/toast";

/** One letter to oneself, exactly as a guest would get it. */
export function TestSend({ campaignId }: { campaignId: number }) {
  const { slug } = useOrg();
  const me = useQuery(meQuery);
  const [typed, setTyped] = useState<string | null>(null);
  const to = typed ?? me.data?.email ?? "";
  const test = useMutation({
    mutationFn: () => campaignTest(slug, campaignId, to.trim()),
    onSuccess: () => say(`Test letter sent to ${to.trim()}.`),
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    test.mutate();
  };
  return (
    <form className={form["row"]} onSubmit={submit}>
      <TextInput
        label="Send a test letter to"
        type="email"
        required
        withAsterisk={false}
        value={to}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={test.isError && (fieldError(test.error, "to") ?? sentence(test.error))}
      />
      <div>
        <Button type="submit" variant="default" loading={test.isPending}>
          Send test
        </Button>
      </div>
    </form>
  );
}
