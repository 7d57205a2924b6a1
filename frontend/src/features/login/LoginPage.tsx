import { useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";

import { BellMark } from "@/ui/BellMark";
import { LogInForm } from "@/ui/LogInForm";

import classes from "./LoginPage.module.css";

export function LoginPage() {
  const { next } = useSearch({ from: "/login" });
  const router = useRouter();
  const client = useQueryClient();
  useEffect(() => {
    document.title = "Log in · Bellhop";
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
        <h1>Welcome to Bellhop</h1>
        <p className={classes["sub"]}>Letters to your guests, from your own hotel.</p>
        <LogInForm onDone={enter} />
      </div>
    </main>
  );
}
