//! Closed lists: an enum with the word of each member, the same in rulebooks, in the store, in
//! the trail and on the wire.

macro_rules! words {
    ($(#[$about:meta])* pub enum $name:ident {$($(#[$doc:meta])* $member:ident = $word:literal,)*}) => {
        $(#[$about])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        pub enum $name {$($(#[$doc])* #[serde(rename = $word)] $member,)*}

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$member,)*];

            /// Its word.
            pub fn code(self) -> &'static str {
                match self {$(Self::$member => $word,)*}
            }

            /// The member that a word names.
            pub fn of(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|member| member.code() == word)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.code()
            }
        }

        impl crate::rulebook::datum::Read for $name {
            fn read(value: crate::rulebook::reader::Value<'_>) -> Option<Self> {
                value.one_of(Self::of)
            }

            fn told(_: crate::rulebook::flaw::Place) -> Option<Self> {
                Self::ALL.first().copied()
            }
        }
    };
}

pub(crate) use words;
