//! A phone at a sheet, in the middle of a write transaction: what every act of an officer's phone
//! begins with.

use std::{net::IpAddr, sync::Arc};

use admin::{
    core::rulebook::Rulebook,
    keys::DataKey,
    store::Write,
    trail::{self, Action, Actor, Subject},
};
use http::HeaderMap;
use protocol::{
    caller::DeviceProof,
    id::{AccountId, DeviceId, StaffUrlId, UnitId},
    time::UnixMs,
};
use sea_orm::DatabaseTransaction;
use signaling_core::{
    Refusal,
    staff::{StaffRefusal, leak::Sign, rules::StaffRules},
    token,
};

use super::{rules::staff_rules, tell};
use crate::{
    Signaling,
    device::sha256,
    failure::Failure,
    phone::Phone,
    store::{
        staff_devices::{self, Registered},
        staff_urls::{self, Sheet},
    },
};

/// The sheet behind a token. Only wrong tokens are counted and slowed.
pub async fn sheet_of(signaling: &Signaling, secret: &str, from: IpAddr) -> Result<Sheet, Failure> {
    if token::is_well_formed(secret) {
        let hash = sha256(secret.as_bytes());
        if let Some(found) = staff_urls::of_token(&**signaling.admin().db(), &hash).await? {
            return Ok(found);
        }
    }
    Err(signaling.wrong_sheet(from).into())
}

pub struct PhoneTurn {
    pub signaling: Signaling,
    write: Write,
    pub sheet: Sheet,
    /// Of the staff URL, for who the officers are.
    pub key: DataKey,
    pub phone: Phone,
    known: Option<Registered>,
    pub rulebook: Arc<Rulebook>,
    pub rules: StaffRules,
    pub now: UnixMs,
    from: IpAddr,
}

/// Which phone asked, for the trail of a refusal.
#[derive(Clone, Copy, Debug)]
pub struct Asker {
    unit: UnitId,
    url: StaffUrlId,
    device: Option<DeviceId>,
}

impl PhoneTurn {
    /// Finds the sheet, checks that it is open, and spends the phone's challenge.
    pub async fn begin(
        signaling: &Signaling,
        (from, headers): (IpAddr, &HeaderMap),
        (token, proof): (&str, Option<&DeviceProof>),
    ) -> Result<Self, Failure> {
        let admin = signaling.admin();
        let id = sheet_of(signaling, token, from).await?.url.id;
        let phone = Phone::of(signaling, id.0, headers, proof)?;
        let write = admin.db().begin_write().await?;
        let now = admin.now();
        let sheet = staff_urls::find(&*write, id).await?;
        let sheet = sheet
            .ok_or(StaffRefusal::UrlUnknown)
            .map_err(Refusal::from)?;
        sheet.url.check_open(now).map_err(Refusal::from)?;
        phone.spend(&*write).await?;
        let rulebook = signaling.rulebook(&*write, sheet.url.headquarters).await?;
        Ok(Self {
            known: staff_devices::of_key(&*write, id, &phone.key_hash).await?,
            key: admin.keys().staff_key(id).await?,
            rules: staff_rules(&rulebook)?,
            signaling: signaling.clone(),
            write,
            sheet,
            phone,
            rulebook,
            now,
            from,
        })
    }

    pub fn txn(&self) -> &DatabaseTransaction {
        &self.write
    }

    pub fn asker(&self) -> Asker {
        Asker {
            unit: self.sheet.url.headquarters,
            url: self.sheet.url.id,
            device: self.known.as_ref().map(|known| known.device.id),
        }
    }

    /// The phone's registration, also one that was removed.
    pub fn known(&self) -> Option<&Registered> {
        self.known.as_ref()
    }

    /// The registered phone. Another is refused whatever it brings, and counted as a sign that the
    /// sheet has leaked (VR-5.2.3).
    pub async fn registered(self) -> Result<(Self, Registered), Failure> {
        let known = self.known.clone();
        match known.filter(|known| known.device.check_registered().is_ok()) {
            Some(known) => Ok((self, known)),
            None => Err(self.unknown().await?),
        }
    }

    async fn unknown(mut self) -> Result<Failure, Failure> {
        self.signaling.may_try_unknown(self.from)?;
        self.signaling.note_unknown(self.from);
        self.sign(Sign::UnknownDevices).await?;
        self.commit().await?;
        Ok(Refusal::from(StaffRefusal::DeviceUnknown).into())
    }

    /// Counts a sign of a leak; the one that is too many is told.
    pub async fn sign(&mut self, sign: Sign) -> Result<(), Failure> {
        let told = self.sheet.url.leaks.note(sign, &self.rules, self.now);
        staff_urls::save(&*self.write, &self.sheet, self.now).await?;
        let Some(sign) = told else { return Ok(()) };
        let (text, word) = match sign {
            Sign::UnknownDevices => ("staff_unknown_devices", "unknown_devices"),
            Sign::WrongCodes => ("staff_wrong_codes", "wrong_codes"),
        };
        let alert = (text, "VR-5.2.3");
        tell::managers(&*self.write, &self.rulebook, &self.sheet, alert, self.now).await?;
        let act = self.act(Actor::System, Action::SignalStaffUrl);
        trail::append(&*self.write, &act.about(Subject::Word(word))).await?;
        Ok(())
    }

    /// An act about this sheet, in the trail of its headquarters.
    pub fn act(&self, actor: Actor, action: Action) -> trail::Act {
        trail::Act::new(self.sheet.url.headquarters, self.now, actor, action)
            .about(Subject::StaffUrl(self.sheet.url.id))
    }

    pub async fn commit(self) -> Result<Phone, Failure> {
        self.write.commit().await?;
        Ok(self.phone)
    }
}

/// A refusal of a registered phone leaves its entry in the trail; of others they are counted. What
/// one phone is refused far too often is counted, too.
pub async fn refuse(
    signaling: &Signaling,
    asker: Option<Asker>,
    action: Action,
    failure: Failure,
) -> Failure {
    let Failure::Refusal(refusal) = failure else {
        return failure;
    };
    let device = asker.and_then(|asker| Some((asker, asker.device?)));
    let Some((asker, device)) = device.filter(|(_, device)| {
        // Phones are bounded like people.
        signaling.may_write_refusal(AccountId(device.0))
    }) else {
        signaling.admin().refusals().count(refusal.code());
        return refusal.into();
    };
    let now = signaling.admin().now();
    let mut act = trail::Act::new(asker.unit, now, Actor::Device(device), action)
        .about(Subject::StaffUrl(asker.url))
        .about(Subject::Word(refusal.code()))
        .refused();
    if let Some(clause) = refusal.clause() {
        act = act.clause(clause);
    }
    let written = signaling
        .admin()
        .db()
        .write(async |txn| Ok::<_, admin::problem::Refused>(trail::append(txn, &act).await?))
        .await;
    match written {
        Ok(_) => refusal.into(),
        Err(fault) => fault.into(),
    }
}
