// The least that serves users with SCIMMY and Express, out of two maps in memory.
// cd where they are installed; node scimmy.mjs PORT TOKEN
import { createRequire } from "node:module";
import { join } from "node:path";

const load = createRequire(join(process.cwd(), "package.json"));
const module = (name) => load(name).default ?? load(name);
const express = load("express");
const SCIMMY = module("scimmy");
const Routers = module("scimmy-routers");
const [port, token] = process.argv.slice(2);

const users = new Map();
const ids = new Map();

function found(id) {
  const user = users.get(id);
  if (user === undefined) throw new SCIMMY.Types.Error(404, null, `no user ${id}`);
  return user;
}

function write(resource, instance) {
  const sent = JSON.parse(JSON.stringify(instance));
  const name = sent.userName.toLowerCase();
  const now = new Date().toISOString();
  const known = resource.id ? found(resource.id) : undefined;
  const owner = ids.get(name);
  if (owner !== undefined && owner !== resource.id)
    throw new SCIMMY.Types.Error(409, "uniqueness", `${name} is taken`);
  const id = known?.id ?? String(users.size + 1);
  const user = { ...sent, id, meta: { created: known?.meta.created ?? now, lastModified: now } };
  users.set(id, user);
  ids.set(name, id);
  return user;
}

function read(resource) {
  if (resource.id) return found(resource.id);
  const [, name] = resource.filter?.[0]?.userName ?? resource.filter?.[0]?.username ?? [];
  if (name === undefined) return Array.from(users.values());
  const id = ids.get(String(name).toLowerCase());
  return id === undefined ? [] : [users.get(id)];
}

SCIMMY.Resources.declare(SCIMMY.Resources.User).ingress(write).egress(read).degress(() => {});

const check = (request) => {
  if (request.header("Authorization") !== `Bearer ${token}`) throw new Error("unknown token");
  return "somebody";
};
express()
  .use("/scim", new Routers({ type: "bearer", handler: check }))
  .listen(Number(port), "127.0.0.1");
