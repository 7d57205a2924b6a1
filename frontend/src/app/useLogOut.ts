import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { logOut } from "@/api/session";
import { t } from "@/i18n/words";
import { say } from "@/ui/toast";

export function useLogOut(): () => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    try {
      await logOut();
    } catch {
      say(t("user.stillIn"), "bad");
      return;
    }
    await navigate({ to: "/login" });
    client.clear();
  };
}
