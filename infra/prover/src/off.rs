//! Rules to switch off: each once, however many proofs rest on it, the cheapest first.

use crate::proof::{Cut, Kind, Proof, Test};

/// How many other rules are switched off under the test of a proof, which has to stay green. A
/// browser takes its time.
const OTHERS: usize = 3;
const OTHERS_IN_BROWSER: usize = 1;

/// One rule, the proofs that it belongs to, and those that it must not disturb; as places in the
/// list of proofs.
#[derive(Debug)]
pub struct Off<'a> {
    pub cuts: &'a [Cut],
    pub kind: Kind,
    pub own: Vec<usize>,
    pub others: Vec<usize>,
}

/// What is switched off to prove those that are `wanted` of all proofs.
pub fn plan<'a>(proofs: &'a [Proof], wanted: &[usize]) -> Vec<Off<'a>> {
    let mut offs: Vec<Off<'a>> = Vec::new();
    let mut add = |at: usize, is_own: bool| {
        let (cuts, kind) = (&proofs[at].off, proofs[at].kind());
        if cuts.is_empty() {
            return;
        }
        let own = if is_own { vec![at] } else { Vec::new() };
        match offs.iter_mut().find(|off| off.cuts == cuts) {
            Some(off) => off.own.extend(own),
            None => offs.push(Off {
                cuts,
                kind,
                own,
                others: Vec::new(),
            }),
        }
    };
    wanted.iter().for_each(|at| add(*at, true));
    // Where few are wanted, rules of the rest serve as the other ones; they cost no build.
    let rest = (0..proofs.len()).filter(|at| proofs[*at].kind() == Kind::Data);
    rest.filter(|at| !wanted.contains(at))
        .for_each(|at| add(at, false));
    offs.sort_by_key(|off| (off.kind, off.cuts.first().map(|cut| &cut.file)));
    for at in wanted {
        give_others(proofs, *at, &mut offs);
    }
    offs.retain(|off| !off.own.is_empty() || !off.others.is_empty());
    offs
}

fn give_others(proofs: &[Proof], at: usize, offs: &mut [Off<'_>]) {
    let proof = &proofs[at];
    let Some(own) = offs.iter().position(|off| off.own.contains(&at)) else {
        return;
    };
    let mut left = match proof.test {
        Test::Rust { .. } => OTHERS,
        Test::Browser { .. } => OTHERS_IN_BROWSER,
    };
    for step in 1..offs.len() {
        let place = (own + step) % offs.len();
        let off = &mut offs[place];
        if left > 0 && serves(proofs, proof, off) {
            off.others.push(at);
            left -= 1;
        }
    }
}

/// Whether a rule can be the other one of a proof without a build of its own.
fn serves(proofs: &[Proof], proof: &Proof, off: &Off<'_>) -> bool {
    let rests_on = |other: &Proof| other.off == off.cuts;
    let mut resting = proofs.iter().filter(|other| rests_on(other));
    let target = |test: &Test| match test {
        Test::Rust { target, .. } => Some(target.clone()),
        Test::Browser { .. } => None,
    };
    let is_built = match off.kind {
        Kind::Data => true,
        Kind::Pages => false,
        Kind::Code => target(&proof.test).is_some_and(|wanted| {
            let mut own = off.own.iter().map(|at| target(&proofs[*at].test));
            own.any(|target| target.as_ref() == Some(&wanted))
        }),
    };
    is_built && resting.all(|other| proof.is_apart_from(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(clause: &str, file: &str, cut: &str) -> Proof {
        let text = format!(
            "clause = \"{clause}\"\nrule = \"\"\ntest = {{ target = \"a::b\", name = \"c\" }}\n\
             off = [{{ file = \"{file}\", cut = \"{cut}\" }}]"
        );
        toml::from_str(&text).unwrap()
    }

    #[test]
    fn a_rule_is_switched_off_once_and_data_comes_first() {
        let data = "admin/rulebooks/x.toml";
        let proofs = [
            proof("VR-1", "admin/src/lib.rs", "x"),
            proof("VR-2.1", data, "x"),
            proof("VR-2.2", "admin/src/lib.rs", "x"),
            proof("VR-2.3", data, "y"),
            proof("VR-2.4", data, "z"),
        ];
        let offs = plan(&proofs, &[0, 1, 2, 3]);
        let own: Vec<_> = offs.iter().map(|off| off.own.as_slice()).collect();
        assert_eq!(own, [&[1][..], &[3], &[], &[0, 2]]);
        assert_eq!(offs[3].kind, Kind::Code);
        // Each test is run without other rules, never without its own.
        for (at, others) in [(0, 3), (1, 3), (2, 3), (3, 3)] {
            let disturbs = offs.iter().filter(|off| off.others.contains(&at));
            assert_eq!(disturbs.clone().count(), others, "{at}");
            assert!(disturbs.into_iter().all(|off| !off.own.contains(&at)));
        }
    }

    #[test]
    fn one_wanted_proof_borrows_the_rules_of_others() {
        let proofs = [
            proof("VR-1", "admin/rulebooks/x.toml", "x"),
            proof("VR-2.1", "admin/rulebooks/x.toml", "y"),
            proof("VR-2.2", "admin/src/lib.rs", "x"),
        ];
        let offs = plan(&proofs, &[0]);
        assert_eq!(offs.len(), 2);
        assert_eq!(offs[1].others, [0]);
    }
}
