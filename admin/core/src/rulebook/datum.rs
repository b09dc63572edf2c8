//! A datum of a rulebook is a struct within [`data!`]: its fields are the keys of its table, and
//! their types say what may stand there.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{
    Label,
    flaw::{Fault, Place, Word},
    reader::{Table, Value},
};
use crate::{asset, deadline, footage};

/// What one value is read into.
pub trait Read: Sized {
    /// Nothing where a flaw was told.
    fn read(value: Value<'_>) -> Option<Self>;

    /// Stands where a flaw was told, so that what names the datum is not told as well.
    fn told(_place: Place) -> Option<Self> {
        None
    }
}

impl Read for String {
    fn read(value: Value<'_>) -> Option<Self> {
        let text = value.toml().as_str();
        value.typed("a text", text).map(str::to_owned)
    }

    fn told(_: Place) -> Option<Self> {
        Some(Self::new())
    }
}

impl Read for Word {
    fn read(value: Value<'_>) -> Option<Self> {
        let place = value.place();
        String::read(value).map(|text| Self { text, place })
    }

    fn told(place: Place) -> Option<Self> {
        let text = String::new();
        Some(Self { text, place })
    }
}

impl Read for bool {
    fn read(value: Value<'_>) -> Option<Self> {
        value.typed("true or false", value.toml().as_bool())
    }
}

impl Read for i64 {
    fn read(value: Value<'_>) -> Option<Self> {
        let integer = value.toml().as_integer();
        let integer = integer.and_then(|it| Self::from_str_radix(it.as_str(), it.radix()).ok());
        value.typed("a whole number", integer)
    }
}

impl Read for usize {
    fn read(value: Value<'_>) -> Option<Self> {
        value.typed("not below zero", Self::try_from(i64::read(value)?).ok())
    }

    fn told(_: Place) -> Option<Self> {
        Some(0)
    }
}

impl Read for Date {
    fn read(value: Value<'_>) -> Option<Self> {
        let date = value.toml().as_datetime();
        value.typed("a date", date.and_then(|it| it.to_string().parse().ok()))
    }

    fn told(_: Place) -> Option<Self> {
        Some(Self::default())
    }
}

macro_rules! parsed {
    ($($kind:ty),*) => {$(
        impl Read for $kind {
            fn read(value: Value<'_>) -> Option<Self> {
                value.parsed()
            }
        }
    )*};
}

parsed!(
    asset::Kind,
    deadline::Rule,
    footage::Terms,
    super::Publication
);

/// What a field of a datum is read into.
pub trait Part: Sized {
    /// Nothing where the datum cannot be without it.
    fn of(table: &Table<'_>, key: &'static str) -> Option<Self>;

    fn optional(table: &Table<'_>, key: &'static str) -> Option<Self> {
        table.has(key).then(|| Self::of(table, key)).flatten()
    }
}

impl<T: Read> Part for T {
    fn of(table: &Table<'_>, key: &'static str) -> Option<Self> {
        let Some(value) = table.value(key) else {
            table.flaw(Fault::KeyMissing(key));
            return T::told(table.place());
        };
        T::read(value).or_else(|| T::told(table.place()))
    }

    fn optional(table: &Table<'_>, key: &'static str) -> Option<Self> {
        table.value(key).and_then(T::read)
    }
}

impl<T: Part> Part for Option<T> {
    fn of(table: &Table<'_>, key: &'static str) -> Option<Self> {
        Some(T::optional(table, key))
    }
}

/// No two tables of a list have one code.
impl<T: Read> Part for Vec<T> {
    fn of(table: &Table<'_>, key: &'static str) -> Option<Self> {
        let (list, mut codes) = (table.list(key), BTreeSet::new());
        for item in &list {
            let code = item.toml().get("code").and_then(|it| it.get_ref().as_str());
            if let Some(twice) = code.filter(|code| !codes.insert(*code)) {
                item.flaw(Fault::Twice(twice.to_owned()));
            }
        }
        Some(list.into_iter().filter_map(T::read).collect())
    }
}

/// Where the table itself stands.
impl Part for Place {
    fn of(table: &Table<'_>, _: &'static str) -> Option<Self> {
        Some(table.place())
    }
}

/// The `ja` and `en` of a datum stand beside its other keys; what else it names has a table.
impl Part for Label {
    fn of(table: &Table<'_>, key: &'static str) -> Option<Self> {
        if !matches!(key, "label" | "title") {
            return Self::of(&table.value(key)?.table()?, "label");
        }
        let told = |key: &'static str| {
            let text: Option<String> = table.optional(key);
            text.filter(|text| !text.trim().is_empty())
                .unwrap_or_else(|| {
                    table.flaw(Fault::LabelMissing(key));
                    String::new()
                })
        };
        Some(Self {
            ja: told("ja"),
            en: told("en"),
        })
    }

    fn optional(table: &Table<'_>, key: &'static str) -> Option<Self> {
        let own = matches!(key, "label" | "title");
        let is_there = table.has(key) || own && (table.has("ja") || table.has("en"));
        is_there.then(|| Self::of(table, key)).flatten()
    }
}

/// A struct whose fields are the keys of a table. A key in brackets is another than the field's
/// name; a value behind `=` stands where the key is absent.
macro_rules! data {
    ($(#[$about:meta])* pub struct $name:ident {
        $($(#[$doc:meta])* $vis:vis $field:ident $([$key:literal])?: $kind:ty $(= $absent:expr)?,)*
    }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {$($(#[$doc])* $vis $field: $kind,)*}

        impl $name {
            /// Every key is read before the datum is given up.
            pub(crate) fn of(table: &$crate::rulebook::reader::Table<'_>) -> Option<Self> {
                $(let $field = data!(@part table, data!(@key $field $($key)?) $(, $absent)?);)*
                Some(Self {$($field: $field?,)*})
            }
        }

        impl $crate::rulebook::datum::Read for $name {
            fn read(value: $crate::rulebook::reader::Value<'_>) -> Option<Self> {
                Self::of(&value.table()?)
            }
        }
    };
    (@key $field:ident) => { stringify!($field) };
    (@key $field:ident $key:literal) => { $key };
    (@part $table:ident, $key:expr) => { $table.read($key) };
    (@part $table:ident, $key:expr, $absent:expr) => { Some($table.optional($key).unwrap_or($absent)) };
}

pub(crate) use data;
