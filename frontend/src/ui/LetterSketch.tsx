import classes from "./LetterSketch.module.css";

/** A small drawing of a letter, its image and lines laid out by the title so that no two match. */
export function LetterSketch({ title }: { title: string }) {
  const seed = Array.from(title).reduce(
    (sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997,
    7,
  );
  const tall = 28 + (seed % 3) * 7;
  const lines = 2 + (seed % 2);
  const middle = seed % 2 === 0;
  return (
    <svg viewBox="0 0 160 120" className={classes["sketch"]} aria-hidden="true" focusable="false">
      <rect x="34" y="8" width="92" height="118" rx="2" className={classes["paper"]} />
      <path d="M72 17h16" className={classes["head"]} />
      <rect x="42" y="24" width="76" height={tall} rx="1" className={classes["image"]} />
      <path
        d={`M42 ${24 + tall}l20 -${tall * 0.5} 14 ${tall * 0.26} 18 -${tall * 0.52} 24 ${tall * 0.76}z`}
        className={classes["hill"]}
      />
      {Array.from({ length: lines }, (_, i) => (
        <path
          key={i}
          d={`M${middle ? 52 + i * 4 : 42} ${33 + tall + i * 7}h${middle ? 56 - i * 8 : 76 - i * 18}`}
          className={classes["text"]}
        />
      ))}
      <rect
        x={middle ? 66 : 42}
        y={33 + tall + lines * 7}
        width="28"
        height="8"
        rx="1.5"
        className={classes["button"]}
      />
    </svg>
  );
}
