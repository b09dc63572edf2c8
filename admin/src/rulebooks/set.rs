//! Setting figures, switches and texts: a new version from a day on, checked before it is stored.

use admin_core::{
    authority::Matter,
    rulebook::{
        Rulebook,
        flaw::{Fault, Flaw},
        layer::Level,
    },
};
use http::StatusCode;
use protocol::{admin::rulebook::Settings, id::UnitId};
use sea_orm::{ActiveValue::Set, EntityTrait, QueryOrder, SqlErr};

use super::settings::{Body, layer_of};
use crate::{
    Admin,
    limits::{SETTINGS_AT_ONCE, SETTINGS_OF_VERSION},
    posts::view::label,
    problem::{Refused, not_found_problem},
    signed_in::SignedIn,
    store::table::setting,
    trail::{self, Act, Action, Subject},
    units::Units,
};

/// Stores what somebody sets; from its day on it is in force for the unit and those below.
pub async fn set(
    admin: &Admin,
    person: &SignedIn,
    document: &str,
    body: Settings,
) -> Result<std::sync::Arc<Rulebook>, Refused> {
    let act = person.act(admin.now(), Action::SetParameters);
    match try_set(admin, person, document, body).await {
        Ok(rulebook) => Ok(rulebook),
        Err(refused) => Err(admin.remember_refusal(act, refused).await?),
    }
}

async fn try_set(
    admin: &Admin,
    person: &SignedIn,
    document: &str,
    body: Settings,
) -> Result<std::sync::Arc<Rulebook>, Refused> {
    let (now, today, units) = (admin.now(), admin.today(), admin.units().await?);
    let base = admin.rules().document_on(document, body.valid_from.0);
    let base = base.ok_or_else(not_found_problem)?.clone();
    let clause = base.document.clause.clone();
    let level = Level::of(&body.level).ok_or_else(|| unusable("level").clause(&clause))?;
    let count = body.parameters.len() + body.texts.len();
    if count == 0 || count > SETTINGS_AT_ONCE {
        return Err(unusable("parameters").clause(&clause));
    }
    if body.valid_from.0 < today {
        return Err(unusable("valid_from").clause(&clause));
    }
    let unit = place(admin, person, &units, level, body.unit).await?;
    let acting = may_set(admin, person, &base, &body, unit, &units)?;
    let (valid_from, settings) = (
        body.valid_from,
        Body {
            parameters: body.parameters,
            texts: body.texts,
        },
    );
    let json = serde_json::to_string(&settings).map_err(Refused::internal)?;
    admin
        .db()
        .write(async |txn| {
            admin.still(txn, person).await?;
            let rows = setting::Entity::find()
                .order_by_asc(setting::Column::Seq)
                .all(txn)
                .await?;
            let own = |row: &&setting::Model| {
                row.document == base.document.code
                    && row.based_on == base.document.version
                    && row.level == level.code()
                    && row.unit == unit.0
            };
            let own: Vec<_> = rows.iter().filter(own).collect();
            if own.len() >= SETTINGS_OF_VERSION {
                return Err(unusable("parameters").clause(&clause));
            }
            // Days go forward, so that the order of settings never changes.
            let day = valid_from.to_string();
            if own.last().is_some_and(|last| last.valid_from > day) {
                return Err(unusable("valid_from").clause(&clause));
            }
            let row = setting::Model {
                seq: rows.last().map_or(1, |last| last.seq + 1),
                document: base.document.code.clone(),
                based_on: base.document.version.clone(),
                level: level.code().to_owned(),
                unit: unit.0,
                valid_from: day,
                author: person.account.0,
                made_ms: now.0,
                body: json.clone(),
            };
            check(admin, txn, &units, &base, unit, valid_from.0, &row).await?;
            let inserted = setting::ActiveModel {
                seq: Set(row.seq),
                document: Set(row.document),
                based_on: Set(row.based_on),
                level: Set(row.level),
                unit: Set(row.unit),
                valid_from: Set(row.valid_from),
                author: Set(row.author),
                made_ms: Set(row.made_ms),
                body: Set(row.body),
            };
            let inserted = setting::Entity::insert(inserted)
                .exec_without_returning(txn)
                .await;
            inserted.map_err(|error| match error.sql_err() {
                Some(SqlErr::UniqueConstraintViolation(_)) => crate::posts::changed(),
                _ => error.into(),
            })?;
            for act in acts(&acting, &settings, &base, unit, now) {
                trail::append(txn, &act).await?;
            }
            Ok::<_, Refused>(())
        })
        .await?;
    let found = admin
        .rules()
        .in_force(&**admin.db(), &units, document, unit, valid_from.0);
    found.await?.ok_or_else(not_found_problem)
}

/// The unit that the settings are for: the agency's for the nation, else the one that is named.
async fn place(
    admin: &Admin,
    person: &SignedIn,
    units: &Units,
    level: Level,
    named: Option<UnitId>,
) -> Result<UnitId, Refused> {
    if level == Level::National {
        let root = crate::units::root(&**admin.db()).await?;
        return root.ok_or_else(not_found_problem);
    }
    let unit = named.unwrap_or(person.unit);
    match units.get(unit) {
        Some(_) => Ok(unit),
        None => Err(not_found_problem()),
    }
}

