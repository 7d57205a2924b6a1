import { Button } from "@mantine/core";
import { useState } from "react";

import { language } from "@/format/format";
import { Confirm } from "@/ui/Confirm";

interface PublishPolicyProps {
  version: number;
  languages: string[];
  disabled: boolean;
  busy: boolean;
  publish: () => Promise<unknown>;
}

/** Publishing is asked about once more: nobody can change a version, nor take it back. */
export function PublishPolicy({ version, languages, disabled, busy, publish }: PublishPolicyProps) {
  const [asking, setAsking] = useState(false);
  const close = () => setAsking(false);
  return (
    <>
      <Button disabled={disabled} onClick={() => setAsking(true)}>
        Publish version {version}
      </Button>
      <Confirm
        opened={asking}
        title={`Publish version ${version}`}
        verb={`Publish version ${version}`}
        keep="Not yet"
        busy={busy}
        onClose={close}
        onConfirm={() => void publish().then(close, close)}
      >
        <p>
          Everybody reads it at once, in {languages.map(language).join(", ")}. A published version
          cannot be changed or taken back, only followed by the next one.
        </p>
      </Confirm>
    </>
  );
}
