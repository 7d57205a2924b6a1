import { Button, PasswordInput } from "@mantine/core";
import "@mantine/core/styles/PasswordInput.layer.css";
import { useMutation } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useEffect, useState, type SyntheticEvent } from "react";

import { sentence } from "@/api/errors";
import { passwordChoose } from "@/api/session";
import { BellMark } from "@/ui/BellMark";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";

import classes from "./LoginPage.module.css";

/** Where an invited person chooses a password. */
export function JoinPage() {
  const { key } = useSearch({ from: "/join" });
  const [password, setPassword] = useState("");
  useEffect(() => {
    document.title = "Choose a password · Bellhop";
  }, []);
  const choose = useMutation({ mutationFn: () => passwordChoose(key ?? "", password) });
  const refused = choose.isError ? sentence(choose.error) : choose.data;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    choose.mutate();
  };
  return (
    <main className={classes["page"]}>
      <div className={classes["card"]}>
        <div className={classes["mark"]}>
          <BellMark size={36} />
        </div>
        <h1>Choose a password</h1>
        {choose.isSuccess && !refused ? (
          <p>
            Your password is set. <Link to="/login">Log in with it</Link>.
          </p>
        ) : (
          <form className={form["form"]} onSubmit={submit}>
            {refused && <Notice tone="bad">{refused}</Notice>}
            <PasswordInput
              label="New password"
              description="A sentence that only you think of is best."
              autoComplete="new-password"
              required
              withAsterisk={false}
              visibilityToggleButtonProps={{ "aria-label": "Show or hide the password" }}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            <Button type="submit" loading={choose.isPending} fullWidth>
              Set the password
            </Button>
          </form>
        )}
      </div>
    </main>
  );
}