/// Each parameter and text names the act of setting it; the person has to be allowed all of them.
fn may_set(
    admin: &Admin,
    person: &SignedIn,
    base: &Rulebook,
    body: &Settings,
    unit: UnitId,
    units: &Units,
) -> Result<SignedIn, Refused> {
    let matter = Matter {
        unit,
        owner: None,
        kind: &body.level,
        state: "",
    };
    let clause = &base.document.clause;
    let parameters = body.parameters.iter().map(|set| {
        let known = base.parameters.get(&set.code);
        (
            &set.code,
            known.and_then(|parameter| parameter.set_by.as_ref()),
        )
    });
    let texts = body.texts.iter().map(|set| {
        let known = base.texts.get(&set.code);
        (&set.code, known.and_then(|text| text.set_by.as_ref()))
    });
    let mut acting = person.clone();
    for (code, set_by) in parameters.chain(texts) {
        let action = set_by.ok_or_else(|| unusable(code).clause(clause))?;
        let document = &base.document.code;
        let post = admin.may_in(document, person, &action.text, &matter, units)?;
        acting = acting.acting(&post, units);
    }
    Ok(acting)
}

/// The new version has to hold together with everything set above it.
async fn check(
    admin: &Admin,
    txn: &sea_orm::DatabaseTransaction,
    units: &Units,
    base: &Rulebook,
    unit: UnitId,
    on: jiff::civil::Date,
    row: &setting::Model,
) -> Result<(), Refused> {
    let layer = layer_of(&[row])?.ok_or_else(not_found_problem)?;
    let document = &base.document.code;
    let above = if layer.layer.level == Level::National {
        None
    } else {
        let parent = units.get(unit).and_then(|unit| unit.parent);
        let above = parent.unwrap_or(unit);
        admin
            .rules()
            .in_force(txn, units, document, above, on)
            .await?
    };
    let above = above.as_deref().unwrap_or(base);
    above
        .with(&layer)
        .map(drop)
        .map_err(|flaws| unfit(&flaws, &layer, above))
}

fn unfit(
    flaws: &[Flaw],
    layer: &admin_core::rulebook::layer::Settings,
    above: &Rulebook,
) -> Refused {
    let flaw = flaws.first();
    let line = flaw.map_or(0, |flaw| flaw.place.line.saturating_sub(1));
    let code = layer.parameters.get(line).map(|(code, _)| code.as_str());
    let parameter = code.and_then(|code| above.parameters.get(code));
    let clause = parameter.map_or(&above.document.clause, |parameter| &parameter.clause.text);
    let (status, code_of, ja, en) = match flaw.map(|flaw| &flaw.fault) {
        Some(Fault::LayerTooLow(_)) => (
            StatusCode::FORBIDDEN,
            "level_too_low",
            "この項目は、この段階では変更できません。",
            "This level may not set it.",
        ),
        Some(Fault::LayerWidens(_)) => (
            StatusCode::CONFLICT,
            "only_narrower",
            "上位の定めより緩くすることはできません。",
            "It may only become stricter than what is set above.",
        ),
        _ => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "value_unfit",
            "入力の形式または範囲が正しくありません。",
            "The value has the wrong form or is out of bounds.",
        ),
    };
    let name = parameter.map(|parameter| label(&parameter.label));
    let (ja, en) = match name {
        Some(name) => (format!("{ja}({})", name.ja), format!("{en} ({})", name.en)),
        None => (ja.to_owned(), en.to_owned()),
    };
    let refused = Refused::new(status, code_of, ja, en).clause(clause);
    match code {
        Some(code) => refused.field(code),
        None => refused,
    }
}

/// One entry for each thing that was set, with the clause that it stands on.
fn acts(
    acting: &SignedIn,
    settings: &Body,
    base: &Rulebook,
    unit: UnitId,
    now: protocol::time::UnixMs,
) -> Vec<Act> {
    let clauses = settings.parameters.iter().map(|set| {
        let known = base.parameters.get(&set.code);
        (&set.code, known.map(|parameter| &parameter.clause.text))
    });
    let texts = settings.texts.iter().map(|set| {
        let known = base.texts.get(&set.code);
        (&set.code, known.map(|text| &text.clause.text))
    });
    clauses
        .chain(texts)
        .map(|(code, clause)| {
            let act = acting
                .act(now, Action::SetParameters)
                .about(Subject::Unit(unit));
            let act = crate::posts::allowed::about_word(act, code);
            act.clause(clause.cloned().unwrap_or_default())
        })
        .collect()
}

fn unusable(field: &str) -> Refused {
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "setting_unusable",
        "この設定は受け付けられません。項目、段階及び適用の日を確認してください。",
        "This cannot be set. Check what, at which level, and from which day.",
    )
    .field(field)
}
