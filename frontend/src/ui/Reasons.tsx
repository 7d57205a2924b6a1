import { count, share } from "@/format/format";
import table from "@/ui/Table.module.css";
import { reasonWord } from "@/words/permission";

interface ReasonsProps {
  excluded: Record<string, number>;
  texts?: Record<string, string>;
  /** Line up with the text around, where no card's edge does. */
  inset?: boolean;
  /** Leave the shares out, where there is no room for them. */
  narrow?: boolean;
}

/** Why guests are left out, the largest group first, with the server's sentence for each. */
export const Reasons = (props: ReasonsProps) => {
  const { excluded, texts = {}, inset = false, narrow = false } = props;
  const total = Object.values(excluded).reduce((sum, n) => sum + n, 0);
  const rows = Object.entries(excluded)
    .filter(([, n]) => n > 0)
    .sort(([, a], [, b]) => b - a);
  return (
    <div className={table["scroll"]}>
      <table className={table["table"]} data-inset={inset || undefined}>
        <thead>
          <tr>
            <th scope="col">Not allowed because</th>
            <th scope="col" data-num>
              Guests
            </th>
            {!narrow && (
              <th scope="col" data-num data-wide-only>
                Share
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(([reason, n]) => (
            <tr key={reason}>
              <th scope="row">
                {reasonWord(reason)}
                {texts[reason] && <span className={table["sub"]}>{texts[reason]}</span>}
              </th>
              <td data-num>{count(n)}</td>
              {!narrow && (
                <td data-num data-wide-only>
                  {share(n, total)}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
