import {
  createTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from "@mantine/core";

const tuple = (names: string): MantineColorsTuple => {
  const [a = "", b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a] = names
    .split(" ")
    .map((name) => `var(--bh-${name})`);
  return [a, b, c, d, e, f, g, h, i, j];
};

/** Names of the few colours a button may have; their values live in tokens.css. */
const PLAIN = { background: "transparent", border: "1px solid transparent" };

const button: VariantColorsResolver = ({ variant, color }) => {
  const danger = color === "bad";
  const ink = danger ? "var(--bh-bad)" : "var(--bh-brand)";
  if (variant === "filled")
    return {
      background: ink,
      hover: danger ? "var(--bh-bad)" : "var(--bh-brand-hover)",
      color: danger ? "var(--bh-surface)" : "var(--bh-on-brand)",
      border: PLAIN.border,
    };
  if (variant === "default")
    return {
      background: "var(--bh-surface)",
      hover: "var(--bh-hover)",
      color: danger ? ink : "var(--bh-ink)",
      border: "1px solid var(--bh-line-strong)",
    };
  if (variant === "light")
    return {
      background: danger ? "var(--bh-bad-soft)" : "var(--bh-brand-soft)",
      hover: "var(--bh-hover)",
      color: ink,
      border: PLAIN.border,
    };
  return { ...PLAIN, hover: "var(--bh-hover)", color: danger ? ink : "var(--bh-ink-soft)" };
};

export const theme = createTheme({
  primaryColor: "brand",
  colors: {
    brand: tuple("brand"),
    bad: tuple("bad"),
    // The two scales from which components take their own grounds, lines and inks.
    gray: tuple("hover hover line line line-strong line-strong ink-soft ink-soft ink ink"),
    dark: tuple("ink ink ink-soft ink-soft line-strong hover surface ground sunken sunken"),
  },
  fontFamily: "var(--bh-sans)",
  fontFamilyMonospace: "var(--bh-mono)",
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  variantColorResolver: button,
});

const names = {
  "--mantine-color-body": "var(--bh-ground)",
  "--mantine-color-text": "var(--bh-ink)",
  "--mantine-color-dimmed": "var(--bh-ink-soft)",
  "--mantine-color-placeholder": "var(--bh-ink-soft)",
  "--mantine-color-anchor": "var(--bh-brand)",
  "--mantine-color-error": "var(--bh-bad)",
  "--mantine-color-default": "var(--bh-surface)",
  "--mantine-color-default-hover": "var(--bh-hover)",
  "--mantine-color-default-color": "var(--bh-ink)",
  "--mantine-color-default-border": "var(--bh-line-strong)",
  "--mantine-color-disabled": "var(--bh-sunken)",
  "--mantine-color-disabled-color": "var(--bh-ink-soft)",
  "--mantine-color-disabled-border": "var(--bh-line)",
  "--mantine-primary-color-filled": "var(--bh-brand)",
  "--mantine-primary-color-contrast": "var(--bh-on-brand)",
};

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: names,
  dark: names,
});
