//! Posts as they go out.

use admin_core::post::{Post, Title};
use jiff::civil::Date;
use protocol::{
    admin::{
        label::Label,
        post::{HeldPost, PostTitle},
    },
    time::Day,
};

use super::Held;
use crate::{rulebooks::Rules, units::Units};

pub fn held_post(held: &Held, rules: &Rules, units: &Units, today: Date) -> HeldPost {
    let Held { id, post } = held;
    HeldPost {
        id: *id,
        document: post.document.clone(),
        kind: post.kind.clone(),
        label: label_of(post, rules, today),
        unit: post.unit,
        unit_name: units.name(post.unit).to_owned(),
        from: Day(post.from),
        to: post.to.map(Day),
        title: title_of(post),
    }
}

/// What the document calls the post; its code where no version in force knows it any more.
pub fn label_of(post: &Post, rules: &Rules, today: Date) -> Label {
    let rulebook = rules.document_on(&post.document, today);
    let kind = rulebook.and_then(|rulebook| rulebook.posts.get(&post.kind));
    match kind {
        Some(kind) => label(&kind.label),
        None => Label {
            ja: post.kind.clone(),
            en: post.kind.clone(),
        },
    }
}

pub fn title_of(post: &Post) -> PostTitle {
    match post.title {
        Title::AppointedBy(_) => PostTitle::Appointed,
        Title::ExOfficio { .. } => PostTitle::ExOfficio,
        Title::DelegatedBy(_) => PostTitle::Delegated,
        Title::Bootstrap(..) => PostTitle::Bootstrap,
    }
}

/// Words of a rulebook on the wire.
pub fn label(label: &admin_core::rulebook::Label) -> Label {
    Label {
        ja: label.ja.clone(),
        en: label.en.clone(),
    }
}
