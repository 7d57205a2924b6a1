import { Button, CloseButton } from "@mantine/core";
import { CircleAlert, CircleCheck } from "lucide-react";

import { t } from "@/i18n/words";

import { dismiss, useToasts } from "./toast";
import classes from "./Toasts.module.css";

export const Toasts = () => (
  <div className={classes["toasts"]} role="status" aria-live="polite">
    {useToasts().map(({ id, tone, text, action }) => (
      <div key={id} className={classes["toast"]} data-tone={tone}>
        {tone === "ok" ? (
          <CircleCheck size={18} aria-hidden="true" />
        ) : (
          <CircleAlert size={18} aria-hidden="true" />
        )}
        <span>{text}</span>
        {action && (
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              dismiss(id);
              action.run();
            }}
          >
            {action.label}
          </Button>
        )}
        <CloseButton size="sm" aria-label={t("ui.dismiss")} onClick={() => dismiss(id)} />
      </div>
    ))}
  </div>
);
