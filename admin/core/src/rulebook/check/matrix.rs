//! The appointment matrix: posts exist, lines stay apart, and nobody can come to appoint the post
//! that appointed their own (A6).

use super::super::{
    Rulebook,
    flaw::{Fault, Kind, Word},
    posts::Appointment,
    reader::Flaws,
};

pub(super) fn check(rulebook: &Rulebook, flaws: &Flaws) {
    for row in &rulebook.appointments {
        if row.grantees.is_empty() {
            flaws.add(&row.place, Fault::KeyMissing("grantees"));
        }
        if row.acts.is_empty() {
            flaws.add(&row.place, Fault::KeyMissing("acts"));
        }
        for post in std::iter::once(&row.grantor).chain(&row.grantees) {
            if !rulebook.posts.contains_key(&post.text) {
                flaws.unknown(Kind::Post, post);
            }
        }
        if row
            .grantees
            .iter()
            .any(|grantee| lines_differ(rulebook, &row.grantor, grantee))
        {
            flaws.add(&row.place, Fault::LinesCrossed);
        }
        for grantee in &row.grantees {
            if appoints(&rulebook.appointments, grantee, &row.grantor) {
                flaws.add(&row.place, Fault::AppointmentLoop(row.grantor.text.clone()));
            }
        }
    }
}

fn lines_differ(rulebook: &Rulebook, grantor: &Word, grantee: &Word) -> bool {
    let line = |post: &Word| rulebook.posts.get(&post.text).and_then(|post| post.line);
    match (line(grantor), line(grantee)) {
        (Some(one), Some(other)) => one != other,
        _ => false,
    }
}

/// Whether `grantor` can bring `grantee` about, directly or by those that it appoints.
fn appoints(rows: &[Appointment], grantor: &str, grantee: &str) -> bool {
    let mut reached = vec![grantor];
    let mut next = 0;
    while let Some(post) = reached.get(next).copied() {
        if post == grantee {
            return true;
        }
        next += 1;
        let appointed = rows
            .iter()
            .filter(|row| &*row.grantor == post)
            .flat_map(|row| &row.grantees);
        for post in appointed {
            if !reached.contains(&&**post) {
                reached.push(post);
            }
        }
    }
    false
}
