//! The appointment matrix: posts exist, lines stay apart, and nobody can come to appoint the post
//! that appointed their own (A6).

use super::{
    super::flaw::{Fault, Kind, Word},
    Names, reach,
};

pub(super) fn check(names: &Names<'_>) {
    let rows = &names.rulebook.appointments;
    let line = |post: &Word| names.rulebook.posts.get(&post.text)?.line;
    let appointed = |grantor| {
        let own = rows.iter().filter(move |row| &*row.grantor == grantor);
        own.flat_map(|row| &row.grantees).map(|post| &**post)
    };
    for row in rows {
        let tell = |fault| names.flaws.add(&row.place, fault);
        if row.grantees.is_empty() {
            tell(Fault::KeyMissing("grantees"));
        }
        if row.acts.is_empty() {
            tell(Fault::KeyMissing("acts"));
        }
        names.known(Kind::Post, &row.grantor);
        for grantee in &row.grantees {
            names.known(Kind::Post, grantee);
            let lines = line(&row.grantor).zip(line(grantee));
            if lines.is_some_and(|(one, other)| one != other) {
                tell(Fault::LinesCrossed);
            }
            if reach(grantee, appointed).contains(&&*row.grantor) {
                tell(Fault::AppointmentLoop(row.grantor.text.clone()));
            }
        }
    }
}
