//! The services of the house, started in the order in which they need each other.

use std::sync::Arc;

use admin::{
    Admin, AdminConfig, bootstrap,
    clock::Clock,
    deadlines::Carrier,
    demo::{self, DemoAccount},
    folder::Folder,
    footage::Folders,
    jobs,
    keys::{KeyRing, MediaTokenKeys, media_token_keys},
    rulebooks,
    sealed_files::SealedFiles,
    second_copies,
    sign_in::relying_party::RelyingParty,
    store, units,
};
use anyhow::Context;
use media_server::Node;
use objects::Objects;
use protocol::{console::StreetMap, time::UnixMs};
use signaling::{Signaling, SignalingConfig, WebhookHosts};

use crate::{
    cli::ServeOptions,
    gateways, mail,
    media::{self, LocalLink},
    place::Place,
    turn::Turn,
};

pub struct Services {
    pub admin: Admin,
    pub node: Node,
    pub signaling: Signaling,
    /// Where second copies go.
    pub objects: Option<Objects>,
    /// Of a demo folder; empty elsewhere.
    pub accounts: Vec<DemoAccount>,
}

impl Services {
    pub async fn start(
        options: &ServeOptions,
        folder: &Folder,
        place: &Place,
        street_map: Option<StreetMap>,
    ) -> anyhow::Result<Self> {
        let clock = clock_of(options, folder)?;
        let films = Folders::new(folder.path(), options.footage_inbox.clone());
        let objects = options.objects.as_deref().map(Objects::open).transpose()?;
        let files = SealedFiles::open_with(folder.path(), objects.clone())?;
        let (admin, accounts) = open_admin(folder, place, clock.clone(), (films, files)).await?;
        // Before anything goes there, or from there.
        if let Some(objects) = &objects {
            second_copies::claim(&admin, objects).await?;
        }
        let token_keys = media_token_keys(folder)?;
        let turn = Turn::open(options)?.map(Arc::new);
        let with = (turn.clone(), objects.clone());
        let node = media::start(options, place, &token_keys, &clock, with)?;
        let relay = mail::relay(options)?;
        if let Some(relay) = &relay {
            admin.send_mails_by(relay.relay());
        }
        let config = SignalingConfig {
            street_map,
            sms: gateways::read(options.sms_gateways.as_deref(), &place.caller_origin())?,
            mail: relay.map(|relay| relay as _),
            webhooks: webhook_hosts(options)?,
            ice_servers: Arc::new(move |subject, until| {
                turn.as_ref()
                    .map_or_else(Vec::new, |turn| turn.servers(subject, until))
            }),
            ..signaling_config(options, folder, place, &node, token_keys)
        };
        let signaling = Signaling::start(config, admin.clone()).await?;
        Ok(Self {
            admin,
            node,
            signaling,
            objects,
            accounts,
        })
    }

    /// What every service carries out when a deadline strikes.
    pub fn carriers(&self) -> Vec<Arc<dyn Carrier>> {
        let mut all = self.signaling.carriers();
        all.extend(jobs::own_carriers(&self.admin));
        all
    }

    /// Signaling first, so that it hears no events of peers that are being sent home.
    pub async fn stop(&self) {
        self.signaling.stop();
        self.node.stop().await;
    }
}

fn clock_of(options: &ServeOptions, folder: &Folder) -> anyhow::Result<Clock> {
    match options.clock {
        None => Ok(Clock::system()),
        Some(_) if !folder.is_demo() => anyhow::bail!(
            "--clock works in a demo folder only; {} is a production data folder",
            folder.path().display()
        ),
        Some(start) => Ok(Clock::settable(start.map(|at| UnixMs(at.as_millisecond())))),
    }
}

async fn open_admin(
    folder: &Folder,
    place: &Place,
    clock: Clock,
    (films, files): (Folders, SealedFiles),
) -> anyhow::Result<(Admin, Vec<DemoAccount>)> {
    let demo = folder.is_demo();
    let rules = Arc::new(rulebooks::load()?);
    let lists: &[store::Migrations] = &[store::migrations, signaling::migrations];
    let db = store::open(&folder.store_url(), lists).await?;
    let keys = Arc::new(KeyRing::open(folder, &db).await?);
    let country = rules.headquarters();
    db.write(async |txn| {
        let root = units::complete(txn, country, clock.now()).await;
        root.map_err(store::StoreError::from)
    })
    .await?;
    let accounts = if demo {
        let seeded = demo::seed(folder, &db, &keys, &rules, clock.now()).await;
        seeded.map_err(|refused| anyhow::anyhow!("demo accounts: {}", refused.0.message_en))?
    } else {
        Vec::new()
    };
    if !demo && !bootstrap::is_done(&*db).await? {
        anyhow::bail!(
            "{folder} has no persons yet, so nobody could sign in. Two persons name the two chiefs \
             of the NPA once with: genba bootstrap --data {folder} (or make a demo: genba serve \
             --demo --data DIR)",
            folder = folder.path().display()
        );
    }
    let config = AdminConfig {
        db,
        clock,
        keys,
        rules,
        demo,
        people: accounts.clone(),
        relying_party: RelyingParty::new(&place.console_origin())?,
        files,
        films,
    };
    Ok((Admin::new(config), accounts))
}

fn webhook_hosts(options: &ServeOptions) -> anyhow::Result<WebhookHosts> {
    let authority = options
        .webhook_ca
        .as_ref()
        .map(|path| std::fs::read(path).with_context(|| format!("cannot read {}", path.display())));
    Ok(WebhookHosts {
        hosts: options.webhook_host.clone(),
        authority: authority.transpose()?,
    })
}

fn signaling_config(
    options: &ServeOptions,
    folder: &Folder,
    place: &Place,
    node: &Node,
    token_keys: MediaTokenKeys,
) -> SignalingConfig {
    SignalingConfig {
        origin: place.caller_origin(),
        folder: folder.path().to_owned(),
        recorder: options.recorder(),
        media: Arc::new(LocalLink(node.clone())),
        sms: Vec::new(),
        mail: None,
        webhooks: WebhookHosts::default(),
        token_keys,
        // Paths, not addresses: every page finds media under the origin it came from.
        whip_url: format!("{}/whip", media::PATH),
        whep_url: format!("{}/whep", media::PATH),
        ice_servers: Arc::new(|_, _| Vec::new()),
        street_map: None,
    }
}
