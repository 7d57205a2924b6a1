import { Link, useNavigate } from "@tanstack/react-router";
import { Ellipsis, SunMoon } from "lucide-react";

import { useOrg } from "@/api/org";
import type { Me } from "@/api/types";
import { t } from "@/i18n/words";
import { Menu, MenuItem } from "@/ui/Menu";

import { ON_BAR, PLACES } from "./nav";
import { useScheme } from "./SchemeToggle";
import classes from "./Shell.module.css";
import { UserItems } from "./UserMenu";

/** The same places under a thumb: four, and the rest behind 'More'. */
export const BottomBar = ({ me }: { me: Me }) => {
  const { slug } = useOrg();
  return (
    <nav aria-label={t("nav.below")} className={classes["bottom"]}>
      {PLACES.filter(({ word }) => ON_BAR.has(word)).map(({ to, word, icon: Icon }) => (
        <Link key={to} to={to} params={{ org: slug }} className={classes["tab"]}>
          <Icon size={21} strokeWidth={1.8} aria-hidden="true" />
          {t(word)}
        </Link>
      ))}
      <More me={me} />
    </nav>
  );
};

const More = ({ me }: { me: Me }) => {
  const { slug } = useOrg();
  const navigate = useNavigate();
  const { label, flip } = useScheme();
  return (
    <Menu
      width={240}
      side="above"
      align="end"
      buttonClass={classes["tab"]}
      button={
        <>
          <Ellipsis size={21} strokeWidth={1.8} aria-hidden="true" />
          {t("nav.more")}
        </>
      }
    >
      {PLACES.filter(({ word }) => !ON_BAR.has(word)).map(({ to, word, icon: Icon }) => (
        <MenuItem
          key={to}
          icon={<Icon size={16} aria-hidden="true" />}
          onSelect={() => void navigate({ to, params: { org: slug } })}
        >
          {t(word)}
        </MenuItem>
      ))}
      <MenuItem icon={<SunMoon size={16} aria-hidden="true" />} onSelect={flip}>
        {label}
      </MenuItem>
      <UserItems me={me} />
    </Menu>
  );
};
