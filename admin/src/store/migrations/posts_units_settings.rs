//! Posts of all documents, units with codes, settings on top of documents.

use admin_core::{
    calendar::japan,
    post::{Post, Title},
};
use protocol::{
    id::{AccountId, UnitId},
    time::UnixMs,
};
use sea_orm::{ConnectionTrait, prelude::Uuid};
use sea_orm_migration::{
    prelude::{
        DbErr, DeriveIden, Expr, ExprTrait, Index, MigrationName, MigrationTrait, Query,
        SchemaManager, Table, async_trait,
    },
    schema::{big_integer, big_integer_null, pk_uuid, string_len, string_len_null, text, uuid},
};

pub(super) struct Third;

impl MigrationName for Third {
    fn name(&self) -> &str {
        "admin_0003_posts_units_settings"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Third {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        units(manager).await?;
        accounts(manager).await?;
        posts(manager).await?;
        settings(manager).await
    }
}

async fn units(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let code = Table::alter()
        .table(Unit::Table)
        .add_column(string_len(Unit::Code, 64).default(""))
        .to_owned();
    manager.alter_table(code).await?;
    let connection = manager.get_connection();
    let known = Query::select()
        .columns([Unit::Id, Unit::Kind])
        .from(Unit::Table)
        .to_owned();
    for row in connection.query_all(&known).await? {
        let id: Uuid = row.try_get("", "id")?;
        let kind: String = row.try_get("", "kind")?;
        let code = if kind == "npa" { kind } else { id.to_string() };
        let named = Query::update()
            .table(Unit::Table)
            .value(Unit::Code, code)
            .and_where(Expr::col(Unit::Id).eq(id))
            .to_owned();
        connection.execute(&named).await?;
    }
    let unique = Index::create()
        .name("unit_code")
        .table(Unit::Table)
        .col(Unit::Code)
        .unique()
        .to_owned();
    manager.create_index(unique).await
}

async fn accounts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let revoked = Table::alter()
        .table(Account::Table)
        .add_column(big_integer_null(Account::RevokedMs))
        .to_owned();
    manager.alter_table(revoked).await
}

async fn posts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let post = Table::create()
        .table(PostRow::Table)
        .col(pk_uuid(PostRow::Id))
        .col(string_len(PostRow::Document, 8))
        .col(string_len(PostRow::Kind, 64))
        .col(uuid(PostRow::Account))
        .col(uuid(PostRow::Unit))
        .col(string_len(PostRow::FromDay, 10))
        .col(string_len_null(PostRow::ToDay, 10))
        .col(text(PostRow::Title))
        .col(string_len(PostRow::Basis, 64))
        .col(big_integer(PostRow::MadeMs))
        .to_owned();
    manager.create_table(post).await?;
    for (name, column) in [
        ("post_account", PostRow::Account),
        ("post_unit", PostRow::Unit),
    ] {
        let index = Index::create()
            .name(name)
            .table(PostRow::Table)
            .col(column)
            .to_owned();
        manager.create_index(index).await?;
    }
    take_over(manager).await?;
    let ended = Table::alter()
        .table(Session::Table)
        .drop_column(Session::Appointment)
        .to_owned();
    manager.alter_table(ended).await?;
    let old = Table::drop().table(Appointment::Table).to_owned();
    manager.drop_table(old).await
}

/// The appointments so far are posts of 110 video reporting.
async fn take_over(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let all = Query::select()
        .columns([
            Appointment::Id,
            Appointment::Account,
            Appointment::Unit,
            Appointment::Post,
            Appointment::FromMs,
            Appointment::ToMs,
            Appointment::AppointedBy,
        ])
        .from(Appointment::Table)
        .to_owned();
    for row in connection.query_all(&all).await? {
        let (id, from): (Uuid, i64) = (row.try_get("", "id")?, row.try_get("", "from_ms")?);
        let to: Option<i64> = row.try_get("", "to_ms")?;
        let by: Option<Uuid> = row.try_get("", "appointed_by")?;
        let nobody = AccountId(Uuid::nil());
        let post = Post {
            document: "VR".to_owned(),
            kind: row.try_get("", "post")?,
            person: AccountId(row.try_get("", "account")?),
            unit: UnitId(row.try_get("", "unit")?),
            from: japan::day_of(UnixMs(from)),
            // The last day on which it was held to its end.
            to: to.map(|to| japan::day_of(UnixMs(to - 1))),
            title: by.map_or(Title::Bootstrap(nobody, nobody), |by| {
                Title::AppointedBy(AccountId(by))
            }),
            basis: "VR-3.1.3".to_owned(),
        };
        let title = serde_json::to_string(&post.title).map_err(|error| {
            DbErr::Custom(format!("the title of post {id} cannot be written: {error}"))
        })?;
        let insert = Query::insert()
            .into_table(PostRow::Table)
            .columns([
                PostRow::Id,
                PostRow::Document,
                PostRow::Kind,
                PostRow::Account,
                PostRow::Unit,
                PostRow::FromDay,
                PostRow::ToDay,
                PostRow::Title,
                PostRow::Basis,
                PostRow::MadeMs,
            ])
            .values_panic([
                id.into(),
                post.document.into(),
                post.kind.into(),
                post.person.0.into(),
                post.unit.0.into(),
                post.from.to_string().into(),
                post.to.map(|to| to.to_string()).into(),
                title.into(),
                post.basis.into(),
                from.into(),
            ])
            .to_owned();
        connection.execute(&insert).await?;
    }
    Ok(())
}

async fn settings(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let setting = Table::create()
        .table(Setting::Table)
        .col(big_integer(Setting::Seq).primary_key())
        .col(string_len(Setting::Document, 8))
        .col(string_len(Setting::BasedOn, 64))
        .col(string_len(Setting::Level, 16))
        .col(uuid(Setting::Unit))
        .col(string_len(Setting::ValidFrom, 10))
        .col(uuid(Setting::Author))
        .col(big_integer(Setting::MadeMs))
        .col(text(Setting::Body))
        .to_owned();
    manager.create_table(setting).await?;
    let of_document = Index::create()
        .name("setting_document")
        .table(Setting::Table)
        .col(Setting::Document)
        .col(Setting::BasedOn)
        .to_owned();
    manager.create_index(of_document).await
}

#[derive(DeriveIden)]
enum Unit {
    Table,
    Id,
    Kind,
    Code,
}

#[derive(DeriveIden)]
enum Account {
    Table,
    RevokedMs,
}

#[derive(DeriveIden)]
enum Session {
    Table,
    Appointment,
}

#[derive(DeriveIden)]
enum Appointment {
    Table,
    Id,
    Account,
    Unit,
    Post,
    FromMs,
    ToMs,
    AppointedBy,
}

#[derive(DeriveIden)]
enum PostRow {
    #[sea_orm(iden = "post")]
    Table,
    Id,
    Document,
    Kind,
    Account,
    Unit,
    FromDay,
    ToDay,
    Title,
    Basis,
    MadeMs,
}

#[derive(DeriveIden)]
enum Setting {
    Table,
    Seq,
    Document,
    BasedOn,
    Level,
    Unit,
    ValidFrom,
    Author,
    MadeMs,
    Body,
}
