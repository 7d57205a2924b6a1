import { Dialog } from "@/ui/Dialog";
import { LogInForm } from "@/ui/LogInForm";

/** Over the page, so that what was typed stays where it is. */
export default function LogInAgain({ email, onBack }: { email: string; onBack: () => void }) {
  return (
    <Dialog
      opened
      onClose={onBack}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      title="You were logged out"
    >
      <LogInForm
        email={email}
        onDone={onBack}
        intro="Your session has ended. Nothing you typed is lost: log in, then repeat your last step."
      />
    </Dialog>
  );
}
