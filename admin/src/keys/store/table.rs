//! The tables of the key store.

/// A key of a day or of a month, under the root key. Its line stays when it was destroyed.
pub mod day_key {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "day_key")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of [`admin_core::key_day::KeyDay`].
        pub day: String,
        /// Absent once it was destroyed.
        pub wrapped: Option<Vec<u8>>,
        pub destroyed_ms: Option<i64>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A data key under the key of a day.
pub mod data_key {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "data_key")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub owner: Uuid,
        pub day_key: Uuid,
        pub wrapped: Vec<u8>,
        pub made_ms: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "super::day_key::Entity",
            from = "Column::DayKey",
            to = "super::day_key::Column::Id"
        )]
        DayKey,
    }

    impl Related<super::day_key::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::DayKey.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What the store knows of itself.
pub mod mark {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mark")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub value: Vec<u8>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
