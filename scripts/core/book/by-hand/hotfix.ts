import { hotfixOf } from "../../hotfix/settings.ts";
import { quoted } from "../../commands/quote.ts";
import { eachApp, here, on, say, ssh, type Instructions, type Place } from "./by-hand.ts";

const canary = "the first application machine, the canary";
const health = ({ settings }: Place): string => `http://127.0.0.1:${settings.application.port}${settings.application.healthPath}`;

export const prepareRelease: Instructions = ({ settings }) => {
  const { build } = hotfixOf(settings);
  return {
    does: [
      ...(build === undefined ? [say("Build the release as the company builds it, or take one that is built.")] : [on(here, `git -C ${quoted(build.repository)} fetch && git -C ${quoted(build.repository)} worktree add --detach "$PWD/build" <commit>`, `(cd "$PWD/build" && ${build.command})`, `RELEASE=$PWD/build/${quoted(build.artifact)}`)]),
      on(here, ...(build === undefined ? ["RELEASE=<file>"] : []), "openssl dgst -sha256 -r $RELEASE"),
    ],
    good: "A hash; write it on the sheet.",
    minutes: 15,
  };
};

export const publishRelease: Instructions = ({ settings }) => ({
  does: [on(here, `gcloud storage cp $RELEASE gs://${settings.storage.buckets.exports}/${settings.service}.releases/by-hand/`)],
  good: "It is there: a colleague, and the mirror, find it.",
  minutes: 2,
});

export const lookAtHosts: Instructions = (place) => ({
  does: [on(eachApp, `systemctl show --property=ExecStart --value ${place.settings.service}`, `sha256sum /opt/${place.settings.service}/*`)],
  good: "The file that each machine starts stands on the sheet: it is the way back.",
  minutes: 3,
});

function onMachine(place: Place, at: string) {
  const { service } = place.settings;
  return [
    on(here, `scp -i ${quoted(place.settings.ssh.identityFile)} $RELEASE ${place.settings.ssh.user}@<address>:new-release`, ssh(place, "<address>")),
    on(at, `sudo install -m 644 ~/new-release /opt/${service}/new-release.mjs`, `[ -e /etc/systemd/system/${service}.service.before ] || sudo cp /etc/systemd/system/${service}.service /etc/systemd/system/${service}.service.before`, `sudo sed -i 's#/opt/${service}/[A-Za-z0-9_.-]*#/opt/${service}/new-release.mjs#' /etc/systemd/system/${service}.service`, `sudo systemctl daemon-reload && sudo systemctl restart ${service}`),
  ];
}

export const deployCanary: Instructions = (place) => ({
  does: [say("One machine alone, so that no more than its share of the customers meet a bad release."), ...onMachine(place, canary)],
  good: "`systemctl status` says active.",
  minutes: 5,
});

export const watchCanary: Instructions = (place) => {
  const { watchSeconds, probes } = hotfixOf(place.settings);
  const urls = [health(place), ...probes.map(({ path }) => `http://127.0.0.1:${place.settings.application.port}${path}`)];
  return {
    does: [on(canary, `for i in $(seq ${Math.ceil(watchSeconds / 2)}); do curl -s -o /dev/null -w '%{http_code} ' ${urls.map(quoted).join(" ")}; sleep 2; done; echo`, `sudo journalctl -u ${place.settings.service} -n 50 --no-pager`)],
    good: "Only the expected codes, and no new errors in the log.",
    otherwise: "Go to the last step: back to the release before.",
    minutes: Math.ceil(watchSeconds / 60) + 1,
  };
};

export const deployRest: Instructions = (place) => ({
  does: [say(`The others, ${hotfixOf(place.settings).batchSize} at a time, each watched like the canary before the next.`), ...onMachine(place, "each of these machines")],
  good: "All machines start the new file.",
  otherwise: "At the first bad one: back, on every machine that has it.",
  minutes: 15,
});

export const takeBack: Instructions = ({ settings }) => ({
  does: [say("Only if it was bad, on each machine that has it:"), on("each of these machines", `sudo mv /etc/systemd/system/${settings.service}.service.before /etc/systemd/system/${settings.service}.service`, `sudo systemctl daemon-reload && sudo systemctl restart ${settings.service}`)],
  good: "The machine starts the file that stands on the sheet, and is well.",
  otherwise: "A release that changed the database may have no way back: call whoever wrote it.",
  minutes: 5,
});
