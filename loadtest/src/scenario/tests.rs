use std::path::Path;

use super::*;

const SMALL: &str = r#"
name = "small"
duration_s = 10

[target.media]
url = "http://127.0.0.1:1"
token_key = "key.pem"

[media.film]
video = "film.ivf"

[[callers]]
name = "citizens"
count = 3
media = "film"
arrive = { process = "linear", per_s = 2 }
acts = [{ at_s = [1, 2], do = "silence", for_s = 1 }]

[[consoles]]
name = "desk"
count = 2
"#;

fn refused(text: &str) -> ScenarioError {
    parse(Path::new("x.toml"), text).unwrap_err()
}

#[test]
fn a_small_scenario_has_sensible_defaults() {
    let scenario = parse(Path::new("x.toml"), SMALL).unwrap();
    assert_eq!(
        (scenario.seed, scenario.callers[0].client),
        (1, ClientKind::Str0m)
    );
    assert_eq!(
        scenario.callers[0].acts[0].at_s,
        Span { from: 1.0, to: 2.0 }
    );
    assert_eq!(scenario.consoles[0].join, Join::Before);
    assert_eq!(scenario.thresholds.join_failures_max, Some(0));
    assert_eq!(scenario.thresholds.first_frame_p95_ms, None);
}

/// Each row changes the small scenario and names the line and the field that must be blamed.
#[test]
fn an_error_names_file_line_and_field() {
    for (from, to, line, field, reason) in [
        (
            "count = 3",
            "count = 0",
            14,
            "callers[0].count",
            "not from 1",
        ),
        (
            "count = 3",
            "count = \"x\"",
            14,
            "callers[0].count",
            "invalid type",
        ),
        (
            "count = 3",
            "cout = 3",
            14,
            "callers[0].cout",
            "unknown field",
        ),
        (
            "duration_s = 10",
            "duration_s = -1",
            3,
            "duration_s",
            "above 0",
        ),
        ("duration_s = 10", "duration_s = ", 3, "", "value"),
        (
            "media = \"film\"",
            "media = \"fim\"",
            15,
            "callers[0].media",
            "there are: film",
        ),
        (
            "media = \"film\"",
            "",
            12,
            "callers[0].media",
            "only a light client",
        ),
        (
            "per_s = 2",
            "per_s = 0.1",
            16,
            "callers[0].arrive.per_s",
            "comes after 20 s",
        ),
        (
            "\"linear\", per_s = 2",
            "\"linear\"",
            16,
            "callers[0].arrive.per_s",
            "is needed",
        ),
        ("[1, 2]", "[2, 1]", 17, "callers[0].acts[0].at_s", "no span"),
        (
            ", for_s = 1",
            "",
            17,
            "callers[0].acts[0].for_s",
            "is missing",
        ),
        (
            "\"silence\"",
            "\"dance\"",
            17,
            "callers[0].acts[0].do",
            "unknown variant",
        ),
        (
            "count = 2",
            "count = 2\nwatch = [\"citizen\"]",
            22,
            "consoles[0].watch[0]",
            "no group",
        ),
        (
            "count = 2",
            "count = 2\nlink = \"loss=101\"",
            22,
            "consoles[0].link",
            "0 to 100",
        ),
        ("video = \"film.ivf\"", "", 9, "media.film", "either a file"),
        (
            "[target.media]",
            "[target.moon]",
            5,
            "target",
            "unknown variant",
        ),
        (
            "name = \"desk\"",
            "",
            19,
            "consoles[0]",
            "missing field `name`",
        ),
    ] {
        let error = refused(&SMALL.replacen(from, to, 1));
        let told = error.to_string();
        assert!(
            told.starts_with(&format!("x.toml:{line}: ")),
            "{to}: {told}"
        );
        assert!(error.field.starts_with(field), "{to}: {told}");
        assert!(error.reason.contains(reason), "{to}: {told}");
    }
}

#[test]
fn a_scenario_in_which_nobody_sends_is_refused() {
    let text = SMALL.replace("[[callers]]", "[[officers]]");
    assert!(parse(Path::new("x.toml"), &text).is_ok());
    let alone = text.split("[[officers]]").next().unwrap();
    assert_eq!(refused(alone).field, "callers");
}

#[test]
fn a_disturbed_link_needs_a_client_whose_socket_is_ours() {
    let text = SMALL.replace("media = \"film\"", "media = \"film\"\nclient = \"webrtc\"");
    let error = refused(&text);
    assert_eq!(error.field, "callers[0].acts[0].do");
}

#[test]
fn light_clients_stay_among_themselves() {
    let light = SMALL
        .replace("media = \"film\"", "client = \"light\"")
        .replace("\"silence\", for_s = 1", "\"leave\"");
    let error = refused(&light);
    assert_eq!(error.field, "consoles[0].client");
    let both = light.replace("count = 2", "count = 2\nclient = \"light\"");
    assert!(parse(Path::new("x.toml"), &both).is_ok());
    let film = both.replacen("count = 3", "count = 3\nmedia = \"film\"", 1);
    assert_eq!(refused(&film).field, "callers[0].media");
}

#[test]
fn too_many_views_are_refused_before_they_are_opened() {
    let many = SMALL
        .replace("count = 3", "count = 5000")
        .replace("per_s = 2", "per_s = 900");
    let error = refused(&many.replace("count = 2", "count = 100"));
    assert_eq!(error.field, "consoles");
}
