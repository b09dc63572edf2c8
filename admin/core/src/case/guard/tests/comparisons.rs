//! Guards that compare: states, numbers, times, headquarters, another case.

use serde_json::json;

use super::{Try, fails, holds, rulebook};
use crate::{
    case::questions::{Answer, Question},
    world::{OTHER_HQ, STATION, World, asset, at, person, post, unit},
};

#[test]
fn coming_from() {
    let nothing = || Try::new(json!({}));
    holds("name = \"coming_from\"\nstates = [\"begun\"]", nothing());
    fails(
        "name = \"coming_from\"\nstates = [\"new\", \"done\"]",
        nothing(),
        &[],
    );
}

#[test]
fn same_number() {
    let guard = "name = \"same_number\"\nfield = \"number\"\nother = \"other_number\"";
    holds(guard, Try::new(json!({"number": 3, "other_number": 3})));
    for values in [
        json!({"number": 3, "other_number": 4}),
        json!({"number": 3}),
        json!({}),
    ] {
        fails(guard, Try::new(values), &["number"]);
    }
}

#[test]
fn within_time() {
    let guard =
        "name = \"within_time\"\nearlier = \"to\"\nlater = \"later\"\nparameter = \"limit\"";
    let at = |clock: &str| at(&format!("2026-11-20T{clock}"));
    let both = |later: &str| json!({"to": at("09:00:00"), "later": at(later)});
    holds(guard, Try::new(both("09:15:00")));
    holds(guard, Try::new(both("08:00:00")));
    fails(guard, Try::new(both("09:15:01")), &["later"]);
    holds(guard, Try::new(json!({"later": at("23:00:00")})));
    let now = "name = \"within_time\"\nearlier = \"to\"\nlater = \"now\"\nparameter = \"limit\"";
    fails(now, Try::new(json!({"to": at("09:00:00")})), &["to"]);
}

#[test]
fn same_as() {
    let guard = "name = \"same_as\"\nfield = \"person\"\ncase = \"case\"\nworkflow = \"all\"\nof = \"person\"";
    let says = |question: &Question| match question {
        Question::Value { case, field } if *case == asset(1).to_string() && field == "person" => {
            Answer::Text(person(2).to_string())
        }
        _ => Answer::No,
    };
    let values = |who: u8, case: u8| json!({"person": person(who), "case": asset(case)});
    let told = |values| Try {
        values,
        ..Try::told(says)
    };
    holds(guard, told(values(2, 1)));
    for values in [
        values(3, 1),
        values(2, 2),
        json!({"person": person(2)}),
        json!({}),
    ] {
        fails(guard, told(values), &["person"]);
    }
}

#[test]
fn listed_headquarters() {
    let guard = "name = \"listed_headquarters\"\nparameter = \"codes\"";
    holds(guard, Try::new(json!({})));
    // A case of another headquarters, and one of a station under the listed one.
    let rulebook = rulebook(guard);
    for (place, lists) in [(OTHER_HQ, false), (STATION, true)] {
        let posts = vec![post(&rulebook, 1, "clerk", place)];
        let world = World::new(&rulebook, "all", place, posts);
        assert_eq!(rulebook.lists("codes", unit(place), &world.units), lists);
        assert!(!rulebook.lists("limit", unit(place), &world.units));
    }
}

#[test]
fn case_exists_in_the_same_headquarters() {
    let guard = "name = \"case_exists\"\nworkflow = \"all\"\nstate = \"done\"\nscope = \"same_hq\"";
    let wide = |question: &Question| match question {
        Question::Case(other) if other.scope.code() == "same_hq" => Answer::Yes,
        _ => Answer::No,
    };
    holds(guard, Try::told(wide));
    let own = "name = \"case_exists\"\nworkflow = \"all\"\nstate = \"done\"";
    fails(own, Try::told(wide), &[]);
}
