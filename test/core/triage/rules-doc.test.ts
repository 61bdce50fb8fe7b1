import { expect, test } from "vitest";
import { rulesDoc } from "../../../scripts/core/triage/rules-doc.ts";

const HEAD = `# How triage decides

\`failover triage\` looks at everything at once, from every place there is, and takes the first of these rules that holds. A test keeps this page true
(\`npx vitest run test/core/triage/rules-doc.test.ts -u\` renews it). Where to look: \`triage\` in failover.example.yaml; why so: docs/decisions/019.

`;

test("docs/triage.md tells the rules as they are", async () => {
  await expect(`${HEAD}${rulesDoc()}\n`).toMatchFileSnapshot("../../../docs/triage.md");
});
