import { quoted } from "../../commands/quote.ts";
import { eachApp, here, databaseMachine, on, say, ssh, type Instruction, type Instructions, type Place } from "./by-hand.ts";

const continued = (first: string, ...more: readonly string[]): readonly string[] => [first, ...more].map((line, index, all) => `${index === 0 ? "" : "  "}${line}${index < all.length - 1 ? " \\" : ""}`);

function machine(place: Place, role: string, part: string, type: string, ...more: readonly string[]): readonly string[] {
  const { settings, mirror } = place;
  const { service, google } = settings;
  return continued(
    `gcloud compute instances create ${service}-${role} --zone=${google.zone} --machine-type=${type}`,
    `--image=${quoted(mirror.image)} --boot-disk-size=20GB --boot-disk-type=pd-balanced`,
    `--subnet=${service}-mirror --no-address --tags=${service}-${part}`,
    ...more,
    `--metadata=${quoted(`ssh-keys=${settings.ssh.user}:${mirror.sshPublicKey}`)}`,
  );
}

const account = ({ settings }: Place, role: string): string => `--service-account=${settings.service}-${role}@${settings.google.project}.iam.gserviceaccount.com --scopes=cloud-platform`;

function loadBalancer({ settings, mirror }: Place): readonly string[] {
  const { service, google, application } = settings;
  const called = `${service}-app`;
  const apps = Array.from({ length: mirror.appCount }, (_, at) => `${service}-app-${at + 1}`).join(",");
  const scheme = "--load-balancing-scheme=EXTERNAL_MANAGED";
  return [
    `gcloud compute instance-groups unmanaged create ${called} --zone=${google.zone}`,
    `gcloud compute instance-groups unmanaged add-instances ${called} --zone=${google.zone} --instances=${apps}`,
    `gcloud compute instance-groups set-named-ports ${called} --zone=${google.zone} --named-ports=http:${application.port}`,
    `gcloud compute health-checks create http ${called} --port=${application.port} --request-path=${quoted(application.healthPath)} --check-interval=5`,
    `gcloud compute backend-services create ${called} --global ${scheme} --protocol=HTTP --port-name=http --health-checks=${called}`,
    `gcloud compute backend-services add-backend ${called} --global --instance-group=${called} --instance-group-zone=${google.zone}`,
    `gcloud compute url-maps create ${called} --default-service=${called}`,
    ...(mirror.certificate === undefined ? [] : [`printf '%s\\n' 'name: ${service}-http' 'defaultUrlRedirect: { httpsRedirect: true, stripQuery: false }' | gcloud compute url-maps import ${service}-http --global --quiet`]),
    `gcloud compute target-http-proxies create ${called} --url-map=${mirror.certificate === undefined ? called : `${service}-http`}`,
    `gcloud compute forwarding-rules create ${service}-http --global ${scheme} --address=${called} --target-http-proxy=${called} --ports=80`,
    ...(mirror.certificate === undefined
      ? []
      : [
          `gcloud compute ssl-policies create ${called} --profile=MODERN --min-tls-version=1.2`,
          `gcloud compute target-https-proxies create ${called} --url-map=${called} --ssl-certificates=${quoted(mirror.certificate)} --ssl-policy=${called}`,
          `gcloud compute forwarding-rules create ${service}-https --global ${scheme} --address=${called} --target-https-proxy=${called} --ports=443`,
        ]),
  ];
}

/** Beside a warden it is there already, and no subnet has two. */
function wayOut({ settings }: Place): readonly string[] {
  const called = `${settings.service}-exit`;
  const region = `--region=${settings.google.region}`;
  return [
    ...continued(`gcloud compute routers describe ${called} ${region} --format='value(name)' ||`, `gcloud compute routers create ${called} ${region} --network=${settings.service}-mirror`),
    ...continued(
      `gcloud compute routers nats describe ${called} --router=${called} ${region} --format='value(name)' ||`,
      `gcloud compute routers nats create ${called} --router=${called} ${region} --nat-custom-subnet-ip-ranges=${settings.service}-mirror`,
      "--auto-allocate-nat-external-ips --enable-dynamic-port-allocation --min-ports-per-vm=1024 --max-ports-per-vm=32768",
    ),
  ];
}

/** Where everything is, in variables that the later steps use. */
function addresses({ settings, mirror }: Place): Instruction {
  const { service, google } = settings;
  const ofMachine = (role: string) => `$(gcloud compute instances describe ${service}-${role} --zone=${google.zone} --format='value(networkInterfaces[0].networkIP)')`;
  return on(
    here,
    `DATABASE=${ofMachine("database")}`,
    `CACHE=${ofMachine("cache")}`,
    ...Array.from({ length: mirror.appCount }, (_, at) => `APP${at + 1}=${ofMachine(`app-${at + 1}`)}`),
    `MIRROR=$(gcloud compute addresses describe ${service}-app --global --format='value(address)')`,
    `echo $DATABASE $CACHE ${Array.from({ length: mirror.appCount }, (_, at) => `$APP${at + 1}`).join(" ")} $MIRROR`,
  );
}

