"use strict";

const mostRows = 100;
const seconds = 60;
const tones = {
  held: ["held", "held"], confirmed: ["set aside", "held"], accepted: ["accepted", "collected"], collected: ["collected", "collected"],
  declined: ["declined", "waiting"], lapsed: ["lapsed", "waiting"], no_show: ["not fetched", "waiting"], released: ["released", "waiting"],
  broken: ["not there", "lost"], cancelled: ["cancelled", "opened"], expired: ["ended", "opened"],
  changed: ["changed", "opened"], renewed: ["asked again", "opened"],
};
const at = id => document.getElementById(id);
const counts = { opened: 0, held: 0, collected: 0 };
const waits = [];
const perSecond = new Array(seconds).fill(0);
let token = sessionStorage.getItem("token") ?? "";

const connection = new signalR.HubConnectionBuilder()
  .withUrl("hubs/live", { accessTokenFactory: () => token })
  .withAutomaticReconnect({ nextRetryDelayInMilliseconds: context => Math.min(10000, 500 * 2 ** context.previousRetryCount) })
  .configureLogging(signalR.LogLevel.Warning)
  .build();

connection.on("matchEvent", events => {
  for (const event of events) count(event);
  show(events.filter(event => event.kind !== "opened").slice(-mostRows));
});
connection.onreconnecting(() => say("connecting", "reconnecting"));
connection.onreconnected(watch);
connection.onclose(() => setTimeout(start, 2000));

async function start() {
  say("connecting", "connecting");
  try {
    await connection.start();
    await watch();
  } catch (error) {
    const refused = /401|403|Unauthorized|Forbidden|unauthorized/.test(String(error));
    at("sign-in").hidden = !refused;
    say(refused ? "refused" : "connecting", refused ? "signed out" : "no connection, trying again");
    if (connection.state !== signalR.HubConnectionState.Disconnected) await connection.stop();
    else if (!refused) setTimeout(start, 2000);
  }
}

async function watch() {
  await connection.invoke("WatchFeed");
  at("sign-in").hidden = true;
  say("connected", "connected");
}

function say(state, text) {
  at("state").dataset.state = state;
  at("state").textContent = text;
}

function count(event) {
  if (event.kind in counts) counts[event.kind] += event.quantity;
  if (event.kind === "held") {
    perSecond[seconds - 1]++;
    waits.push(event.waitedSeconds);
    if (waits.length > 1000) waits.shift();
  }
}

function show(events) {
  if (events.length) at("empty").hidden = true;
  for (const kind in counts) at(kind).textContent = counts[kind].toLocaleString();
  if (waits.length) at("waited").textContent = span([...waits].sort((a, b) => a - b)[waits.length >> 1]);
  const rows = at("events");
  rows.prepend(...events.reverse().map(row));
  while (rows.children.length > mostRows) rows.lastChild.remove();
}

function row(event) {
  const [label, tone] = tones[event.kind] ?? [event.kind, "opened"];
  const item = document.createElement("li");
  item.dataset.tone = tone;
  const what = part("span", "what", `${event.quantity} × ${event.name ?? "a medicine"}`);
  if (event.pharmacy) what.append(part("span", "where", ` at ${event.pharmacy}`));
  item.append(
    part("time", "", new Date(event.at).toLocaleTimeString([], { hourCycle: "h23" })),
    part("span", "kind", label),
    what,
    part("span", "wait", event.waitedSeconds > 0 ? `after ${span(event.waitedSeconds)}` : ""));
  return item;
}

function part(tag, name, text) {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}

function span(length) {
  if (length < 120) return `${Math.round(length)} s`;
  if (length < 7200) return `${Math.round(length / 60)} min`;
  return length < 172800 ? `${Math.round(length / 3600)} h` : `${Math.round(length / 86400)} d`;
}

for (let i = 0; i < seconds; i++) at("bars").append(document.createElement("i"));
setInterval(() => {
  const most = Math.max(1, ...perSecond);
  [...at("bars").children].forEach((bar, i) => { bar.style.height = `${100 * perSecond[i] / most}%`; });
  perSecond.push(0);
  perSecond.shift();
}, 1000);

// A demonstration also tells how it goes as a whole.
async function status() {
  const answer = await fetch("v1/demo/status").catch(() => null);
  if (answer?.status === 404 || answer?.status === 401) return;
  if (answer?.ok) {
    const now = await answer.json();
    figure("fill", now.fillRate, value => `${(100 * value).toFixed(1)} %`);
    figure("push", now.changeToPushMilliseconds, value => `${value.toFixed(1)} ms`);
  }
  setTimeout(status, 2000);
}

function figure(name, value, text) {
  at(`${name}-box`).hidden = typeof value !== "number";
  if (typeof value === "number") at(name).textContent = text(value);
}

at("sign-in").addEventListener("submit", event => {
  event.preventDefault();
  token = at("token").value.trim();
  sessionStorage.setItem("token", token);
  start();
});

status();
start();
