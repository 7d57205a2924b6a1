import { useRouter } from "@tanstack/react-router";
import { ChevronRight, TriangleAlert } from "lucide-react";
import type { MouseEvent } from "react";

import { useOrg } from "@/api/org";
import type { Attention as Item } from "@/api/types";
import { t } from "@/i18n/words";

import classes from "./Home.module.css";

/** What waits for a decision. The server gives the sentence and the way to it. */
export function Attention({ items }: { items: Item[] }) {
  if (items.length === 0) return null;
  return (
    <section className={classes["attention"]} aria-label={t("home.attention")}>
      <h2>{t("home.attention")}</h2>
      <ul>
        {items.map((item) => (
          <li key={`${item.kind} ${item.message}`}>
            <Entry item={item} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What the server found, said in the reader's language; a channel's own words stay as they came. */
function sentenceOf({ kind, count, name, message }: Item): string {
  if (kind === "unknown_mail") return t("home.unknownMail", { count });
  if (kind === "channel_issues") return t("home.channelIssues", { count });
  if (kind === "postal_address") return t("home.postalAddress", { name });
  return message;
}

/** The server names a place within the organisation: '/connections/5'. */
const placeOf = (org: string, link: string): string =>
  link.startsWith("/app/") ? link : `/app/${org}${link === "/" ? "/home" : link}`;

function Entry({ item }: { item: Item }) {
  const router = useRouter();
  const { slug } = useOrg();
  const href = placeOf(slug, item.link);
  const go = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    router.history.push(href);
  };
  const content = (
    <>
      <TriangleAlert size={16} aria-hidden="true" />
      <span>{sentenceOf(item)}</span>
    </>
  );
  if (!item.link) return <div className={classes["item"]}>{content}</div>;
  return (
    <a className={classes["item"]} href={href} onClick={go}>
      {content}
      <ChevronRight size={16} aria-hidden="true" />
    </a>
  );
}
