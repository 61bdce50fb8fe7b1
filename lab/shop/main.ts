import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { currentMode } from "./mode.ts";
import { ordersIn } from "./orders.ts";
import { receiptsIn } from "./receipts.ts";
import { reindex } from "./reindex.ts";
import { searchAt } from "./search.ts";
import { shopServer } from "./server.ts";
import { sessionsIn } from "./sessions.ts";
import { reindexSettings, shopSettings } from "./settings.ts";

function serve(): void {
  const settings = shopSettings(process.env);
  const orders = ordersIn(settings.databaseUrl, settings.side);
  const sessions = sessionsIn(settings.redisUrl);
  const server = shopServer({
    orders,
    sessions,
    receipts: receiptsIn(settings.objects),
    search: settings.searchUrl === undefined ? undefined : searchAt(settings.searchUrl),
    hasBug: () => existsSync(join(dirname(settings.modeFile), "bug")),
    mode: () => currentMode(settings.modeFile),
    side: settings.side,
  });

  process.once("SIGTERM", () => {
    server.close(() => {
      sessions.close();
      void orders.close();
    });
    server.closeIdleConnections();
  });

  server.listen(settings.port, () => console.log(`the shop answers on port ${settings.port}, side ${settings.side}`));
}

if (process.argv[2] === "reindex") await reindex({ ...reindexSettings(process.env), say: console.log });
else serve();
