import { Modal } from "@mantine/core";
import "@mantine/core/styles/Paper.layer.css";
import "@mantine/core/styles/ModalBase.layer.css";
import "@mantine/core/styles/Modal.layer.css";

import { LogInForm } from "@/ui/LogInForm";

/** Over the page, so that what was typed stays where it is. */
export default function LogInAgain({ email, onBack }: { email: string; onBack: () => void }) {
  return (
    <Modal
      opened
      onClose={onBack}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      title="You were logged out"
      centered
    >
      <LogInForm
        email={email}
        onDone={onBack}
        intro="Your session has ended. Nothing you typed is lost: log in, then repeat your last step."
      />
    </Modal>
  );
}
