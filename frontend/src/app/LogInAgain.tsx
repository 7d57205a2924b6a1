import { t } from "@/i18n/words";
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
      title={t("again.title")}
    >
      <LogInForm email={email} onDone={onBack} intro={t("again.intro")} />
    </Dialog>
  );
}
