// nodemailer's pool, measured: letters over eight kept connections, each one rendered for its guest.
// Standard input: JSON with `port`, `letters`, `letter` (a path) and `signed`. Output: JSON with the seconds.
//
// Its best configuration for a campaign, by its documentation: a pool whose connections are never changed
// (maxMessages), fed as it gets idle, so that no queue of built letters grows; the template compiled once.
import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import nodemailer from "nodemailer";

const CONNECTIONS = 8;
const { port, letters, letter: path, signed } = JSON.parse(readFileSync(0, "utf8"));
const letter = JSON.parse(readFileSync(path, "utf8"));

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text) => text.replace(/[&<>"']/g, (found) => ESCAPES[found]);
const plain = (text) => text;

// Odd parts of the split are names, each followed by its default.
function compiled(source, finish) {
  const parts = source.split(/\{\{ ([\w.]+)(?:\|default:"([^"]*)")? \}\}/);
  const pieces = [];
  for (let at = 0; at < parts.length; at += 3) {
    pieces.push({ text: parts[at], name: parts[at + 1]?.split("."), otherwise: parts[at + 2] ?? "" });
  }
  return (values) => {
    let out = "";
    for (const { text, name, otherwise } of pieces) {
      out += text;
      if (name) out += finish(String(name.reduce((found, key) => found?.[key], values) || otherwise));
    }
    return out;
  };
}

const subject = compiled(letter.subject, plain);
const text = compiled(letter.text, plain);
const html = compiled(letter.html, escaped);
const headers = Object.entries(letter.headers).map(([key, value]) => [key, compiled(value, plain)]);

function mailOf(number) {
  const values = {
    token: String(number).padStart(36, "0"),
    guest: {
      first_name: `Anna-${number}`,
      custom: { room: 100 + (number % 200), table: "window", points: number, since: "2019" },
    },
  };
  return {
    from: letter.from,
    to: `guest${number}@example${number % 50}.com`,
    subject: subject(values),
    text: text(values),
    html: html(values),
    headers: headers.map(([key, value]) => ({ key, value: value(values) })),
  };
}

function dkim() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs1", format: "pem" });
  return { domainName: "seehof.example", keySelector: "bench", privateKey: pem };
}

const pool = nodemailer.createTransport({
  host: "127.0.0.1",
  port,
  ignoreTLS: true,
  pool: true,
  maxConnections: CONNECTIONS,
  maxMessages: Infinity,
  ...(signed ? { dkim: dkim() } : {}),
});

function sendAll() {
  return new Promise((resolve, reject) => {
    let started = 0;
    let accepted = 0;
    const feed = () => {
      while (started < letters && pool.isIdle()) {
        pool.sendMail(mailOf(started++), (error) => {
          if (error) return reject(error);
          if (++accepted === letters) resolve();
        });
      }
    };
    pool.on("idle", feed);
    feed();
  });
}

const began = process.hrtime.bigint();
await sendAll();
console.log(JSON.stringify({ seconds: Number(process.hrtime.bigint() - began) / 1e9 }));
pool.close();
