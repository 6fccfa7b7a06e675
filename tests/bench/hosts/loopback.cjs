// node --require loopback.cjs ...: whatever listens on a port does so on loopback alone.
"use strict";
const { Server } = require("node:net");
const listen = Server.prototype.listen;
Server.prototype.listen = function (first, ...rest) {
  const callback = rest.find((value) => typeof value === "function");
  const port = first !== null && typeof first === "object" ? first.port : first;
  if (port === undefined) return listen.call(this, first, ...rest);
  const options = { port: Number(port), host: "127.0.0.1" };
  return callback ? listen.call(this, options, callback) : listen.call(this, options);
};
