import { Link } from "@tanstack/react-router";

import { t } from "@/i18n/words";
import { Page } from "@/ui/Page";

export const NotHere = () => (
  <Page title={t("notHere.title")}>
    <p>
      {t("notHere.text")} <Link to="/">{t("notHere.home")}</Link>.
    </p>
  </Page>
);
