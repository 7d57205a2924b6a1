import { Link } from "@tanstack/react-router";

import { useOrg } from "@/api/org";
import type { Me } from "@/api/types";
import { t } from "@/i18n/words";
import { BellMark } from "@/ui/BellMark";

import { PLACES } from "./nav";
import { SchemeToggle } from "./SchemeToggle";
import classes from "./Shell.module.css";
import { Switcher } from "./Switcher";
import { UserMenu } from "./UserMenu";

export const SideNav = ({ me }: { me: Me }) => {
  const { slug } = useOrg();
  return (
    <div className={classes["side"]}>
      <Link to="/$org/home" params={{ org: slug }} className={classes["brand"]}>
        <BellMark size={22} />
        Bellhop
      </Link>
      <Switcher me={me} />
      <nav aria-label={t("nav.main")} className={classes["links"]}>
        {PLACES.map(({ to, word, icon: Icon }) => (
          <Link key={to} to={to} params={{ org: slug }} className={classes["link"]}>
            <Icon size={18} strokeWidth={1.9} aria-hidden="true" />
            {t(word)}
          </Link>
        ))}
      </nav>
      <div className={classes["foot"]}>
        <UserMenu me={me} />
        <SchemeToggle />
      </div>
    </div>
  );
};
