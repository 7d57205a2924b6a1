import type { SignupForm } from "@/api/types";
import { count, many, share } from "@/format/format";
import { Tile, Tiles } from "@/ui/Tile";
import { refusalWord } from "@/words/form";

/** How a form fares, from the look at it to the confirmed address. */
export const FormFigures = ({ form }: { form: SignupForm }) => {
  const { shown, posted, sent, confirmed, pending, refused } = form.counts;
  const reasons = Object.entries(refused)
    .filter(([, n]) => n > 0)
    .sort(([, a], [, b]) => b - a);
  const out = reasons.reduce((sum, [, n]) => sum + n, 0);
  return (
    <Tiles label="How the form fares">
      <Tile label="Shown" value={count(shown)} note="times" />
      <Tile label="Filled in" value={count(posted)} note={`${share(posted, shown)} of those`} />
      <Tile
        label="Confirmed"
        value={count(confirmed)}
        note={`${share(confirmed, sent)} of ${many(sent, "letter")}`}
      />
      <Tile label="Not answered yet" value={count(pending)} note="the letter is there" />
      <Tile
        label="Turned away"
        value={count(out)}
        note={reasons.map(([reason, n]) => `${refusalWord(reason)} ${count(n)}`).join(", ")}
      />
    </Tiles>
  );
};
