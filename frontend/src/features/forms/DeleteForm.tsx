import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { useOrg } from "@/api/org";
import { formDelete, formsQuery } from "@/api/queries/forms";
import type { SignupForm } from "@/api/types";
import { Remove } from "@/ui/Remove";

export function DeleteForm({ form }: { form: SignupForm }) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const navigate = useNavigate();
  return (
    <Remove
      kind="form"
      name={form.name}
      remove={() => formDelete(slug, form.id)}
      onRemoved={async () => {
        await navigate({ to: "/$org/forms", params: { org: slug }, ignoreBlocker: true });
        await client.invalidateQueries({ queryKey: formsQuery(slug).queryKey, exact: true });
      }}
    >
      The form and its counts are deleted; its address works no more. Guests who signed up by it
      stay, with their consent.
    </Remove>
  );
}
