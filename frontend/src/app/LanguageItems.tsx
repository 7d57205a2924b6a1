import { useMutation } from "@tanstack/react-query";
import { Check } from "lucide-react";

import { chooseLanguage } from "@/api/queries/me";
import { isLanguage, language, LANGUAGES, speakAsChosen, type Language } from "@/i18n/speak";
import { t } from "@/i18n/words";
import { MenuItem, MenuLabel } from "@/ui/Menu";
import { say } from "@/ui/toast";

const known = Object.keys(LANGUAGES).filter(isLanguage);

/** The dashboard's languages. A new one is spoken from the start of a page, so this page begins anew. */
export function LanguageItems() {
  const choice = useMutation({
    mutationFn: (chosen: Language) => chooseLanguage(chosen),
    onSuccess: async ({ language: chosen }) => {
      await speakAsChosen(chosen);
      window.location.reload();
    },
    onError: () => say(t("user.languageNotSaved"), "bad"),
  });
  return (
    <>
      <MenuLabel>{t("user.language")}</MenuLabel>
      {known.map((code) => (
        <MenuItem
          key={code}
          mark={
            code === language() ? (
              <Check size={16} role="img" aria-label={t("switcher.chosen")} />
            ) : undefined
          }
          onSelect={() => choice.mutate(code)}
        >
          <span lang={code}>{LANGUAGES[code]}</span>
        </MenuItem>
      ))}
    </>
  );
}