export const standUp: Instructions = (place) => {
  const { settings, mirror } = place;
  const { service, google } = settings;
  const apps = Array.from({ length: mirror.appCount }, (_, at) => machine(place, `app-${at + 1}`, "app", mirror.machineType, account(place, "app")));
  return {
    does: [
      say("If a clone of the kit and Pulumi are at hand, one command makes all of this, and the rest of this step is only its last part, the addresses: `pulumi up --stack gcp` in the company's project. Otherwise:"),
      on(
        here,
        `gcloud config set project ${google.project}`,
        ...wayOut(place),
        `gcloud compute disks create ${service}-data --zone=${google.zone} --type=pd-ssd --size=${mirror.databaseGb}GB`,
        ...machine(place, "database", "database", mirror.databaseMachineType, `--disk=name=${service}-data,device-name=data`, account(place, "database")),
        ...machine(place, "cache", "cache", mirror.machineType),
        ...apps.flat(),
        ...(mirror.searchMachineType === undefined ? [] : machine(place, "search", "search", mirror.searchMachineType, account(place, "search"))),
        ...loadBalancer(place),
      ),
      say("Note where everything is; the later steps need it in this same window."),
      addresses(place),
      say("Machines made like this are unknown to Pulumi. Until they have been imported nobody may type `pulumi up --stack gcp`: it would want to make them again."),
    ],
    good: "Every address is there, and each machine answers `ssh`.",
    otherwise: "No capacity in the zone: take another zone of the same region everywhere. A quota refuses: ask Google for more at once, and begin with one application machine.",
    minutes: 20,
  };
};

export const configureDatabase: Instructions = (place) => {
  const { name, owner } = place.settings.database;
  return {
    does: [
      on(here, ssh(place, "$DATABASE")),
      on(
        databaseMachine,
        "blkid /dev/disk/by-id/google-data || mkfs.ext4 /dev/disk/by-id/google-data",
        "systemctl stop postgresql@17-main; echo '/dev/disk/by-id/google-data /var/lib/postgresql ext4 defaults,noatime 0 2' >> /etc/fstab && mount /var/lib/postgresql",
        "chown postgres: /var/lib/postgresql; rm -rf /etc/postgresql/17/main",
        "pg_createcluster --encoding=UTF8 --locale=C.UTF-8 17 main",
        "cd /etc/postgresql/17/main",
        `printf '%s\\n' "listen_addresses = '*'" "shared_buffers = '$(free -m | awk '/^Mem:/ { print int($2 / 4) }')MB'" "max_connections = 200" > conf.d/40-production.conf`,
        `printf '%s\\n' "wal_level = minimal" "max_wal_senders = 0" "synchronous_commit = off" "autovacuum = off" "max_wal_size = '16GB'" > conf.d/50-restore.conf`,
        "echo 'host all all 10.0.0.0/8 scram-sha-256' >> pg_hba.conf",
        "systemctl enable --now postgresql@17-main",
        `runuser -u postgres -- createuser --login ${quoted(owner)} && runuser -u postgres -- psql -X -c '\\password ${owner}'`,
      ),
      say(`The last line asks twice for the password of \`${owner}\`: the one that the application will use for the database \`${name}\` (variable \`${place.settings.database.ownerPassword.reveal()}\` of the settings).`),
    ],
    good: "`systemctl status postgresql@17-main` says active; `df /var/lib/postgresql` shows the large disk.",
    otherwise: "`blkid` shows a file system: the disk has been used before. Look at what it holds before anything else.",
    minutes: 10,
  };
};

export const configureHosts: Instructions = (place) => {
  const { settings, application } = place;
  const { service } = settings;
  return {
    does: [
      say("On the cache's machine: it listens on its own address, and forgets what it must."),
      on(here, `${ssh(place, "$CACHE")} "printf '%s\\n' 'bind 127.0.0.1 $CACHE' 'port 6379' 'maxmemory 256mb' 'maxmemory-policy allkeys-lru' 'protected-mode no' 'supervised systemd' | sudo tee /etc/valkey/valkey.conf && sudo systemctl restart valkey-server"`),
      say(`On each application machine: the build, its user, its environment and its unit. The build is \`${application.artifact}\`.`),
      on(here, `scp -i ${quoted(settings.ssh.identityFile)} ${quoted(application.artifact)} ${settings.ssh.user}@$APP1:`),
      on(
        eachApp,
        `sudo useradd --system --no-create-home --shell /usr/sbin/nologin ${service}`,
        `sudo mkdir -p /etc/${service} /opt/${service} && sudo install -m 644 ~/${quoted(application.artifact.split("/").at(-1) ?? "")} /opt/${service}/`,
        `echo read-only | sudo tee /etc/${service}/mode`,
        `sudo install -m 600 /dev/null /etc/${service}/environment && sudoedit /etc/${service}/environment`,
        `printf '%s\\n' '[Unit]' 'StartLimitIntervalSec=0' '[Service]' 'User=${service}' 'EnvironmentFile=/etc/${service}/environment' 'ExecStart=/usr/bin/node /opt/${service}/${application.artifact.split("/").at(-1) ?? ""}' 'Restart=always' 'RestartSec=1' '[Install]' 'WantedBy=multi-user.target' | sudo tee /etc/systemd/system/${service}.service`,
        "sudo systemctl daemon-reload",
      ),
      say(`Into the environment file, a line for each as \`NAME=value\`: \`MODE_FILE=/etc/${service}/mode\`, \`SIDE=gcp\`, \`PORT=${settings.application.port}\`, and:`),
      ...application.environment.map(([name, value]) => say(`\`${name}\`, written in the variables file as \`${value.replaceAll("`", "'")}\``)),
      say(`There, \`failover_database_host\` stands for the database machine's address, \`failover_cache_host\` for the cache's, \`failover_objects_url\` for \`gs://${settings.storage.buckets.objects}\`, and a look-up of the environment for the secret of that name.`),
    ],
    good: `\`systemctl cat ${service}\` shows the unit, \`sudo wc -l /etc/${service}/environment\` as many lines as above.`,
    minutes: 20,
  };
};
