import { Link } from "@tanstack/react-router";

import { useOrg } from "@/api/org";
import type { Me } from "@/api/types";
import { BellMark } from "@/ui/BellMark";

import classes from "./Shell.module.css";
import { Switcher } from "./Switcher";

/** A phone's head: the mark, and where one is. */
export const TopBar = ({ me }: { me: Me }) => {
  const { slug } = useOrg();
  return (
    <header className={classes["top"]}>
      <Link to="/$org/home" params={{ org: slug }} className={classes["brand"]}>
        <BellMark size={20} />
        Bellhop
      </Link>
      <Switcher me={me} />
    </header>
  );
};
