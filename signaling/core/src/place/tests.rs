use geo::Contains;

use super::{Damaged, Gazetteer, OUTLINES, Point};

fn name(gazetteer: &Gazetteer, latitude_deg: f64, longitude_deg: f64) -> Option<(&str, &str)> {
    let found = gazetteer.municipality(latitude_deg, longitude_deg)?;
    Some((found.code.as_str(), found.name_ja.as_str()))
}

#[test]
fn known_places_have_their_municipality() {
    let gazetteer = Gazetteer::embedded();
    for (place, latitude_deg, longitude_deg, code, expected) in [
        (
            "Tokyo Station",
            35.6812,
            139.7671,
            "13101",
            "東京都千代田区",
        ),
        (
            "Kumamoto Castle",
            32.8062,
            130.7058,
            "43100",
            "熊本県熊本市",
        ),
        (
            "Shimonoseki city hall",
            33.9578,
            130.9413,
            "35201",
            "山口県下関市",
        ),
        ("Naha city hall", 26.2124, 127.6792, "47201", "沖縄県那覇市"),
        (
            "Sapporo clock tower",
            43.0626,
            141.3536,
            "01100",
            "北海道札幌市",
        ),
        ("Osaka Castle", 34.6873, 135.5259, "27100", "大阪府大阪市"),
        (
            "Kyoto Imperial Palace, in a city cut in wards",
            35.0254,
            135.7621,
            "26102",
            "京都府京都市上京区",
        ),
        (
            "Sendai station, in a city cut in parts",
            38.2602,
            140.8824,
            "04100",
            "宮城県仙台市",
        ),
        (
            "Kushiro, in a city cut in parts",
            42.9849,
            144.3817,
            "01206",
            "北海道釧路市",
        ),
        (
            "Yokkaichi, two 市 in its name",
            34.9651,
            136.6244,
            "24202",
            "三重県四日市市",
        ),
        ("Chichijima", 27.0944, 142.1918, "13421", "東京都小笠原村"),
        ("Yonaguni", 24.4681, 122.9998, "47382", "沖縄県与那国町"),
        ("Wakkanai", 45.4157, 141.6730, "01214", "北海道稚内市"),
    ] {
        assert_eq!(
            name(&gazetteer, latitude_deg, longitude_deg),
            Some((code, expected)),
            "{place}"
        );
    }
    assert_eq!(
        gazetteer.municipality(35.6812, 139.7671).unwrap().name_en,
        "Chiyoda City, Tokyo"
    );
}

#[test]
fn the_sea_other_countries_and_impossible_positions_have_none() {
    let gazetteer = Gazetteer::embedded();
    for (place, latitude_deg, longitude_deg) in [
        ("Sagami Bay", 35.10, 139.35),
        ("Sea of Japan", 39.0, 135.0),
        ("Busan", 35.1796, 129.0756),
        ("Null island", 0.0, 0.0),
        ("North pole", 90.0, 139.0),
        ("beyond the pole", 91.0, 139.0),
        ("beyond the date line", 35.0, 181.0),
        ("not a number", f64::NAN, 139.0),
        ("infinite", 35.0, f64::INFINITY),
    ] {
        assert_eq!(
            name(&gazetteer, latitude_deg, longitude_deg),
            None,
            "{place}"
        );
    }
}

#[test]
fn a_quay_just_outside_the_outline_is_named_and_two_kilometres_out_is_sea() {
    let gazetteer = Gazetteer::embedded();
    // South across the straight beach of the Enshu Sea: land, then open sea.
    let at = |latitude_deg: f64| name(&gazetteer, latitude_deg, 137.9500).map(|n| n.1);
    let southmost = (0..1_000)
        .map(|i| 34.70 - f64::from(i) * 0.0001)
        .find(|&y| {
            let point = Point::new(137.9500, y);
            !gazetteer.shapes.iter().any(|s| s.polygon.contains(&point))
        });
    let coast = southmost.unwrap();
    assert_eq!(at(coast - 0.004), Some("静岡県袋井市"), "about 450 m out");
    assert_eq!(at(coast - 0.02), None, "about 2.2 km out");
}

