import { connect } from "node:net";
import type { Tcp } from "../ports.ts";

/** Connections over this machine's network, closed as soon as they stand. */
export const tcp: Tcp = {
  connect: (host, port, { timeoutSeconds }) =>
    new Promise((resolve) => {
      const socket = connect({ host, port, timeout: timeoutSeconds * 1000 });
      const settle = (answer: "connected" | { readonly failed: string }) => {
        resolve(answer);
        socket.destroy();
      };
      socket.once("connect", () => settle("connected"));
      socket.once("timeout", () => settle({ failed: `no answer within ${timeoutSeconds} s` }));
      socket.once("error", (error) => settle({ failed: error.message }));
    }),
};
