import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { Moon, Sun } from "lucide-react";

import { t } from "@/i18n/words";

export function useScheme() {
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme("light") === "dark";
  return {
    dark,
    label: t(dark ? "scheme.light" : "scheme.dark"),
    flip: () => setColorScheme(dark ? "light" : "dark"),
  };
}

export const SchemeToggle = () => {
  const { dark, label, flip } = useScheme();
  return (
    <ActionIcon variant="subtle" size="lg" aria-label={label} title={label} onClick={flip}>
      {dark ? <Sun size={18} aria-hidden="true" /> : <Moon size={18} aria-hidden="true" />}
    </ActionIcon>
  );
};