/// The index must not change the answer: compare with looking at every outline by even-odd rule.
#[test]
fn the_index_agrees_with_looking_at_every_outline() {
    let gazetteer = Gazetteer::embedded();
    let mut random = Random(20_260_401);
    let mut inside = 0;
    for _ in 0..3_000 {
        let (longitude, latitude) = (
            128.5 + random.fraction() * 17.0,
            31.0 + random.fraction() * 14.5,
        );
        let expected = gazetteer
            .shapes
            .iter()
            .find(|s| even_odd(&s.polygon, longitude, latitude));
        let found = gazetteer.around(Point::new(longitude, latitude));
        assert_eq!(
            found.map(|s| s.municipality),
            expected.map(|s| s.municipality),
            "{latitude}, {longitude}"
        );
        inside += usize::from(found.is_some());
    }
    assert!(inside > 400, "only {inside} points were on land");
}

#[test]
fn every_municipality_is_found_somewhere_and_is_named_whole() {
    let gazetteer = Gazetteer::embedded();
    assert_eq!(gazetteer.len(), 1_758);
    let mut seen = vec![false; gazetteer.len()];
    gazetteer
        .shapes
        .iter()
        .for_each(|s| seen[s.municipality] = true);
    assert!(seen.iter().all(|s| *s));
    for municipality in &gazetteer.municipalities {
        assert_eq!(municipality.code.len(), 5, "{municipality:?}");
        assert!(
            municipality.name_ja.ends_with(['市', '区', '町', '村']),
            "{municipality:?}"
        );
        assert!(municipality.name_en.contains(", "), "{municipality:?}");
    }
    let mut codes: Vec<_> = gazetteer.municipalities.iter().map(|m| &m.code).collect();
    codes.dedup();
    assert_eq!(codes.len(), gazetteer.len());
}

#[test]
fn a_damaged_file_is_refused_and_never_panics() {
    assert_eq!(Gazetteer::read(b"something else").err(), Some(Damaged));
    for cut in [20, 1_000, OUTLINES.len() - 1] {
        assert_eq!(
            Gazetteer::read(&OUTLINES[..cut]).err(),
            Some(Damaged),
            "{cut}"
        );
    }
    let mut longer = OUTLINES.to_vec();
    longer.push(0);
    assert_eq!(Gazetteer::read(&longer).err(), Some(Damaged));
    let mut random = Random(7);
    for _ in 0..20 {
        let mut bytes = OUTLINES[..4_000].to_vec();
        let at = 15 + (random.fraction() * 3_900.0) as usize;
        bytes[at] ^= 0xff;
        let _ = super::outlines::read(&bytes);
    }
}

fn even_odd(polygon: &geo::Polygon, x: f64, y: f64) -> bool {
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    let crossings = rings.flat_map(|r| r.lines()).filter(|l| {
        (l.start.y > y) != (l.end.y > y)
            && x < (l.end.x - l.start.x) * (y - l.start.y) / (l.end.y - l.start.y) + l.start.x
    });
    crossings.count() % 2 == 1
}

/// A small repeatable generator (64-bit linear congruential).
struct Random(u64);

impl Random {
    fn fraction(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[test]
fn municipalities_are_found_by_name_and_measured_from() {
    let gazetteer = Gazetteer::embedded();
    let named = gazetteer.named("千代田区");
    assert_eq!(named[0].code, "13101");
    assert!(
        gazetteer
            .named(" ＣＨＩＹＯＤＡ ")
            .iter()
            .any(|m| m.code == "13101")
    );
    assert!(gazetteer.named("市").len() <= crate::limits::PLACES_OFFERED);
    assert!(gazetteer.named("  ").is_empty());
    let tokyo = (35.6812, 139.7671);
    assert_eq!(gazetteer.distance_m("13101", tokyo), Some(0.0));
    let osaka = gazetteer.distance_m("13101", (34.7025, 135.4959)).unwrap();
    assert!((380_000.0..420_000.0).contains(&osaka), "{osaka}");
    assert_eq!(gazetteer.distance_m("99999", tokyo), None);
}
