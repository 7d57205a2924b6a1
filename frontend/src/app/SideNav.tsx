import { Link } from "@tanstack/react-router";

import { useOrg } from "@/api/org";
import type { Me } from "@/api/types";
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
      <nav aria-label="Main" className={classes["links"]}>
        {PLACES.map(({ to, name, icon: Icon }) => (
          <Link key={to} to={to} params={{ org: slug }} className={classes["link"]}>
            <Icon size={18} strokeWidth={1.9} aria-hidden="true" />
            {name}
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
