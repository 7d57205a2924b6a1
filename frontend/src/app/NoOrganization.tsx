import { t } from "@/i18n/words";
import { Page } from "@/ui/Page";

export const NoOrganization = () => (
  <Page title={t("noOrg.title")}>
    <p>{t("noOrg.text")}</p>
  </Page>
);
