//! Tables of deadlines, ledgers and signed heads.

use sea_orm_migration::{
    prelude::{
        DbErr, DeriveIden, Index, MigrationName, MigrationTrait, SchemaManager, Table, async_trait,
    },
    schema::{
        big_integer, big_integer_null, binary_len, boolean, boolean_null, pk_uuid, string,
        string_len, string_len_null, string_null, text, uuid, uuid_null,
    },
};

pub(super) struct Second;

impl MigrationName for Second {
    fn name(&self) -> &str {
        "admin_0002_deadlines_assets_heads"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Second {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        deadlines(manager).await?;
        ledgers(manager).await?;
        heads(manager).await
    }
}

async fn deadlines(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let deadline = Table::create()
        .table(Deadline::Table)
        .col(pk_uuid(Deadline::Id))
        .col(uuid(Deadline::Unit))
        .col(string_len(Deadline::Subject, 96))
        .col(string_len(Deadline::Duty, 64))
        .col(text(Deadline::Rule))
        .col(string_len(Deadline::Clause, 64))
        .col(string(Deadline::Rulebook))
        .col(string_len(Deadline::Event, 64))
        .col(string_len(Deadline::Consequence, 32))
        .col(string_len_null(Deadline::Holder, 64))
        .col(boolean(Deadline::Repeats))
        .col(big_integer(Deadline::StartedMs))
        .col(big_integer(Deadline::DueMs))
        .col(big_integer(Deadline::LookMs))
        .col(string_len(Deadline::State, 16))
        .col(big_integer_null(Deadline::StateMs))
        .col(uuid_null(Deadline::SupersededBy))
        .to_owned();
    let mark = Table::create()
        .table(ClockMark::Table)
        .col(string_len(ClockMark::Name, 32).primary_key())
        .col(big_integer(ClockMark::BelievedMs))
        .col(big_integer(ClockMark::LastMs))
        .col(big_integer_null(ClockMark::SettlingSinceMs))
        .to_owned();
    let hours = Table::create()
        .table(OfficeHours::Table)
        .col(pk_uuid(OfficeHours::Unit))
        .col(text(OfficeHours::Hours))
        .col(big_integer(OfficeHours::ChangedMs))
        .to_owned();
    for table in [deadline, mark, hours] {
        manager.create_table(table).await?;
    }
    let due_first = Index::create()
        .name("deadline_state_look")
        .table(Deadline::Table)
        .col(Deadline::State)
        .col(Deadline::LookMs)
        .to_owned();
    let of_subject = Index::create()
        .name("deadline_subject")
        .table(Deadline::Table)
        .col(Deadline::Subject)
        .to_owned();
    manager.create_index(due_first).await?;
    manager.create_index(of_subject).await
}

async fn ledgers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let asset = Table::create()
        .table(Asset::Table)
        .col(pk_uuid(Asset::Id))
        .col(uuid(Asset::Unit))
        .col(string_len(Asset::Kind, 64))
        .col(string(Asset::Number))
        .col(string_len(Asset::State, 64))
        .col(string_null(Asset::Class))
        .col(text(Asset::Attributes))
        .col(big_integer(Asset::Held))
        .col(big_integer(Asset::GivenOut))
        .to_owned();
    let entry = Table::create()
        .table(AssetEntry::Table)
        .col(uuid(AssetEntry::Asset))
        .col(big_integer(AssetEntry::Seq))
        .col(string_len(AssetEntry::Act, 16))
        .col(big_integer(AssetEntry::Quantity))
        .col(uuid(AssetEntry::ByAccount))
        .col(uuid_null(AssetEntry::ConfirmedBy))
        .col(uuid_null(AssetEntry::Witness))
        .col(string_null(AssetEntry::Method))
        .col(string_null(AssetEntry::Place))
        .col(boolean_null(AssetEntry::PlaceLockable))
        .col(big_integer_null(AssetEntry::DueBackMs))
        .col(string_len(AssetEntry::State, 64))
        .col(string_len(AssetEntry::Clause, 64))
        .col(big_integer(AssetEntry::AtMs))
        .primary_key(Index::create().col(AssetEntry::Asset).col(AssetEntry::Seq))
        .to_owned();
    manager.create_table(asset).await?;
    manager.create_table(entry).await?;
    // A number is given once for good: the rows of disposed things stay.
    let number = Index::create()
        .name("asset_number")
        .table(Asset::Table)
        .col(Asset::Unit)
        .col(Asset::Kind)
        .col(Asset::Number)
        .unique()
        .to_owned();
    manager.create_index(number).await
}

