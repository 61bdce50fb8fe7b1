/** Where both load balancers ask whether a machine can serve; read-only counts as healthy. */
export const HEALTH_PATH = "/healthz";
