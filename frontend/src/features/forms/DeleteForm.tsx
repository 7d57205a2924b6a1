import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";
import { useState } from "react";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { formDelete, formsQuery } from "@/api/queries/forms";
import type { SignupForm } from "@/api/types";
import { Confirm } from "@/ui/Confirm";
import { Notice } from "@/ui/Notice";
import { say } from "@/ui/toast";

export function DeleteForm({ form }: { form: SignupForm }) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => formDelete(slug, form.id),
    onSuccess: async () => {
      say(`${form.name} is deleted.`);
      await navigate({ to: "/$org/forms", params: { org: slug }, ignoreBlocker: true });
      await client.invalidateQueries({ queryKey: formsQuery(slug).queryKey, exact: true });
    },
  });
  return (
    <>
      <Button
        variant="default"
        leftSection={<Trash2 size={15} aria-hidden="true" />}
        onClick={() => setAsking(true)}
      >
        Delete
      </Button>
      <Confirm
        opened={asking}
        title="Delete the form"
        verb={`Delete ${form.name}`}
        keep="Keep it"
        danger
        busy={remove.isPending}
        onClose={() => {
          setAsking(false);
          remove.reset();
        }}
        onConfirm={() => remove.mutate()}
      >
        {remove.isError ? (
          <Notice tone="bad" title="The form is not deleted.">
            {sentence(remove.error)}
          </Notice>
        ) : (
          <p>
            The form and its counts are deleted; its address works no more. Guests who signed up by
            it stay, with their consent.
          </p>
        )}
      </Confirm>
    </>
  );
}
