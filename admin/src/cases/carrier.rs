//! Deadlines of cases: a step that a deadline takes, or an overdue duty that is told upwards.

use admin_core::{
    case::strike,
    deadline::{Consequence, Strike},
};
use protocol::id::CaseId;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect, prelude::Uuid,
};

use super::{effects, erase, store};
use crate::{
    Admin,
    deadlines::{Carrier, DeadlineError},
    notices,
    problem::Refused,
    store::table::{case_file, rulebook_case},
};

/// Carries out what deadlines of cases ask for.
pub struct CaseCarrier(pub Admin);

#[async_trait::async_trait]
impl Carrier for CaseCarrier {
    fn kind(&self) -> &'static str {
        "case"
    }

    async fn carry_out(
        &self,
        txn: &DatabaseTransaction,
        deadline: &Strike,
    ) -> Result<(), DeadlineError> {
        let done = carry_out(&self.0, txn, deadline).await;
        done.map_err(|refused| DbErr::Custom(refused.0.message_en.clone()).into())
    }

    /// Cases and their files.
    async fn owned(&self, owners: &[Uuid]) -> Result<Vec<Uuid>, DbErr> {
        let db = &**self.0.db();
        let cases = rulebook_case::Entity::find()
            .select_only()
            .column(rulebook_case::Column::Id)
            .filter(rulebook_case::Column::Id.is_in(owners.iter().copied()));
        let files = case_file::Entity::find()
            .select_only()
            .column(case_file::Column::Id)
            .filter(case_file::Column::Id.is_in(owners.iter().copied()));
        let mut owned: Vec<Uuid> = cases.into_tuple().all(db).await?;
        owned.extend(files.into_tuple::<Uuid>().all(db).await?);
        Ok(owned)
    }
}

async fn carry_out(
    admin: &Admin,
    txn: &DatabaseTransaction,
    deadline: &Strike,
) -> Result<(), Refused> {
    let terms = &deadline.deadline.terms;
    let id: Option<CaseId> = terms.subject.value_of("case");
    let row = match id {
        Some(id) => store::find_row(txn, id).await?,
        None => None,
    };
    let Some(row) = row else {
        // The case is gone, and with it what was due.
        return Ok(());
    };
    let before = store::open(admin.keys(), row).await?.case;
    let rulebook = store::rulebook_of(txn, admin, &before).await?;
    let units = admin.units().await?;
    notices::of_strike(
        txn,
        deadline,
        &rulebook,
        &units,
        Some(before.id),
        admin.now(),
    )
    .await?;
    let struck = strike(&before, &terms.duty, &rulebook, &units, admin.now());
    let Some(mut effects) = struck else {
        return Ok(());
    };
    let is_over = terms.consequence == Consequence::DeleteWithProof;
    if is_over {
        erase::emptied(&mut effects);
    }
    let stored = store::update(
        txn,
        admin.keys(),
        &before,
        &effects.case,
        &rulebook,
        admin.now(),
    );
    if !stored.await? {
        return Err(Refused::internal(
            "a case changed while its deadline struck",
        ));
    }
    effects::store(txn, admin, None, &effects, &rulebook).await?;
    if is_over {
        erase::rest(txn, admin, before.id, &effects.forgotten, &rulebook).await?;
    }
    Ok(())
}