async fn heads(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let head = Table::create()
        .table(SignedHead::Table)
        .col(big_integer(SignedHead::Number).primary_key())
        .col(big_integer(SignedHead::AtMs))
        .col(binary_len(SignedHead::Prev, 32))
        .col(binary_len(SignedHead::Leaves, 32))
        .col(binary_len(SignedHead::Signature, 64))
        .to_owned();
    let leaf = Table::create()
        .table(SignedLeaf::Table)
        .col(big_integer(SignedLeaf::Number))
        .col(uuid(SignedLeaf::Unit))
        .col(big_integer(SignedLeaf::Seq))
        .col(binary_len(SignedLeaf::Hash, 32))
        .col(big_integer(SignedLeaf::AtMs))
        .primary_key(
            Index::create()
                .col(SignedLeaf::Number)
                .col(SignedLeaf::Unit),
        )
        .to_owned();
    let anchor = Table::create()
        .table(TrailAnchor::Table)
        .col(uuid(TrailAnchor::Unit))
        .col(string_len(TrailAnchor::Month, 8))
        .col(big_integer(TrailAnchor::FirstSeq))
        .col(big_integer(TrailAnchor::LastSeq))
        .col(binary_len(TrailAnchor::Closing, 32))
        .col(binary_len(TrailAnchor::Prev, 32))
        .primary_key(
            Index::create()
                .col(TrailAnchor::Unit)
                .col(TrailAnchor::Month),
        )
        .to_owned();
    for table in [head, leaf, anchor] {
        manager.create_table(table).await?;
    }
    let covered = Table::alter()
        .table(TrailHead::Table)
        .add_column(big_integer(TrailHead::SignedSeq).default(0))
        .to_owned();
    manager.alter_table(covered).await
}

#[derive(DeriveIden)]
enum Deadline {
    Table,
    Id,
    Unit,
    Subject,
    Duty,
    Rule,
    Clause,
    Rulebook,
    Event,
    Consequence,
    Holder,
    Repeats,
    StartedMs,
    DueMs,
    LookMs,
    State,
    StateMs,
    SupersededBy,
}

#[derive(DeriveIden)]
enum ClockMark {
    Table,
    Name,
    BelievedMs,
    LastMs,
    SettlingSinceMs,
}

#[derive(DeriveIden)]
enum OfficeHours {
    Table,
    Unit,
    Hours,
    ChangedMs,
}

#[derive(DeriveIden)]
enum Asset {
    Table,
    Id,
    Unit,
    Kind,
    Number,
    State,
    Class,
    Attributes,
    Held,
    GivenOut,
}

#[derive(DeriveIden)]
enum AssetEntry {
    Table,
    Asset,
    Seq,
    Act,
    Quantity,
    ByAccount,
    ConfirmedBy,
    Witness,
    Method,
    Place,
    PlaceLockable,
    DueBackMs,
    State,
    Clause,
    AtMs,
}

#[derive(DeriveIden)]
enum SignedHead {
    Table,
    Number,
    AtMs,
    Prev,
    Leaves,
    Signature,
}

#[derive(DeriveIden)]
enum SignedLeaf {
    Table,
    Number,
    Unit,
    Seq,
    Hash,
    AtMs,
}

#[derive(DeriveIden)]
enum TrailAnchor {
    Table,
    Unit,
    Month,
    FirstSeq,
    LastSeq,
    Closing,
    Prev,
}

#[derive(DeriveIden)]
enum TrailHead {
    Table,
    SignedSeq,
}
