import { useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";

import { t } from "@/i18n/words";
import { BellMark } from "@/ui/BellMark";
import { LogInForm } from "@/ui/LogInForm";

import classes from "./LoginPage.module.css";

export function LoginPage() {
  const { next } = useSearch({ from: "/login" });
  const router = useRouter();
  const client = useQueryClient();
  useEffect(() => {
    document.title = `${t("login.page")} · Bellhop`;
  }, []);
  const enter = () => {
    client.clear();
    router.history.push(next ?? "/app/");
  };
  return (
    <main className={classes["page"]}>
      <div className={classes["card"]}>
        <div className={classes["mark"]}>
          <BellMark size={36} />
        </div>
        <h1>{t("login.welcome")}</h1>
        <p className={classes["sub"]}>{t("login.sub")}</p>
        <LogInForm onDone={enter} />
      </div>
    </main>
  );
}
