import { TextInput } from "@mantine/core";

import { count } from "@/format/format";

import classes from "./Compose.module.css";
import type { PanelProps } from "./checks";

// What a phone's inbox shows before it cuts.
const SUBJECT_SHOWN = 50;
const PREVIEW_SHOWN = 90;

export function SubjectPanel({ draft }: PanelProps) {
  const { subject, preview_text: preview } = draft.campaign;
  return (
    <div className={classes["narrow"]}>
      <TextInput
        label="Subject"
        description={`${count(subject.length)} characters; a phone shows about ${SUBJECT_SHOWN}.`}
        inputWrapperOrder={["label", "input", "description", "error"]}
        maxLength={200}
        value={subject}
        onChange={(event) => draft.change({ subject: event.currentTarget.value })}
      />
      <TextInput
        label="Preview text"
        description={`${count(preview.length)} characters; the line beside the subject, about ${PREVIEW_SHOWN} are shown.`}
        inputWrapperOrder={["label", "input", "description", "error"]}
        maxLength={200}
        value={preview}
        onChange={(event) => draft.change({ preview_text: event.currentTarget.value })}
      />
    </div>
  );
}
