use super::*;
use crate::{
    rulebook::embedded,
    world::{HQ, person, post, unit, units},
};

const HEADING: &str = "user_id,name,unit,post,from,to\r\n";

fn look(rows: &str) -> Result<Vec<Row>, ListError> {
    look_at(&format!("\u{feff}{HEADING}{rows}"))
}

fn look_at(text: &str) -> Result<Vec<Row>, ListError> {
    let rulebook = Rulebook::load(embedded::VIDEO_REPORTING, &embedded::clauses()).unwrap();
    let posts = [post(&rulebook, 3, "hq_operations_chief", HQ)];
    let user_ids = BTreeSet::from(["op1".to_owned()]);
    let importer = Importer {
        rulebook: &rulebook,
        units: &units(),
        person: person(3),
        posts: &posts,
        user_ids: &user_ids,
        newcomer: person(50),
        today: "2026-11-20".parse().unwrap(),
    };
    preview(text, importer).map(|preview| preview.rows)
}

fn faults(row: &str) -> Vec<RowFault> {
    look(row).unwrap().remove(0).result.unwrap_err()
}

#[test]
fn a_good_row_becomes_a_person_and_names_its_clause() {
    let rows = look("OP9 ,\"受理, \"\"九郎\"\"\",u2,reception_operator,2026-12-01,\r\n\r\nop10,受理 十子,u2,hq_operations_manager,,2027-03-31").unwrap();
    assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
    let first = rows[0].result.as_ref().unwrap();
    assert_eq!(
        (first.user_id.as_str(), first.name.as_str()),
        ("op9", "受理, \"九郎\"")
    );
    assert_eq!(
        (first.unit, first.clause.as_str(), first.to),
        (unit(HQ), "VR-3.1.3", None)
    );
    let second = rows[1].result.as_ref().unwrap();
    assert_eq!(second.from, "2026-11-20".parse().unwrap());
}

#[test]
fn every_fault_of_a_row_is_told() {
    let table: Vec<(&str, Vec<RowFault>)> = vec![
        ("op9,name", vec![RowFault::Cells(2)]),
        (
            ",,u2,reception_operator,,",
            vec![RowFault::Empty("user_id"), RowFault::Empty("name")],
        ),
        (
            "OP1,名,u2,reception_operator,,",
            vec![RowFault::UserIdTaken],
        ),
        (
            "op9,=HYPERLINK(1),u2,reception_operator,,",
            vec![RowFault::Unsafe("name")],
        ),
        (
            "op9,@x,u2,reception_operator,,",
            vec![RowFault::Unsafe("name")],
        ),
        (
            "op9,名,u99,reception_operator,,",
            vec![RowFault::UnitUnknown],
        ),
        ("op9,名,u2,caretaker,,", vec![RowFault::PostUnknown]),
        ("op9,名,u4,reception_operator,,", vec![RowFault::WrongUnit]),
        (
            "op9,名,u3,reception_operator,,",
            vec![RowFault::NotAllowed("VR-3.1.3".into())],
        ),
        (
            "op9,名,u2,hq_system_manager,,",
            vec![RowFault::NotAllowed("VR-3.1.4".into())],
        ),
        (
            "op9,名,u2,reception_operator,2026/4/1,",
            vec![RowFault::NoDate("from")],
        ),
        (
            "op9,名,u2,reception_operator,2026-04-31,2026-02-29",
            vec![RowFault::NoDate("from"), RowFault::NoDate("to")],
        ),
        (
            "op9,名,u2,reception_operator,2026-12-01,2026-11-30",
            vec![RowFault::EndsBeforeBeginning],
        ),
    ];
    for (row, expected) in table {
        assert_eq!(faults(row), expected, "{row}");
    }
    let long = format!("op9,{},u2,reception_operator,,", "長".repeat(101));
    assert_eq!(faults(&long), [RowFault::TooLong("name")]);
    let twice = look("op9,名,u2,reception_operator,,\nOP9,名,u2,reception_operator,,").unwrap();
    assert_eq!(twice[1].result, Err(vec![RowFault::UserIdTwice(2)]));
}

#[test]
fn a_text_that_is_no_list_is_refused_as_a_whole() {
    assert_eq!(look_at(""), Err(ListError::Heading));
    assert_eq!(
        look_at("name,user_id,unit,post,from,to\n"),
        Err(ListError::Heading)
    );
    assert_eq!(look("a,\"b\nc,d"), Err(ListError::OpenQuote { line: 2 }));
    assert_eq!(
        look_at(&"x".repeat(STAFF_LIST_BYTES + 1)),
        Err(ListError::TooLong)
    );
    let rows = "x,y,u2,reception_operator,,\n".repeat(STAFF_LIST_ROWS + 1);
    assert_eq!(look(&rows), Err(ListError::TooManyRows));
}
