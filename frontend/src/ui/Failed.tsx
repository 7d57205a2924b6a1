import { Button } from "@mantine/core";
import { RotateCw } from "lucide-react";

import { ApiError, sentence } from "@/api/errors";
import { t } from "@/i18n/words";

import { Notice } from "./Notice";

interface FailedProps {
  error: unknown;
  /** What could not be shown, as the start of a sentence: 'The guests cannot be shown.' */
  what: string;
  again?: () => void;
}

export const Failed = ({ error, what, again }: FailedProps) => (
  <Notice
    tone="bad"
    title={what}
    action={
      again && (
        <Button
          variant="default"
          size="xs"
          leftSection={<RotateCw size={14} aria-hidden="true" />}
          onClick={again}
        >
          {t("ui.tryAgain")}
        </Button>
      )
    }
  >
    {sentence(error)}
    {error instanceof ApiError && error.requestId && (
      <small> {t("ui.forAdministrator", { id: error.requestId })}</small>
    )}
  </Notice>
);
