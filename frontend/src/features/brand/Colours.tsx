import { Button, TextInput } from "@mantine/core";

import type { Brand } from "@/api/types";
import { contrast, ENOUGH, isColour, mended } from "@/format/contrast";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";

import classes from "./Brand.module.css";

type ColourKey = "primary" | "ground" | "paper" | "ink";

export const COLOURS: readonly { key: ColourKey; label: string; hint: string }[] = [
  { key: "primary", label: "Your colour", hint: "Buttons, bands and headings" },
  { key: "ink", label: "Words", hint: "On the letter's paper" },
  { key: "paper", label: "Paper", hint: "Below the words" },
  { key: "ground", label: "Ground", hint: "Around the letter" },
];

/** Words that stand on the paper, with what is said when they cannot be read there. */
const ON_PAPER: readonly { key: ColourKey; what: string }[] = [
  { key: "ink", what: "Words" },
  { key: "primary", what: "Headings and links" },
];

interface ColoursProps {
  brand: Brand;
  set: (patch: Partial<Brand>) => void;
}

/** A hotel's colours; where one cannot be read, a shade of it that can is offered. */
export const Colours = ({ brand, set }: ColoursProps) => (
  <div className={form["form"]}>
    <div className={form["fields"]}>
      {COLOURS.map(({ key, label, hint }) => (
        <div key={key} className={classes["colour"]}>
          <TextInput
            label={label}
            description={hint}
            maxLength={7}
            value={brand[key]}
            error={isColour(brand[key]) ? undefined : "Write a colour as #1f5f4a."}
            onChange={(event) => set({ [key]: event.currentTarget.value.trim() })}
            rightSection={
              <input
                type="color"
                aria-label={`Pick: ${label}`}
                value={isColour(brand[key]) ? brand[key] : "#000000"}
                onChange={(event) => set({ [key]: event.currentTarget.value })}
              />
            }
          />
        </div>
      ))}
    </div>
    {isColour(brand.paper) &&
      ON_PAPER.filter(({ key }) => isColour(brand[key])).map(({ key, what }) => (
        <Weak key={key} brand={brand} colour={key} what={what} set={set} />
      ))}
  </div>
);

interface WeakProps extends ColoursProps {
  colour: ColourKey;
  what: string;
}

function Weak({ brand, colour, what, set }: WeakProps) {
  const found = contrast(brand[colour], brand.paper);
  if (found >= ENOUGH) return null;
  const better = mended(brand[colour], brand.paper);
  return (
    <Notice
      tone="wait"
      title={`${what} in ${brand[colour]} are hard to read on ${brand.paper}`}
      action={
        <Button variant="default" onClick={() => set({ [colour]: better })}>
          Take {better}
        </Button>
      }
    >
      Their contrast is {(Math.floor(found * 10) / 10).toFixed(1)} : 1; 4.5 : 1 is needed. Until you
      change it, letters put another colour in its place.
    </Notice>
  );
}
