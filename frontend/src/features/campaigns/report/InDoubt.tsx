import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { sentence } from "@/api/errors";
import { pressKey } from "@/api/idempotency";
import { useOrg } from "@/api/org";
import { campaignResendUnknown } from "@/api/queries/campaigns";
import type { Progress } from "@/api/types";
import { count, many } from "@/format/format";
import { Confirm } from "@/ui/Confirm";
import { Notice } from "@/ui/Notice";
import { say } from "@/ui/toast";

import { SEND_PERMISSION } from "../actions";
import classes from "./Report.module.css";

/** Letters that may or may not have left: why, and the one press that sends them again. */
export function InDoubt({ id, progress }: { id: number; progress: Progress }) {
  const { can } = useOrg();
  // A name for each time it is asked: the same press repeated is the same order.
  const [key, setKey] = useState<string | null>(null);
  const { in_doubt: offered, being_settled: settling, status } = progress;
  if (offered === 0 && settling === 0) return null;
  const closed = status === "cancelled";
  if (offered === 0)
    return (
      <Notice tone="info" title={`${many(settling, "letter")} being looked up`}>
        The connection ended before the mail server answered. Its log is asked whether it took{" "}
        {settling === 1 ? "this letter" : "these letters"}; nobody gets one twice meanwhile.
      </Notice>
    );
  return (
    <Notice
      tone="wait"
      title={`${many(offered, "letter")} may or may not have left`}
      action={
        can(SEND_PERMISSION) &&
        !closed && (
          <Button variant="default" onClick={() => setKey(pressKey())}>
            Send to {offered === 1 ? "this guest" : `these ${count(offered)}`}
          </Button>
        )
      }
    >
      <Reasons reasons={progress.doubt_reasons} />
      <p>
        {closed
          ? "The campaign is cancelled, so they stay as they are."
          : "They are not sent again by themselves."}
        {settling > 0 &&
          ` Of ${many(settling, "more letter")} the mail server's log is still asked.`}
      </p>
      {key !== null && (
        <SendAgain id={id} offered={offered} press={key} close={() => setKey(null)} />
      )}
    </Notice>
  );
}

const Reasons = ({ reasons }: { reasons: Progress["doubt_reasons"] }) =>
  reasons.length === 1 ? (
    <p>{reasons[0]?.text}</p>
  ) : (
    <ul className={classes["reasons"]}>
      {reasons.map(({ text, letters }) => (
        <li key={text}>
          <strong data-number>{count(letters)}</strong> {text}
        </li>
      ))}
    </ul>
  );

interface SendAgainProps {
  id: number;
  offered: number;
  press: string;
  close: () => void;
}

function SendAgain({ id, offered, press, close }: SendAgainProps) {
  const { slug } = useOrg();
  const client = useQueryClient();
  // What was shown when the question was opened, not what a later look may find.
  const [shown] = useState(offered);
  const send = useMutation({
    mutationFn: () => campaignResendUnknown(slug, id, { acknowledged: shown, key: press }),
    onSuccess: () => {
      say(`${many(shown, "letter")} queued again.`);
      close();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["org", slug, "campaigns"] }),
  });
  return (
    <Confirm
      opened
      title="Send the letters in doubt again"
      verb={`Send to ${many(shown, "guest")} again`}
      keep="Leave them"
      busy={send.isPending}
      onClose={close}
      onConfirm={() => send.mutate()}
    >
      {send.isError && (
        <Notice tone="bad" title="Nothing was sent again.">
          {sentence(send.error)}
        </Notice>
      )}
      <p>
        Some of these {many(shown, "guest")} may have the letter already and would get it twice; if
        you leave them, some may never get it. Guests who have unsubscribed meanwhile are left out.
      </p>
    </Confirm>
  );
}
