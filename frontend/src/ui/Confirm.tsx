import { Button } from "@mantine/core";
import type { ReactNode } from "react";

import { Dialog } from "./Dialog";
import form from "./Form.module.css";

interface ConfirmProps {
  opened: boolean;
  title: string;
  /** What is pressed to do it; it names its size. */
  verb: string;
  /** What is pressed to leave everything as it is. */
  keep: string;
  danger?: boolean;
  busy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A step that cannot be taken back is asked about once more, with what it does. */
export const Confirm = (props: ConfirmProps) => {
  const { opened, title, verb, keep, danger = false, busy = false, onConfirm, onClose } = props;
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      <div className={form["form"]}>
        {props.children}
        <div className={form["answers"]}>
          <Button variant="default" onClick={onClose}>
            {keep}
          </Button>
          <Button {...(danger ? { color: "bad" } : {})} loading={busy} onClick={onConfirm}>
            {verb}
          </Button>
        </div>
      </div>
    </Dialog>
  );
};
