import { Button, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState, type ReactNode, type SyntheticEvent } from "react";

import { fieldError, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { requestCarryOut, requestFile, requestRefuse, requestVerify } from "@/api/queries/requests";
import type { DataRequest } from "@/api/types";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";
import { save } from "@/ui/save";
import { say } from "@/ui/toast";
import { CARRY_OUT } from "@/words/request";

import { useRequestStep } from "./useRequestStep";

/** What can be done with a request as it stands. */
export function RequestSteps({ request }: { request: DataRequest }) {
  const [refusing, setRefusing] = useState(false);
  const refuse = (
    <Button variant="default" onClick={() => setRefusing(true)}>
      Refuse
    </Button>
  );
  if (refusing) return <Refuse request={request} keep={() => setRefusing(false)} />;
  switch (request.state) {
    case "unverified":
      return <Verify request={request} refuse={refuse} />;
    case "open":
      return <CarryOut request={request} refuse={refuse} />;
    case "preparing":
      return (
        <Notice tone="info" title="The file is being made.">
          It takes a moment; you can close this and come back.
        </Notice>
      );
    default:
      return request.has_file ? <HandOver request={request} /> : null;
  }
}

interface StepProps {
  request: DataRequest;
  refuse: ReactNode;
}

const submitted = (act: () => void) => (event: SyntheticEvent) => {
  event.preventDefault();
  act();
};

function Verify({ request, refuse }: StepProps) {
  const { slug } = useOrg();
  const [by, setBy] = useState("");
  const verify = useRequestStep(request, () => requestVerify(slug, request.id, by.trim()));
  return (
    <form className={form["form"]} onSubmit={submitted(() => verify.mutate())}>
      {verify.isError && <Notice tone="bad">{sentence(verify.error)}</Notice>}
      <p>
        Nothing is done for a person whom nobody knows.{" "}
        {request.source === "self_service" && "Our letter to the mailbox was not answered yet."}
      </p>
      <TextInput
        label="How you made sure of who asks"
        description="Such as: passport shown at the desk, called back on the number of the booking."
        maxLength={200}
        value={by}
        onChange={(event) => setBy(event.currentTarget.value)}
        error={fieldError(verify.error, "verified_by")}
      />
      <div className={form["answers"]}>
        {refuse}
        <Button type="submit" loading={verify.isPending} disabled={by.trim() === ""}>
          I know who asks
        </Button>
      </div>
    </form>
  );
}

function CarryOut({ request, refuse }: StepProps) {
  const { slug } = useOrg();
  const [outcome, setOutcome] = useState("");
  const [sure, setSure] = useState(false);
  const carryOut = useRequestStep(request, () => requestCarryOut(slug, request.id, outcome.trim()));
  const { verb, does } = CARRY_OUT[request.kind];
  const erases = request.kind === "erasure";
  const corrects = request.kind === "rectification";
  return (
    <form className={form["form"]} onSubmit={submitted(() => carryOut.mutate())}>
      {carryOut.isError && (
        <Notice tone="bad" title="Nothing was done.">
          {sentence(carryOut.error)}
        </Notice>
      )}
      <p>{does}</p>
      {corrects && (
        <TextInput
          label="What was corrected"
          maxLength={1000}
          value={outcome}
          onChange={(event) => setOutcome(event.currentTarget.value)}
          error={fieldError(carryOut.error, "outcome")}
        />
      )}
      {erases && (
        <label className={form["choice"]}>
          <input
            type="checkbox"
            checked={sure}
            onChange={(event) => setSure(event.currentTarget.checked)}
          />
          <span>
            <strong>I know that this cannot be undone</strong>
          </span>
        </label>
      )}
      <div className={form["answers"]}>
        {refuse}
        <Button
          type="submit"
          {...(erases ? { color: "bad" } : {})}
          loading={carryOut.isPending}
          disabled={(erases && !sure) || (corrects && outcome.trim() === "")}
        >
          {verb}
        </Button>
      </div>
    </form>
  );
}

function Refuse({ request, keep }: { request: DataRequest; keep: () => void }) {
  const { slug } = useOrg();
  const [reason, setReason] = useState("");
  const refuse = useRequestStep(request, () => requestRefuse(slug, request.id, reason.trim()));
  return (
    <form className={form["form"]} onSubmit={submitted(() => refuse.mutate())}>
      {refuse.isError && (
        <Notice tone="bad" title="The request is not refused.">
          {sentence(refuse.error)}
        </Notice>
      )}
      <Textarea
        label="Why it is refused"
        description="The person has a right to know why, and that they may complain (GDPR 12(4))."
        rows={3}
        maxLength={1000}
        data-autofocus
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={fieldError(refuse.error, "reason")}
      />
      <div className={form["answers"]}>
        <Button variant="default" onClick={keep}>
          Do not refuse
        </Button>
        <Button
          type="submit"
          color="bad"
          loading={refuse.isPending}
          disabled={reason.trim() === ""}
        >
          Refuse the request
        </Button>
      </div>
    </form>
  );
}

function HandOver({ request }: { request: DataRequest }) {
  const { slug } = useOrg();
  const take = useMutation({
    mutationFn: () => requestFile(slug, request.id),
    onSuccess: (file) => {
      save(file, `request-${request.id}.zip`);
      say("The file is saved. That you took it is noted in the audit log.");
    },
  });
  return (
    <div className={form["form"]}>
      {take.isError && (
        <Notice tone="bad" title="The file is not here.">
          {sentence(take.error)}
        </Notice>
      )}
      <p>Hand the file to the person themselves. It is deleted a week after it was made.</p>
      <div className={form["answers"]}>
        <Button
          leftSection={<Download size={16} aria-hidden="true" />}
          loading={take.isPending}
          onClick={() => take.mutate()}
        >
          Save the file
        </Button>
      </div>
    </div>
  );
}
