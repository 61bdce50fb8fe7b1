import type { Lab } from "../daemon/lab.ts";
import { runOnHost } from "./run-on-host.ts";

export type Upstream = { readonly address: string; readonly port: number };
export type Listener = { readonly port: number; readonly upstreams: readonly Upstream[] };

/** The configuration of a balancer that leaves a dead machine out at once and passes bodies through as they come. */
export function nginxConfig(listeners: readonly Listener[]): string {
  return [
    "user www-data;",
    "worker_processes 1;",
    "pid /run/nginx.pid;",
    "events { worker_connections 1024; }",
    "http {",
    "  access_log off;",
    "  server_tokens off;",
    "  client_max_body_size 0;",
    ...listeners.flatMap(serverLines),
    "}",
    "",
  ].join("\n");
}

function serverLines({ port, upstreams }: Listener): readonly string[] {
  const listen = `    listen ${port};`;
  // With no machine registered an Application Load Balancer answers 503:
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#http-503-issues
  if (upstreams.length === 0) return ["  server {", listen, "    return 503;", "  }"];
  return [
    `  upstream machines_${port} {`,
    ...upstreams.map((upstream) => `    server ${upstream.address}:${upstream.port} max_fails=1 fail_timeout=2s;`),
    "    keepalive 16;",
    "  }",
    "  server {",
    listen,
    "    location / {",
    `      proxy_pass http://machines_${port};`,
    "      proxy_http_version 1.1;",
    '      proxy_set_header Connection "";',
    "      proxy_set_header Host $http_host;",
    "      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
    "      proxy_set_header X-Forwarded-Proto $scheme;",
    "      proxy_buffering off;",
    "      proxy_connect_timeout 1s;",
    "      proxy_next_upstream error timeout;",
    "      proxy_next_upstream_tries 3;",
    "    }",
    "  }",
  ];
}

/** Makes a host the balancer its listeners describe; a host already balancing changes over without a gap. */
export async function balance(lab: Lab, host: string, listeners: readonly Listener[]): Promise<void> {
  await lab.hosts.write(host, "/etc/nginx/nginx.conf", nginxConfig(listeners));
  await runOnHost(lab, host, ["systemctl", "reload-or-restart", "nginx"]);
}
